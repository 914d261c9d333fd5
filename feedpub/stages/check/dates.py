"""Dates of feeds -> what is wrong with them; six of six readers take a named zone wrong, five of six a missing one."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from feedpub.stages.check.finding import Finding, Told

RFC_822 = "RSS 2.0 and RFC 822, 5 with RFC 1123, 5.2.14: a date with four digits of the year and a numeric zone"
RFC_3339 = "RFC 3339, 5.6: a date, a time and a numeric zone"
OWN = "the W3C validator's DuplicateUpdated: readers order stories by their dates, so each needs a second of its own"

_RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (\w{3}) \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def check_822(told: Told, text: str, place: str) -> Iterator[Finding]:
    """Yield what is wrong with a date of RSS."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        yield told.error(f"{text!r} is no date", RFC_822, place)
        return
    if not _RFC_822.fullmatch(text):
        yield told.error(f"{text!r} is not written as readers want it", RFC_822, place)
    elif not text.startswith(f"{moment:%a}"):
        yield told.error(f"{text!r} names the wrong weekday", RFC_822, place)


def check_3339(told: Told, text: object, place: str) -> Iterator[Finding]:
    """Yield what is wrong with a date of Atom or JSON Feed."""
    if not isinstance(text, str) or not _RFC_3339.fullmatch(text) or not _is_moment(text):
        yield told.error(f"{text!r} is no date of RFC 3339", RFC_3339, place)


def check_newest(
    told: Told, own: Sequence[str], stories: Sequence[str], read: Callable[[str], datetime]
) -> Iterator[Finding]:
    """Yield that a feed says it is older than a story in it: readers that compare would not look at it again."""
    said, held = ([found for date in dates if (found := _moment(date, read)) is not None] for dates in (own, stories))
    if said and held and said[0] < max(held):
        yield told.error("is older than its newest story", "RFC 4287, 4.2.15: updated is the latest change")


def _moment(text: str, read: Callable[[str], datetime]) -> float | None:
    try:
        return read(text).timestamp()
    except (ValueError, TypeError):
        return None


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
