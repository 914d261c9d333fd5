"""Text -> Mentions: where it names places, what each name may mean, and how far it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feedpub.stages.locate.bylines import credits
from feedpub.stages.locate.context import standing
from feedpub.stages.locate.gazetteer import (
    ALIAS,
    BLOCK,
    FOREIGN,
    FULL,
    GROUP,
    LONE,
    PAPER,
    SHORT,
    STEM,
    TOWN,
    gazetteer,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedpub.stages.locate.gazetteer import Gazetteer, Sense


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, compounds (江苏省常州市武进区) taken as one; `codes` are all that it may mean."""

    start: int
    end: int
    words: str
    codes: tuple[str, ...]
    kind: str
    factor: float = 1.0
    rule: str = ""
    chained: bool = False
    """Whether it stands right after its parent, which leaves no doubt about what it means."""


def mentions(text: str) -> list[Mention]:
    """Return the mentions of places in the order of the text; those of persons, streets and brands have the factor 0."""
    names = gazetteer()
    silent = list(credits(text))
    found: list[Mention] = []
    for start, end, senses in names.find(text):
        if senses[0].kind == BLOCK or any(a <= start < b for a, b in silent):
            continue
        found.append(_mention(text, start, end, senses))
    found += _stations(text, found, names)
    return list(_chained(text, sorted(found, key=lambda one: one.start), names))


def _mention(text: str, start: int, end: int, senses: Sequence[Sense]) -> Mention:
    kind = _kind(senses)
    codes = tuple(dict.fromkeys(sense.code for sense in senses if sense.code))
    bare = kind in (SHORT, STEM, LONE, ALIAS)
    how = standing(text, start, end, bare=bare)
    return Mention(start, end, text[start:end], codes, kind, how.factor, how.rule)


_ORDER = (FULL, ALIAS, SHORT, LONE, "zone", "old name", TOWN, STEM, "vague name", "street", GROUP, PAPER, FOREIGN)


def _kind(senses: Sequence[Sense]) -> str:
    """Return the surest kind among the senses; a group is a group whatever else it is."""
    kinds = {sense.kind for sense in senses}
    return GROUP if GROUP in kinds else min(kinds, key=_ORDER.index)


_STATION = re.compile(
    r"(?:派出所|司法所|卫生院|供电所|中心校|人民法庭|工商所|税务所|财政所|综合执法队|党工委|街办|街总工会|镇政府|乡政府|办事处)"
)
_LONGEST = 5


def _stations(text: str, found: Sequence[Mention], names: Gazetteer) -> Iterator[Mention]:
    """Yield the townships that only their police station or health centre names: 马驹桥派出所."""
    taken = {one.end for one in found}
    for match in _STATION.finditer(text):
        end = match.start()
        if end in taken:
            continue
        for length in range(_LONGEST, 1, -1):
            stem = text[max(0, end - length) : end]
            if codes := names.town_stems.get(stem):
                yield Mention(end - length, end, stem, codes, TOWN, 0.7, "station of a township")
                break


_JOINT = re.compile(r"[\s·]?|[省市]")


def _chained(text: str, found: Sequence[Mention], names: Gazetteer) -> Iterator[Mention]:
    """Join a division with what follows right after it and lies in it."""
    last: Mention | None = None
    for one in found:
        if last and last.end <= one.start and (joined := _join(text, last, one, names)):
            last = joined
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _join(text: str, above: Mention, below: Mention, names: Gazetteer) -> Mention | None:
    if not _JOINT.fullmatch(text[above.end : below.start]) or GROUP in (above.kind, below.kind):
        return None
    if above.kind in (PAPER, FOREIGN) or below.kind in (PAPER, FOREIGN) or above.rule in ("street", "namesake"):
        return None
    inside = tuple(
        code
        for code in below.codes
        if any(up in names.lines[code] and (up != code or _is_town(below)) for up in above.codes)
    )
    if not inside:
        return None
    words = text[above.start : below.end]
    factor = min(below.factor, 1.0 if above.factor >= 0.3 else 0.3)
    rule = below.rule or (above.rule if factor < below.factor else "")
    return replace(below, start=above.start, words=words, codes=inside, factor=factor, rule=rule, chained=True)


def _is_town(mention: Mention) -> bool:
    return mention.kind in (TOWN, "street")
