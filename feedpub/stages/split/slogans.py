"""Drafts -> which of them are mottoes: headlines without a story, or a line of exhortation that reports nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.model import Kind
from feedpub.stages.split import bylines, signoffs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedpub.stages.split.blocks import Block
    from feedpub.stages.split.items import Draft

_REPORTS = re.compile(
    r"\d|近日|日前|昨|今[天日年晚]|记者|表示|[说称]|指出|举行|召开|开展|发布|介绍|获悉|了解|报道|他|她|我们|[一二三四五六七八九十]月|会议|活动|调查|警方|本报|比赛"
)
_URGES = re.compile(
    "必须|坚持|坚定不移|弘扬|树立|共建|共享|从我做起|人人|让我们|为什么|践行|牢记|倡导|共创|珍惜|爱护|节约|关爱|携手|文明|新风|传承"
)
_APPEAL = re.compile(
    "从.{1,4}做起|节约用[水电]|节约粮食|爱护.{2,4}|请勿|人人有责|你我同行|与我同行|光盘行动|公益|讲文明|树新风|远离毒品|珍爱生命"
)
LONGEST = 160


def groups(blocks: Sequence[Block], taken: Collection[int]) -> list[tuple[int, ...]]:
    """Return the mottoes that fill a gap between closed stories: a paragraph that reports nothing, and its headline."""
    found: list[tuple[int, ...]] = []
    for index, block in enumerate(blocks):
        if (
            index not in taken
            and block.size <= 24
            and _line(block)
            and _APPEAL.search(block.canon)
            and " " in block.canon
        ):
            found.append((index,))
        if index in taken or block.size > LONGEST or not _exhorts(block.canon, 2):
            continue
        if not block.ends and not (block.size >= 30 and "，" in block.canon):
            continue
        first = index
        if (
            index
            and index - 1 not in taken
            and _line(blocks[index - 1])
            and not _REPORTS.search(blocks[index - 1].canon)
        ):
            first -= 1
        closed = first == 0 or first - 1 in taken or is_closed(blocks[first - 1])
        after = index + 1
        if closed and (after == len(blocks) or after in taken or _line(blocks[after])):
            found.append(tuple(range(first, after)))
    return found


def _exhorts(canon: str, times: int) -> bool:
    return not _REPORTS.search(canon) and len(_URGES.findall(canon)) >= times


def _line(block: Block) -> bool:
    return not block.ends and block.size <= 45 and not bylines.alone(block.text)


def is_closed(block: Block) -> bool:
    """Whether a story ends with this block for certain: it is signed, or signed off."""
    return bylines.alone(block.text) or bylines.tail(block.text) is not None or signoffs.closing(block.canon)


def name(drafts: Sequence[Draft]) -> None:
    """Call the mottoes what they are."""
    for draft in drafts:
        if draft.kind is Kind.ARTICLE and _motto(draft):
            draft.kind = Kind.AD


def _motto(draft: Draft) -> bool:
    if draft.signs or len(draft.paragraphs) != 1:
        return False
    text = "".join(block.canon for block in draft.blocks)
    body = "".join(block.canon for block in draft.paragraphs[0])
    if not any(mark in body for mark in "，。！？；") and len(body) <= 30:
        return True
    return len(text) <= LONGEST and not _REPORTS.search(body) and bool(_URGES.search(text))
