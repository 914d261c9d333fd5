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

WINDOW = timedelta(days=3)
"""Between the publications of two prints of one story."""

RUN = 8
SHORTEST = 30
"""Letters; what is shorter is the same story only word for word."""

BRIEF = 150
"""Letters up to which most texts of one form, and most briefs of one event, share half of their runs."""

SHARED, SHARED_BRIEF = 0.5, 0.7
"""The share of common runs in all runs of both from which two bodies are one story."""

INSIDE, SIZES = 0.85, 0.4
"""Or so much of the shorter is in the longer one, which is not much longer: something was cut."""

FIGURES, PLAIN = 0.1, 250
"""The share of figures that may differ on both sides; none in a text of no more than so many letters."""

LETTERS_A_SLOT = 150
"""In so many letters one place may have other words; a form has more such places."""

SKETCH = 8
MOST_COMPARED = 6_000
"""Letters of which the changed places are looked for."""


@dataclass(frozen=True)
class Body:
    """The letters and digits of a body, in order."""

    letters: str

    @cached_property
    def runs(self) -> frozenset[str]:
        """Its runs of eight characters."""
        return frozenset(self.letters[at : at + RUN] for at in range(len(self.letters) - RUN + 1))

    @cached_property
    def figures(self) -> frozenset[str]:
        """The numbers in it."""
        return frozenset(re.findall(r"\d+", self.letters))

    @cached_property
    def sketch(self) -> tuple[int, ...]:
        """The smallest hashes of its runs: bodies with half their runs in common have about half of these in common."""
        if len(self.letters) < SHORTEST:
            return ()
        return tuple(nsmallest(SKETCH, {_hash(run) for run in self.runs}))


def body_of(plain: str) -> Body:
    """Return the body of a wording without its punctuation."""
    return Body("".join(filter(str.isalnum, plain)))


def share(one: Body, other: Body) -> float:
    """Return how far two bodies are the same words, 0 to 1: the runs that they share over all that either has."""
    every = len(one.runs | other.runs)
    return len(one.runs & other.runs) / every if every else 0.0


def pair_off(new: Mapping[Place, Body], held: Mapping[Place, Mapping[Key, Body]]) -> dict[Place, Key]:
    """Return which of the new bodies is which of the stories that it may be, one to one, the closest pair first."""
    pairs = sorted(
        (-share(body, other), place, key)
        for place, body in new.items()
        for key, other in held.get(place, {}).items()
        if is_same_story(body, other)
    )
    found: dict[Place, Key] = {}
    for _, place, key in pairs:
        if place not in found and key not in found.values():
            found[place] = key
    return found


def may_be_one(paper: str | None, other_paper: str | None, one: datetime, other: datetime, zone: tzinfo) -> bool:
    """Whether two prints may be of one story: they are close in time, and no paper prints one on two days."""
    is_same_day = one.astimezone(zone).date() == other.astimezone(zone).date()
    return abs(one - other) <= WINDOW and (is_same_day or not paper or paper != other_paper)


def is_same_story(one: Body, other: Body) -> bool:
    """Whether two bodies tell one story in nearly the same words; it does not matter which is given first."""
    shorter, longer = sorted((one, other), key=lambda body: (len(body.letters), body.letters))
    if len(shorter.letters) < SHORTEST:
        return False
    if shorter.letters == longer.letters:
        return True
    return _share(shorter, longer) and not _figures_differ(shorter, longer) and not _is_form(shorter, longer)


def _share(shorter: Body, longer: Body) -> bool:
    common = len(shorter.runs & longer.runs)
    is_cut = common >= INSIDE * len(shorter.runs) and len(shorter.letters) >= SIZES * len(longer.letters)
    wanted = SHARED_BRIEF if len(shorter.letters) <= BRIEF else SHARED
    return is_cut or common >= wanted * len(shorter.runs | longer.runs)


def _figures_differ(shorter: Body, longer: Body) -> bool:
    """Whether each has figures that the other lacks: a lead with a date of its own is one-sided, a form is not."""
    conflicts = min(len(shorter.figures - longer.figures), len(longer.figures - shorter.figures))
    may = 0 if len(shorter.letters) <= PLAIN else FIGURES * len(shorter.figures | longer.figures)
    return conflicts > may


def _is_form(shorter: Body, longer: Body) -> bool:
    """Whether other words stand in many of the same places: names in a form."""
    matcher = SequenceMatcher(None, shorter.letters[:MOST_COMPARED], longer.letters[:MOST_COMPARED], autojunk=False)
    steps = matcher.get_opcodes()
    slots = sum(
        step == "replace" and min(i2 - i1, j2 - j1) >= 2
        for at, (step, i1, i2, j1, j2) in enumerate(steps)
        if 0 < at < len(steps) - 1
    )
    return slots > len(shorter.letters) // LETTERS_A_SLOT


def _hash(run: str) -> int:
    return crc32(run.encode("utf-8", "surrogatepass")) * 2654435761 & 0xFFFFFFFF  # odd: no two hashes fall together
