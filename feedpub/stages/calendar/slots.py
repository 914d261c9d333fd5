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

from feedpub.model import RunState
from feedpub.stages.calendar.weeks import week_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, time, tzinfo

    from feedpub.model import JobRun

MAX_SLOTS = 8
"""So many slots are looked at; of those that were missed, the latest may be run, and the others are on record."""

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
"""Between two tries of a job that failed: 1 minute, 4, 16, 64, 256, and then this."""

CLOCK_TOLERANCE = timedelta(days=1)
"""By so much a run must have been too early, as the clock has it now, before it is taken for one of a wrong clock."""


@dataclass(frozen=True, slots=True)
class Schedule:
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
class DueSlot:
    """A slot to be dealt with: run or, where it came too late, put on record as skipped."""

    slot: Slot
    is_stale: bool
    previous_run: JobRun | None = None
    """What is on record of the slot until now: a try that failed or was cut off, or one by a wrong clock."""

    @property
    def tries(self) -> int:
        """How often the slot was tried before; not counting what a wrong clock had done."""
        tried = self.previous_run is not None and self.previous_run.state in (RunState.BEGUN, RunState.FAILED)
        return self.previous_run.tries if self.previous_run and tried else 0


def due_slots(
    schedule: Schedule, zone: tzinfo, runs: Mapping[str, JobRun], now: datetime, uptime: int
) -> list[DueSlot]:
    """Return what is to be done now of a job, the earliest first: at most one run, and what was missed to be skipped.

    `runs` is the record of the last slots (`last_slots`), by their keys. `lived` are the seconds for which feedpub has
    run in all its lives, a lower bound of what has truly passed: see `_is_of_a_wrong_clock`.
    """
    slots = last_slots(schedule, zone, now)
    first_recorded = next((index for index, slot in enumerate(slots) if slot.key in runs), 1)
    missed = [DueSlot(slot, is_stale=True) for slot in reversed(slots[1:first_recorded])]
    latest_due = _latest_due(schedule, slots[0], runs.get(slots[0].key), now, uptime)
    return [*missed, latest_due] if latest_due else missed


def last_slots(schedule: Schedule, zone: tzinfo, now: datetime) -> list[Slot]:
    """Return the last slots of a job that have come by `now`, the latest first."""
    return list(islice(_slots_backwards(schedule, zone, now), MAX_SLOTS))


def next_slot(schedule: Schedule, zone: tzinfo, now: datetime) -> Slot:
    """Return the first slot of a job after `now`."""
    day = now.astimezone(zone).date() - timedelta(days=1)
    while True:
        if (
            _is_day(schedule, day)
            and (slot := _slot(schedule, zone, day)).moment > now
            and _is_own(schedule, zone, slot, day)
        ):
            return slot
        day += timedelta(days=1)


def back_off(tries: int) -> timedelta:
    """Return how long to wait after so many tries that failed."""
    return min(FIRST_WAIT * (1 << 2 * min(tries - 1, 10)), LONGEST_WAIT)


def _latest_due(schedule: Schedule, slot: Slot, run: JobRun | None, now: datetime, uptime: int) -> DueSlot | None:
    is_stale = now - slot.moment > schedule.max_lateness
    if run is None or _ran_with_wrong_clock(run, slot, now, uptime):
        return DueSlot(slot, is_stale, run)
    if run.state is RunState.BEGUN:  # whoever asks holds the lock, so who began it is dead
        delay = timedelta() if run.tries == 1 else back_off(run.tries - 1)
        return DueSlot(slot, is_stale, run) if is_stale or _has_waited(delay, run.started, now) else None
    if run.state is RunState.DONE or is_stale:
        return None
    if run.state is RunState.SKIPPED:  # by a clock that was ahead, or before the settings were more patient
        return DueSlot(slot, is_stale, run)
    return DueSlot(slot, is_stale, run) if _has_waited(back_off(run.tries), run.ended or run.started, now) else None


def _has_waited(delay: timedelta, since: datetime, now: datetime) -> bool:
    """Whether a wait is over; a beginning that lies in the future means that the clock was set back, so it is."""
    return now < since or now - since >= delay


def _ran_with_wrong_clock(run: JobRun, slot: Slot, now: datetime, uptime: int) -> bool:
    """Whether the slot's run cannot have been at its time, because the clock was far ahead and has been set back since.

    What was run for 2036 by a clock that was wrong for a minute must not be missing when 2036 comes. We have run for
    `lived - run.lived` seconds since, at least; if the run was that long ago, it was before its slot.
    """
    since = timedelta(seconds=max(0, uptime - run.uptime))
    return now - since < slot.moment - CLOCK_TOLERANCE


def _slots_backwards(schedule: Schedule, zone: tzinfo, now: datetime) -> Iterator[Slot]:
    day = now.astimezone(zone).date() + timedelta(days=1)
    while True:
        if (
            _is_day(schedule, day)
            and (slot := _slot(schedule, zone, day)).moment <= now
            and _is_own(schedule, zone, slot, day)
        ):
            yield slot
        day -= timedelta(days=1)


def _is_day(schedule: Schedule, day: date) -> bool:
    return schedule.weekday is None or day.isoweekday() == schedule.weekday


def _is_own(schedule: Schedule, zone: tzinfo, slot: Slot, day: date) -> bool:
    """Whether the moment belongs to that day alone: a day that a zone left out (Samoa, 2011-12-30) has no slot."""
    following = day + timedelta(days=7 if schedule.weekday else 1)
    return _slot(schedule, zone, following).moment > slot.moment


def _slot(schedule: Schedule, zone: tzinfo, day: date) -> Slot:
    moment = datetime.combine(day, schedule.at, zone).astimezone(UTC)  # fold=0: see PEP 495 for the gap and the fold
    key = day.isoformat() if schedule.weekday is None else week_of(day - timedelta(days=7)).key
    return Slot(key, moment)
