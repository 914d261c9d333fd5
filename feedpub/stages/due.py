"""A job's timetable, what is on record of it, and now -> which of its slots are to be run or skipped.

Nothing is remembered from one question to the next: what is due follows from the record alone, so that it does not
matter how often the program was restarted, or where the clock has been in between. A slot is a moment by the wall clock
of one zone, and each day or week has one, also where the clocks are changed: a time that a day does not have (the gap
of summer time) comes as much later as the gap is long, one that it has twice comes the first time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from feedpub.model import Ran
from feedpub.stages.weeks import week_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, time, tzinfo

    from feedpub.model import JobRun

LOOK_BACK = 8
"""So many slots are looked at; of those that were missed, the latest may be run, and the others are on record."""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
"""Between two tries of a job that failed: 1 minute, 4, 16, 64, 256, and then this."""

DOUBT = timedelta(days=1)
"""By so much a run must have been too early, as the clock has it now, before it is taken for one of a wrong clock."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a job runs: at a time of each day or, with an ISO weekday, of each week; and until when it may be late."""

    job: str
    at: time
    weekday: int | None
    max_lateness: timedelta


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which a job is to run; its key is that of the day, or of the week that a weekly job looks back on."""

    key: str
    moment: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A slot to be dealt with: run or, where it came too late, put on record as skipped."""

    slot: Slot
    stale: bool
    before: JobRun | None = None
    """What is on record of the slot until now: a try that failed or was cut off, or one by a wrong clock."""

    @property
    def tries(self) -> int:
        """How often the slot was tried before; not counting what a wrong clock had done."""
        tried = self.before is not None and self.before.outcome in (Ran.BEGUN, Ran.FAILED)
        return self.before.tries if self.before and tried else 0


def due(plan: Plan, zone: tzinfo, runs: Mapping[str, JobRun], now: datetime, lived: int) -> list[Due]:
    """Return what is to be done now of a job, the earliest first: at most one run, and what was missed to be skipped.

    `runs` is the record of the last slots (`last_slots`), by their keys. `lived` are the seconds for which feedpub has
    run in all its lives, a lower bound of what has truly passed: see `_is_of_a_wrong_clock`.
    """
    slots = last_slots(plan, zone, now)
    at = next((place for place, slot in enumerate(slots) if slot.key in runs), 1)
    missed = [Due(slot, stale=True) for slot in reversed(slots[1:at])]
    latest = _latest(plan, slots[0], runs.get(slots[0].key), now, lived)
    return [*missed, latest] if latest else missed


def last_slots(plan: Plan, zone: tzinfo, now: datetime) -> list[Slot]:
    """Return the last slots of a job that have come by `now`, the latest first."""
    return list(islice(_backwards(plan, zone, now), LOOK_BACK))


def next_slot(plan: Plan, zone: tzinfo, now: datetime) -> Slot:
    """Return the first slot of a job after `now`."""
    day = now.astimezone(zone).date() - timedelta(days=1)
    while True:
        if _is_day(plan, day) and (slot := _slot(plan, zone, day)).moment > now and _is_own(plan, zone, slot, day):
            return slot
        day += timedelta(days=1)


def back_off(tries: int) -> timedelta:
    """Return how long to wait after so many tries that failed."""
    return min(FIRST_WAIT * (1 << 2 * min(tries - 1, 10)), LONGEST_WAIT)


def _latest(plan: Plan, slot: Slot, run: JobRun | None, now: datetime, lived: int) -> Due | None:
    stale = now - slot.moment > plan.max_lateness
    if run is None or _is_of_a_wrong_clock(run, slot, now, lived):
        return Due(slot, stale, run)
    if run.outcome is Ran.BEGUN:  # whoever asks holds the lock, so who began it is dead
        waits = timedelta() if run.tries == 1 else back_off(run.tries - 1)
        return Due(slot, stale, run) if stale or _is_over(waits, run.started, now) else None
    if run.outcome is Ran.DONE or stale:
        return None
    if run.outcome is Ran.SKIPPED:  # by a clock that was ahead, or before the settings were more patient
        return Due(slot, stale, run)
    return Due(slot, stale, run) if _is_over(back_off(run.tries), run.ended or run.started, now) else None


def _is_over(waits: timedelta, since: datetime, now: datetime) -> bool:
    """Whether a wait is over; a beginning that lies in the future means that the clock was set back, so it is."""
    return now < since or now - since >= waits


def _is_of_a_wrong_clock(run: JobRun, slot: Slot, now: datetime, lived: int) -> bool:
    """Whether the slot's run cannot have been at its time, because the clock was far ahead and has been set back since.

    What was run for 2036 by a clock that was wrong for a minute must not be missing when 2036 comes. We have run for
    `lived - run.lived` seconds since, at least; if the run was that long ago, it was before its slot.
    """
    since = timedelta(seconds=max(0, lived - run.lived))
    return now - since < slot.moment - DOUBT


def _backwards(plan: Plan, zone: tzinfo, now: datetime) -> Iterator[Slot]:
    day = now.astimezone(zone).date() + timedelta(days=1)
    while True:
        if _is_day(plan, day) and (slot := _slot(plan, zone, day)).moment <= now and _is_own(plan, zone, slot, day):
            yield slot
        day -= timedelta(days=1)


def _is_day(plan: Plan, day: date) -> bool:
    return plan.weekday is None or day.isoweekday() == plan.weekday


def _is_own(plan: Plan, zone: tzinfo, slot: Slot, day: date) -> bool:
    """Whether the moment belongs to that day alone: a day that a zone left out (Samoa, 2011-12-30) has no slot."""
    following = day + timedelta(days=7 if plan.weekday else 1)
    return _slot(plan, zone, following).moment > slot.moment


def _slot(plan: Plan, zone: tzinfo, day: date) -> Slot:
    moment = datetime.combine(day, plan.at, zone).astimezone(UTC)  # fold=0: see PEP 495 for the gap and the fold
    key = day.isoformat() if plan.weekday is None else week_of(day - timedelta(days=7)).key
    return Slot(key, moment)
