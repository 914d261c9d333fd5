"""The table of the jobs that have their hours: name -> when, and what it does."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from feedpub.adapters.archive.retention import apply_retention
from feedpub.backup.create import create_backup
from feedpub.backup.verify import check_databases
from feedpub.model import Frequency
from feedpub.newsletter.confirmation import purge_unconfirmed
from feedpub.newsletter.frozen_issues import freeze_period, is_wanted
from feedpub.newsletter.store.database import newsletter_exists
from feedpub.pipeline.digest import publish_digest
from feedpub.service.scheduler import ScheduledJob
from feedpub.settings import parse_duration
from feedpub.stages.calendar.slots import Schedule
from feedpub.stages.calendar.weeks import Period, parse_week
from feedpub.text.terminal import format_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from feedpub.service.bootstrap import OpenedAdapters
    from feedpub.settings import Settings
    from feedpub.settings.workspace import Workspace
    from feedpub.stages.calendar.slots import Slot

RECORD_RETENTION = timedelta(days=400)
"""Runs that were begun longer ago are forgotten: a year's timetable can be read, and no more."""


class JobDefinition(NamedTuple):
    """When a job runs, None where the settings want none of it, and what it does and then says."""

    plan: Callable[[str, Settings], Schedule | None]
    run: Callable[[Workspace, OpenedAdapters, Slot], str]


def job_plans(settings: Settings) -> Iterator[Schedule]:
    """Yield when each job runs that the settings ask for."""
    for name, job in JOB_BY_NAME.items():
        if plan := job.plan(name, settings):
            yield plan


def scheduled_jobs(workspace: Workspace, opened: OpenedAdapters) -> Iterator[ScheduledJob]:
    """Yield the jobs that the settings ask for, with what they do."""
    for plan in job_plans(workspace.settings):
        yield ScheduledJob(plan, partial(JOB_BY_NAME[plan.job].run, workspace, opened))


def _weekly_plan(name: str, settings: Settings) -> Schedule | None:
    digest_settings = settings.digest
    plan = Schedule(
        name, time(digest_settings.hour), digest_settings.weekday, parse_duration(digest_settings.max_lateness)
    )
    return plan if settings.schedule.digest else None


def _hourly_plan(name: str, settings: Settings) -> Schedule | None:
    hour: str = getattr(settings.schedule, name)
    return (
        Schedule(name, time.fromisoformat(hour), None, parse_duration(settings.schedule.max_lateness)) if hour else None
    )


def _daily_plan(name: str, settings: Settings) -> Schedule | None:
    digest_settings = settings.digest
    return (
        Schedule(name, time(digest_settings.hour), None, parse_duration(digest_settings.max_lateness))
        if settings.schedule.digest
        else None
    )


def _weekly_digest(workspace: Workspace, opened: OpenedAdapters, slot: Slot) -> str:
    """Gather and write the letter of the week that the slot looks back on, and fix who is to get it."""
    return _write_and_freeze(workspace, opened, slot, parse_week(slot.key), Frequency.WEEK)


def _daily_digest(workspace: Workspace, opened: OpenedAdapters, slot: Slot) -> str:
    """Do the same for the day before the slot's, where anybody wants a letter each day."""
    day = date.fromisoformat(slot.key) - timedelta(days=1)
    if not is_wanted(workspace, Frequency.DAY):
        return "nobody wants it"
    return _write_and_freeze(workspace, opened, slot, Period(day, day, day.isoformat()), Frequency.DAY)


def _write_and_freeze(
    workspace: Workspace, opened: OpenedAdapters, slot: Slot, period: Period, frequency: Frequency
) -> str:

    settings = workspace.settings if frequency is Frequency.WEEK else workspace.settings.for_daily_letter
    issue, _ = publish_digest(opened.adapters, settings, period)
    if not issue.stories:
        return "no stories, so no letter"
    is_new = freeze_period(workspace, opened.archive, period, slot.moment, opened.adapters.clock.now(), frequency)
    return format_count(len(issue.stories), "story", "stories") + ("" if is_new else ", frozen before")


def _backup(workspace: Workspace, opened: OpenedAdapters, _slot: Slot) -> str:
    """Write a copy of all that is truth, and let the oldest go."""
    written = create_backup(
        workspace.state, workspace.settings, opened.adapters.clock.now(), config=workspace.config_file
    )
    return f"{written.path.name}, {written.size:,} bytes"


def _housekeeping(workspace: Workspace, opened: OpenedAdapters, _slot: Slot) -> str:
    """Go through the whole archive for damage; forget what the settings say, and runs that nobody asks for any more."""
    check_databases(workspace.state, workspace.settings)
    now = opened.adapters.clock.now()
    retention_counts = apply_retention(workspace.state, workspace.settings, now)
    runs = opened.archive.job_log.delete_before(now - RECORD_RETENTION)
    unconfirmed = _purge_newsletter(workspace, now)
    removed = {**retention_counts._asdict(), "runs": runs, "unconfirmed sign-ups": unconfirmed}
    return "forgotten: " + (", ".join(f"{number} {what}" for what, number in removed.items() if number) or "nothing")


def _purge_newsletter(workspace: Workspace, now: datetime) -> int:
    """Forget who asked for letters and never confirmed it; where nobody ever did, no post is made."""
    if not newsletter_exists(workspace):
        return 0

    return purge_unconfirmed(workspace, now)


JOB_BY_NAME = {
    "digest": JobDefinition(_weekly_plan, _weekly_digest),
    "daily": JobDefinition(_daily_plan, _daily_digest),
    "backup": JobDefinition(_hourly_plan, _backup),
    "housekeeping": JobDefinition(_hourly_plan, _housekeeping),
}
