"""Mentions side by side -> pairs that act together, and lists in which each counts for little."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.locate.context import POSITIONAL
from feedpub.stages.locate.gazetteer import GROUP

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedpub.stages.locate.mentions import Mention

LONG = 5
"""So many divisions in a row are a list (of a weather warning, of cases), not partners."""
IN_A_LIST = 0.45
SOUND = 0.5
"""Partners are named for themselves, not as where a university is."""

_AND = re.compile(r"[、，,和与及同至—－\-·/ ：:]|以及|携手|联合|对口支援|对口帮扶")
_OPEN = re.compile(r"(?:等地|等[省市县区州]|等[多近数\d一二三四五六七八九十]|等(?=沿|感|震))")
_TOGETHER = re.compile(
    r"共同(?:主办|举办|签署|启动|发布|建设|推进|承办)|联合(?:主办|举办|开展|发布|签署|印发|承办)|携手|共建|签约|签署|签订|合作|结对|对口|协作"
    r"|援[疆藏青]|[两三四五]地|两省|两市|跨[省市区]|[与和][\u4e00-\u9fff]{0,6}(?:市|县|区|州)[\u4e00-\u9fff]{0,6}交流"
)


class Bonds(NamedTuple):
    """What stands side by side: sets of codes, and whether the text tells of acting together."""

    pairs: tuple[frozenset[str], ...]
    together: bool


def bonds(text: str, lead_ends: int, told: Sequence[Mention]) -> tuple[list[Mention], Bonds]:
    """Return the mentions, those in long lists marked as such, and the bonds between the others."""
    result: list[Mention] = []
    pairs = [frozenset(one.codes) for one in told if one.kind == GROUP and len(one.codes) > 1]
    for row in _rows(text, told):
        codes = dict.fromkeys(code for one in row for code in one.codes)
        if row[0].rule in POSITIONAL and len(row) > 1:
            row = [replace(one, factor=min(one.factor, row[0].factor), rule=row[0].rule) for one in row]
        elif len(codes) >= LONG or (len(codes) > 1 and _OPEN.match(text, row[-1].end)):
            row = [replace(one, factor=one.factor * IN_A_LIST, rule=one.rule or "in a list") for one in row]
        elif row[0].start < lead_ends:
            pairs.append(frozenset(code for one in row if one.factor >= SOUND for code in one.codes))
        result += row
    return result, Bonds(tuple(pairs), bool(_TOGETHER.search(text[:lead_ends])))


def headed(headline: str, told: Sequence[Mention]) -> list[str]:
    """Return the divisions of a headline of several parts, 福建厦门：… 黑龙江七台河：…; none for other headlines."""
    heads = [
        one.codes[0]
        for one in told
        if len(one.codes) == 1
        and headline[one.end : one.end + 1] in ("：", ":")
        and _BEGINS.search(headline[: one.start])
    ]
    return list(dict.fromkeys(heads)) if len(set(heads)) > 1 else []


_BEGINS = re.compile(r"(?:^|[\s　】；;，。！？])$")


def _rows(text: str, told: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield the runs of mentions that only 和, a comma or a dash parts."""
    row: list[Mention] = []
    for one in sorted(told, key=lambda one: one.start):
        if row and not _AND.fullmatch(text[row[-1].end : one.start].strip("“”()（）") or "x"):
            yield row
            row = []
        row.append(one)
    if row:
        yield row
