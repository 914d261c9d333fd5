"""Text -> the spans in which persons are named as its makers: no place is meant there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def credit_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the beginning and the end of every run of names after a role, such as 记者 某某 通讯员 某某."""
    for pattern in (_NAMES_AFTER_ROLE, _BRACKET_AFTER_AGENCY, _BRACKETED_CREDIT):
        for match in pattern.finditer(text):
            yield match.span()


_CREDIT_ROLES = (
    "见习记者|特约记者|全媒体记者|首席记者|本报记者|记者|特约通讯员|本报通讯员|通讯员|实习生|摄影|作者|责任编辑|编辑|供稿|供图"
    "|撰稿|文/图|图/文|校对|审核"
)
_NOT_A_NAME = (
    "从|在|了|昨|今|近|日|来|走|采|于|获|看|到|随|跟|通过|第一|报道|表示|发现|注意|介绍|联系|赶|向|对|就|们|和|实地|现场|站|节|证|问"
    r"|拨|以|为|与|见|也|将|又|曾|\d"
)
_CREDIT_NAME = r"[\u4e00-\u9fff·]{2,4}"
_NAMES_AFTER_ROLE = re.compile(
    rf"(?:{_CREDIT_ROLES})[：:\s/]{{0,3}}(?!{_NOT_A_NAME}){_CREDIT_NAME}"
    rf"(?:[\s、，,/]{{1,3}}(?!{_CREDIT_ROLES}|近日|日前|昨日|今天){_CREDIT_NAME}(?=[\s、，,/）)（“”：:\n]|{_CREDIT_ROLES}|$))*"
)
_BRACKET_AFTER_AGENCY = re.compile(r"(?<=[电讯])\s?[（(][^（）()]{2,40}[）)]")
_BRACKETED_CREDIT = re.compile(r"[（(](?:[^（）()]{0,12})(?:记者|通讯员|特约|实习)[^（）()]{1,60}[）)]")
