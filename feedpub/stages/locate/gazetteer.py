"""The tables of names -> an automaton that finds them in a text, the longest from the left."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from feedpub import regions
from feedpub.language.normalise import simplify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from feedpub.model import Region


class CustomNames(NamedTuple):
    """The owner's names in simplified characters, each with the code of what it means, and the names to pass over."""

    add: tuple[tuple[str, str], ...] = ()
    silence: tuple[str, ...] = ()


NO_CUSTOM_NAMES = CustomNames()


def custom_names(add: Mapping[str, str], silence: Iterable[str]) -> CustomNames:
    """Return the value of such settings; raises `NotFound` where a name is to mean a region that there is none of."""
    return CustomNames(
        tuple(sorted((simplify(name), regions.find(region).code) for name, region in add.items())),
        tuple(sorted({simplify(name) for name in silence})),
    )


# The tables of names -> an automaton that finds them in a text, the longest from the left.


FULL, SHORT, STEM, TOWNSHIP, STREET, OLD_NAME, ZONE = (
    "full name",
    "short name",
    "stem",
    "township",
    "street",
    "old name",
    "zone",
)
CUSTOM = "the owner's name"
ALIAS, GROUP, PAPER, FOREIGN, BLOCKED, VAGUE_NAME = "other name", "group", "paper", "foreign", "block", "vague name"
LONE_STEM, EVERYDAY_WORD = "lone stem", "word"

VAGUE_NAMES = frozenset(
    [
        "城区",
        "郊区",
        "矿区",
        "新城区",
        "新市区",
        "老城区",
        "东区",
        "西区",
        "城中区",
        "港口区",
        "海港区",
        "古城区",
        "高新区",
        "开发区",
    ]
)
"""Full names that also are common nouns: they count beside their city."""


class Sense(NamedTuple):
    """What a name may mean: a division, and by what kind of name."""

    code: str
    kind: str


class Gazetteer(NamedTuple):
    """The automaton with the senses of each of its patterns, and the townships by their stems."""

    automaton: AhoCorasick
    senses: tuple[tuple[Sense, ...], ...]
    town_stems: Mapping[str, tuple[str, ...]]
    ancestors: Mapping[str, tuple[str, ...]]
    """Each division's code -> the codes from its province down to itself."""
    stem_neighbours: Mapping[str, tuple[str, str]]
    """A stem -> the characters before it and after it that make another word of a part of it."""

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[Sense, ...]]]:
        """Yield where a name begins and ends, and its senses."""
        for number, start, end in self.automaton.find_matches_as_indexes(text, overlapping=False):
            yield start, end, self.senses[number]


@lru_cache(maxsize=2)
def load_gazetteer(custom: CustomNames = NO_CUSTOM_NAMES) -> Gazetteer:
    """Return the gazetteer of the bundled tables and the owner's names, built once in each process (about 0.2 s)."""
    names: dict[str, dict[Sense, None]] = {}
    for name, sense in _all_names():
        names.setdefault(name, {})[sense] = None
    for word in _read_words("blocking.txt"):
        names[word] = {Sense("", BLOCKED): None}
    names |= {name: {Sense("", BLOCKED): None} for name in custom.silence}
    for name, code in custom.add:
        names[name] = {Sense(code, CUSTOM): None}
    stems: dict[str, list[str]] = {}
    for code, towns in _townships():
        for town in towns:
            if (stem := town_stem(town)) and len(stem) > 1:
                stems.setdefault(stem, []).append(code)
    return Gazetteer(
        AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest),
        tuple(tuple(senses) for senses in names.values()),
        {stem: tuple(dict.fromkeys(codes)) for stem, codes in stems.items()},
        ancestor_codes(),
        {
            stem: (before, after)
            for stem, before, after in (line.split("\t") for line in _read_lines("neighbours.tsv")[1:])
        },
    )


@cache
def ancestor_codes() -> Mapping[str, tuple[str, ...]]:
    """Return each division's code -> the codes from its province down to itself."""
    return {region.code: tuple(above.code for above in regions.lineage(region)) for region in regions.all_regions()}


@cache
def old_names() -> Mapping[str, tuple[tuple[str, int, int], ...]]:
    """Return each division's code -> the names that its area bore once, each with the first and the last year."""
    found: dict[str, list[tuple[str, int, int]]] = {}
    for line in _read_lines("old_names.tsv")[1:]:
        name, first, last, _, code = line.split("\t")
        begun = 0 if int(first) == FIRST_SNAPSHOT else int(first)
        found.setdefault(code, []).append((name, begun, int(last) if last else LAST_SNAPSHOT))
    return {code: tuple(names) for code, names in found.items()}


