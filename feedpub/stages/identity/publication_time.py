"""The day of a page, its arrival -> a second of publication for each of its stories, its own and never to come."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, tzinfo

FIRST_NEWSPAPER_YEAR = 1605
"""The year of Carolus' Relation; a page that says an earlier one is misread."""

EARLIEST_FILE_TIME = datetime(1990, 1, 1, tzinfo=UTC)
"""A file's time before this is a clock that was never set (0 is 1970)."""


class FreeSeconds(Protocol):
    """The seconds that no story has yet, as Unix time."""

    def after(self, second: int) -> int:
        """Return the first free second that is not before `second`."""
        ...

    def before(self, second: int) -> int:
        """Return the last free second that is not after `second`."""
        ...


def publication_seconds(base: int, positions: Sequence[int], now: int, free_seconds: FreeSeconds) -> list[int]:
    """Return a free second for each place on the page (from 0, ascending): ascending too, and none after `now`."""
    if not positions:
        return []
    start = min(base, now - positions[-1])
    found: list[int] = []
    for position in positions:
        found.append(free_seconds.after(max(start + position, found[-1] + 1 if found else start)))
    return found if found[-1] <= now else _latest_free_seconds(len(positions), now, free_seconds)


def first_second(day: date | None, arrived: datetime, now: datetime, hour: int, zone: tzinfo) -> int:
    """Return where a page's seconds begin: its day at `hour` in `zone`; without a day its arrival, if that is sane."""
    if day is not None and day.year >= FIRST_NEWSPAPER_YEAR:
        begin = datetime.combine(day, time(hour), zone)
    else:
        begin = arrived if EARLIEST_FILE_TIME <= arrived <= now else now
    return int(begin.timestamp())


def change_second(before: int, now: int, free_seconds: FreeSeconds) -> int:
    """Return the free second of a change made `now`: at `now` or as little earlier as can be, but after `before`.

    Only where every second since `before` is taken does it come to lie after `now`.
    """
    second = free_seconds.before(now)
    return second if second > before else free_seconds.after(max(before, now) + 1)


def _latest_free_seconds(count: int, now: int, free_seconds: FreeSeconds) -> list[int]:
    found: list[int] = []
    for _ in range(count):
        found.append(free_seconds.before(found[-1] - 1 if found else now))
    return found[::-1]
