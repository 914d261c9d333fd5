"""The folders, the archive and the service's own words -> how it stands, as one value."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from feedpub.cli.jobs import plans
from feedpub.deletions import unconfirmed
from feedpub.edge.clock import SystemClock
from feedpub.edge.database import path_of
from feedpub.edge.lock import holder
from feedpub.edge.room import free_bytes
from feedpub.edge.vitals import read_vitals
from feedpub.model import Ran
from feedpub.stages.due import next_slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from feedpub.cli.places import Places
    from feedpub.edge.archive import Archive
    from feedpub.model import JobRun

SILENCE = 600
"""Seconds without a sign of life after which a service is taken for stuck."""


class Last(msgspec.Struct, frozen=True, kw_only=True):
    """How a job went when it last did."""

    slot: str
    outcome: str
    started: datetime
    ended: datetime | None
    note: str
    tries: int


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """A job, when it runs next, and how it went last; no hour where it runs as files arrive."""

    job: str
    next: datetime | None
    next_slot: str
    last: Last | None


class State(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands."""

    healthy: bool
    wrong: list[str]
    """Why it is not healthy, a sentence each."""
    running: int | None
    """The process that runs the service, or None."""
    ready: bool
    waiting: int
    """Files in the folder that are not taken in yet."""
    restless: int
    """Those of them that were still being written at the last look."""
    files: int
    spoiled: int
    missing: int
    """Files that were taken in and are no longer in the folder."""
    unconfirmed: int
    """Those of them of which only the owner can say whether they were meant to go (`feedpub confirm-deletions`)."""
    stories: int
    held: int
    fragments: int
    archive_bytes: int
    output_bytes: int
    free_bytes: int
    jobs: list[Hours]


def state_of(places: Places, archive: Archive, *, sizes: bool = True) -> State:
    """Return how it stands now; without `sizes`, the output is not measured, which takes a second for 100,000 files."""
    from feedpub.cli.world import waiting

    vitals = read_vitals(places.state)
    running = holder(places.state)
    hours = list(timetable(places, archive))
    now = SystemClock().now()
    is_silent = running is not None and vitals is not None and now.timestamp() - vitals.at > SILENCE
    ailments = dict(vitals.ailments) if running is not None and vitals else {}
    wrong = [f"{what}: {why}" for what, why in ailments.items()]
    if running is None:
        wrong.append("feedpub run is not running")
    elif is_silent:
        wrong.append(f"feedpub run (process {running}) gave no sign of life for {SILENCE // 60} minutes")
    wrong += [f"{each.job} {last.slot}: {last.note}" for each in hours if (last := each.last) and _is_failed(last)]
    known = archive.known()
    return State(
        healthy=not wrong,
        wrong=wrong,
        running=running,
        ready=bool(running is not None and vitals and vitals.ready and not is_silent),
        waiting=waiting(places, (), archive),
        restless=vitals.queue if vitals and running is not None else 0,
        files=len(known),
        spoiled=len(archive.spoiled()),
        missing=len(archive.missing()),
        unconfirmed=len(unconfirmed(archive, len(known), places.settings, now)),
        stories=archive.counts()[""],
        held=sum(1 for _ in archive.held()),
        fragments=sum(1 for _ in archive.fragments()),
        archive_bytes=_archive_bytes(places),
        output_bytes=_bytes_below(places.output) if sizes else 0,
        free_bytes=free_bytes(places.output, places.state),
        jobs=hours,
    )


def timetable(places: Places, archive: Archive) -> Iterator[Hours]:
    """Yield each job with its last run and its next; those that run as files arrive come first."""
    runs, zone, now = archive.jobs.last_runs(), places.settings.timezone, SystemClock().now()
    for job in ("scan", "publish"):
        yield Hours(job=job, next=None, next_slot="", last=_last(runs, job))
    for plan in plans(places.settings):
        slot = next_slot(plan, zone, now)
        yield Hours(job=plan.job, next=slot.moment.astimezone(zone), next_slot=slot.key, last=_last(runs, plan.job))


def _last(runs: Mapping[str, JobRun], job: str) -> Last | None:
    run = runs.get(job)
    if run is None:
        return None
    return Last(
        slot=run.slot,
        outcome=run.outcome.value,
        started=run.started,
        ended=run.ended,
        note=run.note,
        tries=run.tries,
    )


def _is_failed(last: Last) -> bool:
    return last.outcome == Ran.FAILED.value


def _archive_bytes(places: Places) -> int:
    path = path_of(places.settings.archive, places.state)
    return path.stat().st_size if path is not None and path.exists() else 0


def _bytes_below(folder: Path) -> int:
    found = 0
    for where, _, names in os.walk(folder):
        for name in names:
            try:
                found += os.lstat(os.path.join(where, name)).st_size  # noqa: PTH118 - 100,000 Path objects are slow
            except FileNotFoundError:
                continue  # replaced between two calls
    return found
