"""A piece of an article -> the rules by which a reader would object to it, by their names; none for a good one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.stages.summarise import grammar
from feedpub.stages.summarise.sentences import nesting_depths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MIN_PIECE = 8
"""Characters; what is shorter says nothing by itself (他说。)."""

_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|《[^》]*》|\"[^\"]*\"")
_CREDITS = re.compile(
    "|".join(
        (
            r"本报讯|央视网消息|图为|责任编辑|原标题|编者|(?:^|[（，。])来源：",
            r"（(?:本报|特约|见习|实习|首席|通讯员|记者|编辑|摄影)",
            r"(?:记者|通讯员|编辑|责编)[：\s]+[\u4e00-\u9fff]{2,4}[。\s]*$",
            r"[\u4e00-\u9fff]{2,4} ?摄[。\s]*$",
            r"(?:新华社|中新社|本报)[\u4e00-\u9fff]{0,12}\d*月?\d+日?电",
            (
                r"^(?:记者|通讯员) ?(?!调查|采访|体验|走访|梳理|暗访|注意|看到|观察|发现|获悉|了解|[从在昨今近日])"
                r"[\u4e00-\u9fff]{2,4}(?:[ ，：]|$)"
            ),
            r"微信|扫描|二维码|点击|[下上如]图|本文",
        )
    )
)
_BEGINS_QUOTED = re.compile(r"[“‘\"「『（(【\[—…]")

_NUMBERED = re.compile(
    r"(?:^|[：；。，])(?:\d{1,2}[、.．](?!\d)|[①-⑨]|（[一二三四五六七八九\d]）|[二三四五六七八九]是)"
)

_FIRST_ITEM = re.compile(r"(?:^|[，：；])(?:一是|一要|其一|第一，|首先，|一方面)")
_SECOND_ITEM = re.compile(r"二是|二要|其二|第二，|其次|另一方面")

_MIN_OWN_SHARE = 0.4
"""The part of a piece that must be the article's own words: a reader wants the news, not a voice."""


def violations(words: Sequence[str]) -> Iterator[str]:
    """Yield the faults of a piece of plain text, given by its words."""
    text = "".join(words)
    depths_at = nesting_depths(text)
    if len(text) < MIN_PIECE:
        yield "short"
    if not depths_at or depths_at[-1] != 0 or -1 in depths_at:
        yield "unbalanced"
    if _BEGINS_QUOTED.match(text):
        yield "quotation first"
    if len(_QUOTED.sub("", text)) < len(text) * _MIN_OWN_SHARE:
        yield "mostly quoted"
    if "？" in text:
        yield "question"
    if text.rstrip("”’）").endswith("…"):
        yield "unfinished"
    if grammar.has_first_person(_QUOTED.sub("“”", text)):
        yield "first person"
    if _CREDITS.search(text):
        yield "makers"
    if grammar.needs_complement(words):
        yield "hanging end"
    if _NUMBERED.search(text) or (_FIRST_ITEM.search(text) and not _SECOND_ITEM.search(text)):
        yield "numbered"
    if not grammar.has_verb(words):
        yield "no predicate"
