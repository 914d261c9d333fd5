"""Drafts -> which of them are mottoes: headlines without a story, or a line of exhortation that reports nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.items import Draft

_REPORTS = re.compile(
    r"\d|近日|日前|昨|今[天日年晚]|记者|表示|[说称]|指出|举行|召开|开展|发布|介绍|获悉|了解|报道|他|她|我们|[一二三四五六七八九十]月|会议|活动|调查|警方|本报|比赛"
)
_URGES = re.compile(
    "必须|坚持|坚定不移|弘扬|树立|共建|共享|从我做起|人人|让我们|为什么|践行|牢记|倡导|共创|珍惜|爱护|节约|关爱|携手|文明|新风|传承"
)
LONGEST = 160


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
    return len(text) <= LONGEST and not _REPORTS.search(body) and bool(_URGES.search(text))
