"""A job with its hours, the record, and now -> what is due of it is done and put on record, once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from feedpub.model import JobRun, Ran
from feedpub.stages.due import due, last_slots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, tzinfo

    from feedpub.ports import Clock, JobLog
    from feedpub.stages.due import Due, Plan, Slot


@dataclass(frozen=True, slots=True)
class Duty:
    """When a job runs, and what it does for a slot; it returns what there is to say of it."""

    plan: Plan
    do: Callable[[Slot], str]


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that has come to its end, and the error that ended it, where one did."""

    run: JobRun
    error: Exception | None = None


def perform(duty: Duty, zone: tzinfo, log: JobLog, clock: Clock, lived: Callable[[], int]) -> Iterator[Ended]:
    """Do what is due of a job now, and yield each run when it is over; what came too late is put on record only.

    That a run begins is on record before it does: who is cut off leaves it there, and the next start does it again. An
    error ends that run alone.
    """
    now = clock.now()
    for each in outstanding(duty.plan, zone, log, now, lived()):
        run = JobRun(duty.plan.job, each.slot.key, now, Ran.BEGUN, tries=each.tries + 1, lived=lived())
        if each.stale:
            run = replace(run, outcome=Ran.SKIPPED, ended=now, note=_why(duty.plan, each))
        if not log.record(run, each.before):
            continue  # another feedpub was quicker
        yield Ended(run) if each.stale else _run(duty, each.slot, run, log, clock)


def outstanding(plan: Plan, zone: tzinfo, log: JobLog, now: datetime, lived: int) -> list[Due]:
    """Return what is to be done now of a job, by what is on record of it."""
    slots = [slot.key for slot in last_slots(plan, zone, now)]
    return due(plan, zone, log.runs(plan.job, slots), now, lived)


def _run(duty: Duty, slot: Slot, begun: JobRun, log: JobLog, clock: Clock) -> Ended:
    error: Exception | None = None
    try:
        ended = replace(begun, outcome=Ran.DONE, note=duty.do(slot))
    except Exception as caught:
        error = caught
        ended = replace(begun, outcome=Ran.FAILED, note=f"{type(caught).__name__}: {caught}")
    ended = replace(ended, ended=clock.now())
    log.record(ended, begun)
    return Ended(ended, error)


def _why(plan: Plan, each: Due) -> str:
    hours = f"{plan.max_lateness / timedelta(hours=1):g} h"
    if each.before is not None and each.before.outcome is Ran.BEGUN:
        return f"it was cut off, and by now is later than {hours}"
    return f"later than {hours}, or one after it was due as well"