@cache
def name_valid_from(code: str) -> int:
    """Return from which year on a division can have had its name: since the one that it had before ended."""
    stem = regions.by_code(code).short_name
    ended = [last for name, _, last in old_names().get(code, ()) if name[:-1] == stem]
    return max(ended, default=-1) + 1


FIRST_SNAPSHOT = 2002
"""The year of the oldest snapshot of the old names: what stands in it may be much older."""
LAST_SNAPSHOT = 2016
"""The year of their newest snapshot: a name without an end was there then, and ended some time after."""


def town_stem(name: str) -> str:
    """Return 直溪 for 直溪镇; "" for what is no town, township or street."""
    match = re.fullmatch(r"(.+?)(?:街道|地区|镇|乡|苏木)", name)
    return match[1] if match else ""


def _all_names() -> Iterator[tuple[str, Sense]]:
    never, risky = frozenset(_read_words("stems_never.txt")), frozenset(_read_words("stems_risky.txt"))
    stem_counts = Counter(region.short_name for region in regions.all_regions())
    shared = frozenset(stem for stem, count in stem_counts.items() if count > 1)
    for region in regions.all_regions():
        yield from _region_names(region, never, risky | shared)
    yield from _old_name_senses(never | risky)
    for code, towns in _townships():
        for town in towns:
            if len(town) > 2:
                yield town, Sense(code, TOWNSHIP)
            if len(town) > 4 and town[-3] in "路街" and town.endswith("街道"):
                yield town[:-2], Sense(code, STREET)
    for name, code in _read_pairs("zones.tsv"):
        yield name, Sense(code, ZONE)
    for name, code in _read_pairs("aliases.tsv"):
        yield name, Sense(code, ALIAS)
    for name, code in _read_pairs("papers.tsv"):
        yield name, Sense(code, PAPER)
    for name, codes in _read_pairs("groups.tsv"):
        for code in codes.split():
            yield name, Sense(code, GROUP)
    for name in _read_words("countries.txt"):
        yield name, Sense("", FOREIGN)


def _region_names(region: Region, never: frozenset[str], risky: frozenset[str]) -> Iterator[tuple[str, Sense]]:
    code, name, stem = region.code, region.name, region.short_name
    yield name, Sense(code, VAGUE_NAME if name in VAGUE_NAMES else FULL)
    for form in _shorter_names(name, stem):
        yield form, Sense(code, FULL)
    if name[0] in "市镇路":  # 济南市中区 is 济南市市中区, 南阳镇平县 has no 南阳镇
        yield regions.lineage(region)[-2].short_name + name, Sense(code, FULL)
    if name[0] in "镇路" and stem != name:
        yield regions.lineage(region)[-2].short_name + stem, Sense(code, ALIAS)
    if stem != name and stem not in never:
        yield stem, Sense(code, _stem_kind(region, risky))
    elif stem != name:
        yield stem, Sense(code, EVERYDAY_WORD)


def _stem_kind(region: Region, ambiguous: frozenset[str]) -> str:
    if region.code.endswith("0000"):
        return SHORT
    if not region.code.endswith("00"):
        return STEM if region.short_name in ambiguous else LONE_STEM
    return STEM if region.short_name in ambiguous and region.short_name in _read_words("stems_risky.txt") else SHORT


def _shorter_names(name: str, stem: str) -> Iterator[str]:
    """Yield the shorter full names that papers use: 凉山州, 威宁自治县, 威宁县."""
    if match := re.search(r"自治([州县旗])$", name):
        yield stem + match[1]
        yield f"{stem}自治{match[1]}"
    elif name.endswith("族区"):
        yield stem + "区"


def _old_name_senses(excluded: frozenset[str]) -> Iterator[tuple[str, Sense]]:
    """Yield the names that are gone, and their stems where no division of today has them."""
    today = {region.short_name for region in regions.all_regions()}
    for line in _read_lines("old_names.tsv")[1:]:
        name, _, _, _, code = line.split("\t")
        if name in VAGUE_NAMES or len(name) < 2:
            continue
        yield name, Sense(code, OLD_NAME)
        stem = name[:-1]
        if len(stem) > 1 and stem not in excluded and stem not in today and name[-1] in "市县区盟":
            yield stem, Sense(code, STEM)


def _townships() -> Iterator[tuple[str, list[str]]]:
    for line in _read_lines("townships.tsv")[1:]:
        code, _, towns = line.partition("\t")
        yield code, towns.split(" ")


def _read_pairs(table: str) -> Iterator[tuple[str, str]]:
    for line in _read_lines(table)[1:]:
        name, _, value = line.partition("\t")
        yield name, value


@cache
def _read_words(table: str) -> tuple[str, ...]:
    return tuple(word for line in _read_lines(table) for word in line.split())


def _read_lines(table: str) -> list[str]:
    text = (files("feedpub.data") / table).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
