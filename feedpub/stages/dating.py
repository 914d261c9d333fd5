"""The day of a page, its arrival -> a second of publication for each of its stories, its own and never to come."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, tzinfo

FIRST_NEWSPAPER = 1605
"""The year of Carolus' Relation; a page that says an earlier one is misread."""

FIRST_FILE = datetime(1990, 1, 1, tzinfo=UTC)
"""A file's time before this is a clock that was never set (0 is 1970)."""


class Free(Protocol):
    """The seconds that no story has yet, as Unix time."""

    def after(self, second: int) -> int:
        """Return the first free second that is not before `second`."""
        ...

    def before(self, second: int) -> int:
        """Return the last free second that is not after `second`."""
        ...


def publication(base: int, places: Sequence[int], now: int, free: Free) -> list[int]:
    """Return a free second for each place on the page (from 0, ascending): ascending too, and none after `now`."""
    if not places:
        return []
    start = min(base, now - places[-1])
    found: list[int] = []
    for place in places:
        found.append(free.after(max(start + place, found[-1] + 1 if found else start)))
    return found if found[-1] <= now else _backwards(len(places), now, free)


def first_second(day: date | None, arrived: datetime, now: datetime, hour: int, zone: tzinfo) -> int:
    """Return where a page's seconds begin: its day at `hour` in `zone`; without a day its arrival, if that is sane."""
    if day is not None and day.year >= FIRST_NEWSPAPER:
        begin = datetime.combine(day, time(hour), zone)
    else:
        begin = arrived if FIRST_FILE <= arrived <= now else now
    return int(begin.timestamp())


def change(before: int, now: int, free: Free) -> int:
    """Return the free second of a change made `now`: at `now` or as little earlier as can be, but after `before`.

    Only where every second since `before` is taken does it come to lie after `now`.
    """
    second = free.before(now)
    return second if second > before else free.after(max(before, now) + 1)


def _backwards(count: int, now: int, free: Free) -> list[int]:
    found: list[int] = []
    for _ in range(count):
        found.append(free.before(found[-1] - 1 if found else now))
    return found[::-1]
