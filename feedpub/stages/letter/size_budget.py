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

MAX_BYTES = 76_000
"""Bytes of HTML. Gmail clips at 102 KB, by one vendor's count of the base64 form, which is a third longer."""

UNUSED_BYTES = 600
"""Bytes that may stay unused: room for a story of few words, found by as many letters written on the way to it."""

FIRST_GUESS = 90
"""So many stories with a summary fill a letter; what holds no more is tried whole."""

FRAME_BYTES = 12_000
"""Bytes of a letter's frame, about: where the first guess starts from."""

MIN_STORY_BYTES = 250
"""Bytes that a story takes without any word of its own: its tags, their styles and its address."""

MIN_STORIES = 24
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
class Selection:
    """What of an issue is in the letter: `shown[i]` stories of section `i`, its first ones."""

    shown: tuple[int, ...]
    listing: Listing = Listing.LINKED


def fit_to_size(
    sections: Sequence[Section], per_section: int, render: Callable[[Selection], str]
) -> tuple[Selection, str]:
    """Return the richest cut whose HTML has at most `LARGEST` bytes, but for `SLACK`; `most` stories of a section.

    Every section gets its first story before any gets its second, the fuller sections first. Raises `SettingsError`
    where even a letter without stories is larger, which only the templates can cause.
    """
    queue = _queue(sections, per_section)
    for listing in Listing:
        found = _largest_fitting(queue, len(sections), listing, render)
        if found and (sum(found[0].shown) >= min(MIN_STORIES, len(queue)) or listing is Listing.PROVINCES):
            return found
    raise SettingsError(f"letter/letter.html: without any story it has over {MAX_BYTES} bytes; shorten the template")


def _queue(sections: Sequence[Section], per_section: int) -> list[int]:
    """Return the sections' numbers in the order in which they give a story, no more than could ever fit."""
    order = sorted(range(len(sections)), key=lambda number: -sections[number].total)
    rounds = (number for rank in range(per_section) for number in order if rank < len(sections[number].stories))
    return list(islice(rounds, MAX_BYTES // MIN_STORY_BYTES))


def _largest_fitting(
    queue: Sequence[int], sections: int, listing: Listing, render: Callable[[Selection], str]
) -> tuple[Selection, str] | None:
    """Return a beginning of the queue that fits with no room left for a story: all of it where it does.

    Each try goes to where the last ones say that the limit lies, for a letter grows by about as much with each story.
    """
    best = None
    low, high, size = 0, len(queue), min(len(queue), FIRST_GUESS)
    under, over = (0, FRAME_BYTES), None
    while low <= high:
        selection = Selection(_counts(queue[:size], sections), listing)
        html = render(selection)
        length = len(html.encode()) + html.count("\n")  # a mail's lines end in CRLF
        if length <= MAX_BYTES:
            best, low, under = (selection, html), size + 1, (size, length)
            if MAX_BYTES - length < UNUSED_BYTES:
                break
        else:
            high, over = size - 1, (size, length)
        size = min(max(_interpolate(under, over), low), high)
    return best


def _interpolate(under: tuple[int, int], over: tuple[int, int] | None) -> int:
    """Return for how many stories a letter has about `LARGEST` bytes, by two that were written."""
    if over is None:
        return under[0] + max((MAX_BYTES - under[1]) * under[0] // max(under[1] - FRAME_BYTES, 1), 1)
    if over[1] <= under[1]:
        return (under[0] + over[0]) // 2
    return under[0] + (MAX_BYTES - under[1]) * (over[0] - under[0]) // (over[1] - under[1])


def _counts(queue: Sequence[int], sections: int) -> tuple[int, ...]:
    shown = [0] * sections
    for number in queue:
        shown[number] += 1
    return tuple(shown)
