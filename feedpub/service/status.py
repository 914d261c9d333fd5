"""The folders, the archive and the service's own words -> how it stands, as one value."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from feedpub.adapters.archive.database import archive_path
from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.system.filesystem import free_space
from feedpub.adapters.system.locks import lock_holder
from feedpub.adapters.system.status_file import read_service_status
from feedpub.model import RunState
from feedpub.pipeline.deletions import awaiting_confirmation
from feedpub.service.bootstrap import count_pending
from feedpub.service.jobs import job_plans
from feedpub.stages.calendar.slots import next_slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from feedpub.adapters.archive.archive import SqlArchive
    from feedpub.model import JobRun
    from feedpub.settings.workspace import Workspace

STUCK_AFTER_SILENCE = 600
"""Seconds without a sign of life after which a service is taken for stuck."""


class LastRun(msgspec.Struct, frozen=True, kw_only=True):
    """How a job went when it last did."""

    slot: str
    state: str
    started: datetime
    ended: datetime | None
    note: str
    tries: int


class JobStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A job, when it runs next, and how it went last; no hour where it runs as files arrive."""

    job: str
    next_run: datetime | None
    next_slot: str
    last_run: LastRun | None


class StatusReport(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands."""

    healthy: bool
    problems: list[str]
    """Why it is not healthy, a sentence each."""
    pid: int | None
    """The process that runs the service, or None."""
    ready: bool
    waiting: int
    """Files in the folder that are not taken in yet."""
    unstable: int
    """Those of them that were still being written at the last look."""
    files: int
    rejected: int
    missing: int
    """Files that were taken in and are no longer in the folder."""
    awaiting_confirmation: int
    """Those of them of which only the owner can say whether they were meant to go (`feedpub confirm-deletions`)."""
    stories: int
    held: int
    fragments: int
    archive_bytes: int
    output_bytes: int
    free_bytes: int
    jobs: list[JobStatus]


def collect_status(workspace: Workspace, archive: SqlArchive, *, measure_output: bool = True) -> StatusReport:
    """Return how it stands now; without `sizes`, the output is not measured, which takes a second for 100,000 files."""
    service_status = read_service_status(workspace.state)
    pid = lock_holder(workspace.state)
    jobs = list(job_statuses(workspace, archive))
    now = SystemClock().now()
    is_silent = (
        pid is not None
        and service_status is not None
        and now.timestamp() - service_status.written_at > STUCK_AFTER_SILENCE
    )
    failures = dict(service_status.failures) if pid is not None and service_status else {}
    problems = [f"{task}: {reason}" for task, reason in failures.items()]
    if pid is None:
        problems.append("feedpub run is not running")
    elif is_silent:
        problems.append(f"feedpub run (process {pid}) gave no sign of life for {STUCK_AFTER_SILENCE // 60} minutes")
    problems += [
        f"{job_status.job} {last_run.slot}: {last_run.note}"
        for job_status in jobs
        if (last_run := job_status.last_run) and _is_failed(last_run)
    ]
    known = archive.fingerprints()
    return StatusReport(
        healthy=not problems,
        problems=problems,
        pid=pid,
        ready=bool(pid is not None and service_status and service_status.ready and not is_silent),
        waiting=count_pending(workspace, (), archive),
        unstable=service_status.unstable_count if service_status and pid is not None else 0,
        files=len(known),
        rejected=len(archive.rejected()),
        missing=len(archive.missing()),
        awaiting_confirmation=len(awaiting_confirmation(archive, len(known), workspace.settings, now)),
        stories=archive.story_counts()[""],
        held=sum(1 for _ in archive.held_stories()),
        fragments=sum(1 for _ in archive.fragments()),
        archive_bytes=_archive_bytes(workspace),
        output_bytes=_folder_size(workspace.output) if measure_output else 0,
        free_bytes=free_space(workspace.output, workspace.state),
        jobs=jobs,
    )


def job_statuses(workspace: Workspace, archive: SqlArchive) -> Iterator[JobStatus]:
    """Yield each job with its last run and its next; those that run as files arrive come first."""
    runs, zone, now = archive.job_log.last_runs(), workspace.settings.timezone, SystemClock().now()
    for job in ("scan", "publish"):
        yield JobStatus(job=job, next_run=None, next_slot="", last_run=_last_run(runs, job))
    for plan in job_plans(workspace.settings):
        slot = next_slot(plan, zone, now)
        yield JobStatus(
            job=plan.job, next_run=slot.moment.astimezone(zone), next_slot=slot.key, last_run=_last_run(runs, plan.job)
        )


def _last_run(runs: Mapping[str, JobRun], job: str) -> LastRun | None:
    run = runs.get(job)
    if run is None:
        return None
    return LastRun(
        slot=run.slot,
        state=run.state.value,
        started=run.started,
        ended=run.ended,
        note=run.note,
        tries=run.tries,
    )


def _is_failed(last_run: LastRun) -> bool:
    return last_run.state == RunState.FAILED.value


def _archive_bytes(workspace: Workspace) -> int:
    path = archive_path(workspace.settings.archive, workspace.state)
    return path.stat().st_size if path is not None and path.exists() else 0


def _folder_size(folder: Path) -> int:
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(where, name)).st_size  # noqa: PTH118 - 100,000 Path objects are slow
            except FileNotFoundError:
                continue  # replaced between two calls
    return total
