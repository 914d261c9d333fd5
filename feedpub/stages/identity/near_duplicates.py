"""Two bodies -> whether they are one story in two prints; a body -> the few numbers by which it is found again.

A wire story stands in two papers with another lead, a sentence less, a slip of the press. What it keeps is long
stretches of the very same words, so bodies are compared by the runs of eight characters that they share. Among 1,436
items of development pages no two different stories share a fifth of them, and nearly all prints of one story share four
fifths (docs/decisions/0008-one-story-in-two-papers.md). Notices of one form do share their stretches: they are told
apart by their figures, and by how many words stand changed in the same places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from functools import cached_property
from heapq import nsmallest
from typing import TYPE_CHECKING, TypeVar
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

Place = TypeVar("Place", bound=int)
Key = TypeVar("Key", bound=int)

MAX_INTERVAL = timedelta(days=3)
"""Between the publications of two prints of one story."""

SHINGLE_LENGTH = 8
MIN_LETTERS = 30
"""Letters; what is shorter is the same story only word for word."""

MAX_BRIEF = 150
"""Letters up to which most texts of one form, and most briefs of one event, share half of their runs."""

MIN_SHARED, MIN_SHARED_BRIEF = 0.5, 0.7
"""The share of common runs in all runs of both from which two bodies are one story."""

MIN_CONTAINED, MIN_LENGTH_RATIO = 0.85, 0.4
"""Or so much of the shorter is in the longer one, which is not much longer: something was cut."""

MAX_OTHER_NUMBERS, EXACT_NUMBERS_UP_TO = 0.1, 250
"""The share of figures that may differ on both sides; none in a text of no more than so many letters."""

LETTERS_PER_SLOT = 150
"""In so many letters one place may have other words; a form has more such places."""

MINHASH_SIZE = 8
MAX_COMPARED = 6_000
"""Letters of which the changed places are looked for."""


@dataclass(frozen=True)
class ShingledText:
    """The letters and digits of a body, in order."""

    letters: str

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Its runs of eight characters."""
        return frozenset(self.letters[at : at + SHINGLE_LENGTH] for at in range(len(self.letters) - SHINGLE_LENGTH + 1))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in it."""
        return frozenset(re.findall(r"\d+", self.letters))

    @cached_property
    def minhash(self) -> tuple[int, ...]:
        """The smallest hashes of its runs: bodies with half their runs in common have about half of these in common."""
        if len(self.letters) < MIN_LETTERS:
            return ()
        return tuple(nsmallest(MINHASH_SIZE, {_hash(shingle) for shingle in self.shingles}))


def shingled_text(bare_text: str) -> ShingledText:
    """Return the body of a wording without its punctuation."""
    return ShingledText("".join(filter(str.isalnum, bare_text)))


def similarity(one: ShingledText, other: ShingledText) -> float:
    """Return how far two bodies are the same words, 0 to 1: the runs that they share over all that either has."""
    total = len(one.shingles | other.shingles)
    return len(one.shingles & other.shingles) / total if total else 0.0


def match_duplicates(
    new: Mapping[Place, ShingledText], held: Mapping[Place, Mapping[Key, ShingledText]]
) -> dict[Place, Key]:
    """Return which of the new bodies is which of the stories that it may be, one to one, the closest pair first."""
    pairs = sorted(
        (-similarity(body, other), place, key)
        for place, body in new.items()
        for key, other in held.get(place, {}).items()
        if is_same_story(body, other)
    )
    found: dict[Place, Key] = {}
    for _, place, key in pairs:
        if place not in found and key not in found.values():
            found[place] = key
    return found


def may_be_same_story(paper: str | None, other_paper: str | None, one: datetime, other: datetime, zone: tzinfo) -> bool:
    """Whether two prints may be of one story: they are close in time, and no paper prints one on two days."""
    is_same_day = one.astimezone(zone).date() == other.astimezone(zone).date()
    return abs(one - other) <= MAX_INTERVAL and (is_same_day or not paper or paper != other_paper)


def is_same_story(one: ShingledText, other: ShingledText) -> bool:
    """Whether two bodies tell one story in nearly the same words; it does not matter which is given first."""
    shorter, longer = sorted((one, other), key=lambda body: (len(body.letters), body.letters))
    if len(shorter.letters) < MIN_LETTERS:
        return False
    if shorter.letters == longer.letters:
        return True
    return _shares_enough(shorter, longer) and not _numbers_differ(shorter, longer) and not _is_form(shorter, longer)


def _shares_enough(shorter: ShingledText, longer: ShingledText) -> bool:
    common = len(shorter.shingles & longer.shingles)
    is_cut = common >= MIN_CONTAINED * len(shorter.shingles) and len(shorter.letters) >= MIN_LENGTH_RATIO * len(
        longer.letters
    )
    required = MIN_SHARED_BRIEF if len(shorter.letters) <= MAX_BRIEF else MIN_SHARED
    return is_cut or common >= required * len(shorter.shingles | longer.shingles)


def _numbers_differ(shorter: ShingledText, longer: ShingledText) -> bool:
    """Whether each has figures that the other lacks: a lead with a date of its own is one-sided, a form is not."""
    conflicts = min(len(shorter.numbers - longer.numbers), len(longer.numbers - shorter.numbers))
    allowed = (
        0 if len(shorter.letters) <= EXACT_NUMBERS_UP_TO else MAX_OTHER_NUMBERS * len(shorter.numbers | longer.numbers)
    )
    return conflicts > allowed


def _is_form(shorter: ShingledText, longer: ShingledText) -> bool:
    """Whether other words stand in many of the same places: names in a form."""
    matcher = SequenceMatcher(None, shorter.letters[:MAX_COMPARED], longer.letters[:MAX_COMPARED], autojunk=False)
    steps = matcher.get_opcodes()
    slots = sum(
        step == "replace" and min(i2 - i1, j2 - j1) >= 2
        for at, (step, i1, i2, j1, j2) in enumerate(steps)
        if 0 < at < len(steps) - 1
    )
    return slots > len(shorter.letters) // LETTERS_PER_SLOT


def _hash(shingle: str) -> int:
    return crc32(shingle.encode("utf-8", "surrogatepass")) * 2654435761 & 0xFFFFFFFF  # odd: no two hashes fall together
