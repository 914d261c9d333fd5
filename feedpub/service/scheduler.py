"""A job with its hours, the record, and now -> what is due of it is done and put on record, once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from schedule import Scheduler

from feedpub.model import JobRun, RunState
from feedpub.stages.calendar.slots import due_slots, last_slots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime, tzinfo

    from feedpub.ports import Clock, JobLog
    from feedpub.stages.calendar.slots import DueSlot, Schedule, Slot


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """When a job runs, and what it does for a slot; it returns what there is to say of it."""

    plan: Schedule
    run: Callable[[Slot], str]


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A run that has come to its end, and the error that ended it, where one did."""

    run: JobRun
    error: Exception | None = None


def run_due(
    job: ScheduledJob, zone: tzinfo, log: JobLog, clock: Clock, uptime: Callable[[], int]
) -> Iterator[FinishedRun]:
    """Do what is due of a job now, and yield each run when it is over; what came too late is put on record only.

    That a run begins is on record before it does: who is cut off leaves it there, and the next start does it again. An
    error ends that run alone.
    """
    now = clock.now()
    for due_run in due_runs(job.plan, zone, log, now, uptime()):
        run = JobRun(job.plan.job, due_run.slot.key, now, RunState.BEGUN, tries=due_run.tries + 1, uptime=uptime())
        if due_run.is_stale:
            run = replace(run, state=RunState.SKIPPED, ended=now, note=_skip_reason(job.plan, due_run))
        if not log.record(run, due_run.previous_run):
            continue  # another feedpub was quicker
        yield FinishedRun(run) if due_run.is_stale else _run_job(job, due_run.slot, run, log, clock)


def due_runs(plan: Schedule, zone: tzinfo, log: JobLog, now: datetime, uptime: int) -> list[DueSlot]:
    """Return what is to be done now of a job, by what is on record of it."""
    slots = [slot.key for slot in last_slots(plan, zone, now)]
    return due_slots(plan, zone, log.runs(plan.job, slots), now, uptime)


def _run_job(job: ScheduledJob, slot: Slot, begun_run: JobRun, log: JobLog, clock: Clock) -> FinishedRun:
    error: Exception | None = None
    try:
        ended_run = replace(begun_run, state=RunState.DONE, note=job.run(slot))
    except Exception as caught:
        error = caught
        ended_run = replace(begun_run, state=RunState.FAILED, note=f"{type(caught).__name__}: {caught}")
    ended_run = replace(ended_run, ended=clock.now())
    log.record(ended_run, begun_run)
    return FinishedRun(ended_run, error)


def _skip_reason(plan: Schedule, due_run: DueSlot) -> str:
    hours = f"{plan.max_lateness / timedelta(hours=1):g} h"
    if due_run.previous_run is not None and due_run.previous_run.state is RunState.BEGUN:
        return f"it was cut off, and by now is later than {hours}"
    return f"later than {hours}, or one after it was due as well"


# A tick, again and again: `schedule` says when, and nothing else; what a tick does is decided from the archive.


TICK_SECONDS = 1
"""Seconds between two ticks; so much later than its time a job begins, at most, while nothing else is at work."""


def tick_until_stopped(tick: Callable[[], None], wait: Callable[[float], bool], stop: Callable[[], bool]) -> None:
    """Tick at once, whenever `wait` says that the bell rang, and every second, until `stop` says so.

    `wait` gets the seconds. `schedule` goes by the wall clock, in local time: when that is set back, it would be
    silent for as long as the clock was ahead; so a wait of more than a tick is no wait.
    """
    scheduler = Scheduler()

    def tick_now() -> None:
        scheduler.clear()
        scheduler.every(TICK_SECONDS).seconds.do(tick)
        tick()

    tick_now()
    while not stop():
        idle_seconds = scheduler.idle_seconds or 0.0
        if wait(min(max(idle_seconds, 0.0), TICK_SECONDS)) or idle_seconds > TICK_SECONDS:
            tick_now()
        else:
            scheduler.run_pending()
