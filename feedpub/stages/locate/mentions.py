"""Text -> Mentions: where it names places, what each name may mean, and how far it counts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feedpub.stages.locate.bylines import bylines
from feedpub.stages.locate.context import POSITIONAL, STREET_RULE, standing
from feedpub.stages.locate.gazetteer import (
    ALIAS,
    BLOCK,
    FOREIGN,
    FULL,
    GROUP,
    LONE,
    OLD,
    OWN,
    PAPER,
    SHORT,
    STEM,
    STREET,
    TOWN,
    VAGUE,
    WORD,
    ZONE,
    gazetteer,
    town_stem,
)
from feedpub.stages.locate.own import NO_NAMES
from feedpub.stages.locate.persons import without_persons

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedpub.stages.locate.gazetteer import Gazetteer, Sense
    from feedpub.stages.locate.own import OwnNames


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


def mentions(text: str, own: OwnNames = NO_NAMES) -> list[Mention]:
    """Return the mentions of places in the order of the text; those of streets and brands have the factor 0."""
    names = gazetteer(own)
    silent = list(bylines(text))
    found: list[Mention] = []
    for start, end, senses in names.find(text):
        if senses[0].kind == BLOCK:
            silent.append((start, end))
        elif not any(a <= start < b for a, b in silent):
            found.append(_mention(text, start, end, senses, names))
    more = [*_stations(text, found, names), *_streets(text, found, names), *_echoes(text, found, silent)]
    found += [one for one in more if one.words not in own.silence]
    joined = _chained(text, sorted(found, key=lambda one: one.start), names)
    kept = [one for one in joined if one.kind != WORD or (one.chained and _WORD_ENDS.match(text, one.end))]
    return without_persons(text, _without_namesakes([_as_wide(one) for one in kept]))


_WORD_ENDS = re.compile(r"[：:，。、；”\s\d]|$|(?:交|民|特|消)警|警方|检察|法院")
"""What may follow an everyday word (青海共和7月24日电) that is to mean the division of its name."""

_ORDER = (OWN, FULL, ALIAS, SHORT, LONE, ZONE, OLD, TOWN, STEM, VAGUE, WORD, STREET, GROUP, PAPER, FOREIGN)


def _mention(text: str, start: int, end: int, senses: Sequence[Sense], names: Gazetteer) -> Mention:
    kinds = {sense.kind for sense in senses}
    kind = GROUP if GROUP in kinds else min(kinds, key=_ORDER.index)
    if kind == FULL:
        senses = [sense for sense in senses if sense.kind in (FULL, OLD)]
    codes = tuple(dict.fromkeys(sense.code for sense in senses if sense.code))
    words = text[start:end]
    bare = kind in (SHORT, STEM, LONE, ALIAS, WORD) or (kind == OWN and words[-1] not in _RANKS)
    how = standing(text, start, end, bare=bare)
    if (
        kind in (STEM, WORD)
        and _heads(text, start, end)
        and (cities := [code for code in codes if code.endswith("00")])
    ):
        return Mention(start, end, words, tuple(cities), SHORT, how.factor, how.rule)
    if kind in (LONE, STEM) and _part_of_a_word(text, start, end, names):
        return Mention(start, end, words, codes, STEM, how.factor, how.rule or PART)
    chance = kind == STEM and not how.rule and not _stands_free(text, start, end)
    return Mention(start, end, words, codes, kind, how.factor, BY_CHANCE if chance else how.rule)


_RANKS = frozenset("省市区县旗州盟镇乡道")


def _heads(text: str, start: int, end: int) -> bool:
    """Whether a name begins a headline that it is the subject of: 黄山：…."""
    return text[end : end + 1] in ("：", ":") and (start == 0 or text[start - 1] in " \n　】")


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether a name that may be a word stands as places stand: after a mark or 在, or before police and offices."""
    return bool(_FREE_BEFORE.search(text[max(0, start - 2) : start]) or _FREE_AFTER.match(text, end))


_FREE_BEFORE = re.compile(r"(?:^|[，。、；：！？“”（）()\s\d日在从到赴由自和与])$")
_FREE_AFTER = re.compile(
    r"警方|民警|公安|交警|消防|法院|检察|海关|总工会|[市县区镇乡州城]|各界|境内|全市|全县|全区|地区"
)
BY_CHANCE = "may be a word"
PART = "part of a word"


