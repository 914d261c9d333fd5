"""Sections -> how many stories of each a letter carries, so that no mail program clips it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from feedpub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from feedpub.model import Section

LARGEST = 76_000
"""Bytes of HTML. Gmail clips at 102 KB, by one vendor's count of the base64 form, which is a third longer."""


LEAST = 250
"""Bytes that a story takes without any word of its own: its tags, their styles and its address."""

ENOUGH = 24
"""Stories: with fewer than these in the letter, a shorter list of the other regions is worth more than a full one."""


class Listing(StrEnum):
    """How the regions without a story in the letter are named in it."""

    LINKED = "linked"
    """Each with its number and the way to its page."""
    NAMED = "named"
    """Each with its number; only its province leads to the site."""
    PROVINCES = "provinces"
    """By their provinces only."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What of an issue is in the letter: `shown[i]` stories of section `i`, its first ones."""

    shown: tuple[int, ...]
    listing: Listing = Listing.LINKED


def fit(sections: Sequence[Section], most: int, write: Callable[[Cut], str]) -> tuple[Cut, str]:
    """Return the richest cut whose HTML has at most `LARGEST` bytes, and that HTML; `most` stories of a section.

    Every section gets its first story before any gets its second, the fuller sections first. Raises `SettingsError`
    where even a letter without stories is larger, which only the templates can cause.
    """
    queue = _queue(sections, most)
    for listing in Listing:
        found = _richest(queue, len(sections), listing, write)
        if found and (sum(found[0].shown) >= min(ENOUGH, len(queue)) or listing is Listing.PROVINCES):
            return found
    raise SettingsError(f"letter/letter.html: without any story it has over {LARGEST} bytes; shorten the template")


def _queue(sections: Sequence[Section], most: int) -> list[int]:
    """Return the sections' numbers in the order in which they give a story, no more than could ever fit."""
    order = sorted(range(len(sections)), key=lambda number: -sections[number].total)
    turns = (number for rank in range(most) for number in order if rank < len(sections[number].stories))
    return list(islice(turns, LARGEST // LEAST))


def _richest(
    queue: Sequence[int], sections: int, listing: Listing, write: Callable[[Cut], str]
) -> tuple[Cut, str] | None:
    """Return the longest beginning of the queue that fits: all of it at the first try, or found by halving."""
    best = None
    low, high, size = 0, len(queue), len(queue)
    while low <= high:
        cut = Cut(_counts(queue[:size], sections), listing)
        html = write(cut)
        if len(html.encode()) <= LARGEST:
            best, low = (cut, html), size + 1
        else:
            high = size - 1
        size = (low + high) // 2
    return best


def _counts(queue: Sequence[int], sections: int) -> tuple[int, ...]:
    shown = [0] * sections
    for number in queue:
        shown[number] += 1
    return tuple(shown)
