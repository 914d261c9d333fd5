"""Mentions side by side -> pairs that act together, and lists in which each counts for little."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.locate.context import INHERITED_RULES
from feedpub.stages.locate.gazetteer import GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedpub.stages.locate.mentions import Mention

LIST_LENGTH = 5
"""So many divisions in a row are a list (of a weather warning, of cases), not partners."""
LIST_FACTOR = 0.45
MIN_PARTNER_FACTOR = 0.5
"""Partners are named for themselves, not as where a university is."""

_AND = re.compile(r"[、，,和与及同至—－\-·/ ：:]|以及|携手|联合|对口支援|对口帮扶")
_AND_OTHERS = re.compile(r"(?:等地|等[省市县区州]|等[多近数\d一二三四五六七八九十]|等(?=沿|感|震))")
_TOGETHER = re.compile(
    r"共同(?:主办|举办|签署|启动|发布|建设|推进|承办)|联合(?:主办|举办|开展|发布|签署|印发|承办)|携手|共建|签约|签署|签订|合作|结对|对口|协作"
    r"|援[疆藏青]|[两三四五]地|两省|两市|跨[省市区]|[与和][\u4e00-\u9fff]{0,6}(?:市|县|区|州)[\u4e00-\u9fff]{0,6}交流"
)


class Coordination(NamedTuple):
    """What stands side by side: sets of codes, and whether the text tells of acting together."""

    pairs: tuple[frozenset[str], ...]
    acts_together: bool


def find_coordination(text: str, lead_ends: int, mentions: Sequence[Mention]) -> tuple[list[Mention], Coordination]:
    """Return the mentions, those in long lists marked as such, and the bonds between the others."""
    result: list[Mention] = []
    pairs = [frozenset(mention.codes) for mention in mentions if mention.kind == GROUP and len(mention.codes) > 1]
    for run in _coordinated_runs(text, mentions):
        codes = dict.fromkeys(code for one in run for code in one.codes)
        if run[0].rule in INHERITED_RULES and len(run) > 1:
            run = [replace(one, factor=min(one.factor, run[0].factor), rule=run[0].rule) for one in run]
        elif len(codes) >= LIST_LENGTH or (len(codes) > 1 and _AND_OTHERS.match(text, run[-1].end)):
            run = [replace(one, factor=one.factor * LIST_FACTOR, rule=one.rule or "in a list") for one in run]
        elif run[0].start < lead_ends:
            pairs.append(frozenset(code for one in run if one.factor >= MIN_PARTNER_FACTOR for code in one.codes))
        result += run
    return result, Coordination(tuple(pairs), bool(_TOGETHER.search(text[:lead_ends])))


def headline_places(headline: str, mentions: Sequence[Mention]) -> list[str]:
    """Return the divisions of a headline of several parts, 福建厦门：… 黑龙江七台河：…; none for other headlines."""
    codes = [
        mention.codes[0]
        for mention in mentions
        if len(mention.codes) == 1
        and headline[mention.end : mention.end + 1] in ("：", ":")
        and _AT_BEGINNING.search(headline[: mention.start])
    ]
    return list(dict.fromkeys(codes)) if len(set(codes)) > 1 else []


_AT_BEGINNING = re.compile(r"(?:^|[\s　】；;，。！？])$")


def _coordinated_runs(text: str, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield the runs of mentions that only 和, a comma or a dash parts."""
    run: list[Mention] = []
    for mention in sorted(mentions, key=lambda one: one.start):
        if run and not _AND.fullmatch(text[run[-1].end : mention.start].strip("“”()（）") or "x"):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run