def _part_of_a_word(text: str, start: int, end: int, names: Gazetteer) -> bool:
    if start == 0 or text[start - 1] in "\n　 ":
        return False
    before, after = names.neighbours.get(text[start:end], ("", ""))
    return (start > 0 and text[start - 1] in before) or (end < len(text) and text[end] in after)


def _as_wide(one: Mention) -> Mention:
    """Take 河北 for the province, not for 天津's district, unless it stands right after its city."""
    if one.chained or one.kind != SHORT or not any(code.endswith("0000") for code in one.codes):
        return one
    return replace(one, codes=tuple(code for code in one.codes if code.endswith("00")))


STREETS = 2


def _without_namesakes(found: list[Mention]) -> list[Mention]:
    """Silence a bare name that the text uses for streets, such as 太原 where 太原街 and 太原南街 are the matter."""
    streets = Counter(one.words for one in found if one.rule == STREET_RULE)
    streets.update(one.words[:-1] for one in found if one.kind == STREET and one.words[:-1] in streets)
    sure = {one.words[: len(words)] for one in found if one.chained or one.kind == FULL for words in streets}
    namesakes = {words for words, count in streets.items() if count >= STREETS and words not in sure}
    return [replace(one, factor=0.0, rule="namesake") if one.words in namesakes else one for one in found]


_STATION = re.compile(
    r"派出所|司法所|卫生院|供电所|中心校|人民法庭|税务所|财政所|综合执法队|党工委|街办|街总工会|镇政府|乡政府|办事处"
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


_ROAD = re.compile(r"[东南西北中]?([路街])")


def _streets(text: str, found: Sequence[Mention], names: Gazetteer) -> Iterator[Mention]:
    """Yield the subdistricts that bear the name of a street: 太原南街 lies in or near 太原街街道."""
    for one in found:
        match = _ROAD.match(text, one.end) if one.rule == STREET_RULE else None
        if match and (codes := names.town_stems.get(one.words + match[1])):
            yield Mention(one.start, match.end(), text[one.start : match.end()], codes, STREET)


def _echoes(text: str, found: Sequence[Mention], silent: Sequence[tuple[int, int]]) -> Iterator[Mention]:
    """Yield where a township that has its full name elsewhere is called by its stem alone."""
    taken = [*silent, *((one.start, one.end) for one in found)]
    stems = {town_stem(one.words): one for one in found if one.kind == TOWN and not one.rule}
    for stem, town in stems.items():
        if len(stem) < 2:
            continue
        start = text.find(stem)
        while start >= 0:
            end = start + len(stem)
            if not any(a < end and start < b for a, b in taken):
                yield replace(town, start=start, end=end, words=stem, factor=0.6, rule="stem of a township")
            start = text.find(stem, end)


_JOINT = re.compile(r"[\s·]?|[省市]")


def _chained(text: str, found: Sequence[Mention], names: Gazetteer) -> Iterator[Mention]:
    """Join a division with what follows right after it and lies in it."""
    last: Mention | None = None
    for one in found:
        if last and last.end <= one.start and (joined := _join(text, last, one, names)):
            last = joined
        elif not (last and _of_another(last, one)):
            if last:
                yield last
            last = one
    if last:
        yield last


def _of_another(above: Mention, town: Mention) -> bool:
    """Whether a township stands right after a county that the table does not give it to: then it is a namesake."""
    county = above.kind in (FULL, OLD) and not above.codes[0].endswith("00")
    return town.kind == TOWN and town.start == above.end and county


def _join(text: str, above: Mention, below: Mention, names: Gazetteer) -> Mention | None:
    if not _JOINT.fullmatch(text[above.end : below.start]) or 0.0 in (above.factor, below.factor):
        return None
    if {above.kind, below.kind} & {GROUP, PAPER, FOREIGN}:
        return None
    town = below.kind in (TOWN, STREET)
    inside = tuple(
        code for code in below.codes if any(up in names.lines[code] and (up != code or town) for up in above.codes)
    )
    if not inside:
        return None
    factor = min(below.factor, above.factor if above.rule in POSITIONAL else below.factor)
    rule = below.rule or (above.rule if factor < below.factor else "")
    words = text[above.start : below.end]
    return replace(below, start=above.start, words=words, codes=inside, factor=factor, rule=rule, chained=True)
