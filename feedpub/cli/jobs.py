"""The table of the jobs that have their hours: name -> when, and what it does."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from feedpub.cli.speak import count
from feedpub.model import Every
from feedpub.settings import length
from feedpub.stages.due import Plan
from feedpub.timetable import Duty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from feedpub.cli.places import Places
    from feedpub.cli.world import Opened
    from feedpub.settings import Settings
    from feedpub.stages.due import Slot
    from feedpub.stages.weeks import Span

KEPT = timedelta(days=400)
"""Runs that were begun longer ago are forgotten: a year's timetable can be read, and no more."""


class Job(NamedTuple):
    """When a job runs, None where the settings want none of it, and what it does and then says."""

    plan: Callable[[str, Settings], Plan | None]
    do: Callable[[Places, Opened, Slot], str]


def plans(settings: Settings) -> Iterator[Plan]:
    """Yield when each job runs that the settings ask for."""
    for name, job in JOBS.items():
        if plan := job.plan(name, settings):
            yield plan


def duties(places: Places, opened: Opened) -> Iterator[Duty]:
    """Yield the jobs that the settings ask for, with what they do."""
    for plan in plans(places.settings):
        yield Duty(plan, partial(JOBS[plan.job].do, places, opened))


def _weekly(name: str, settings: Settings) -> Plan | None:
    choices = settings.digest
    plan = Plan(name, time(choices.hour), choices.weekday, length(choices.max_lateness))
    return plan if settings.schedule.digest else None


def _at_its_hour(name: str, settings: Settings) -> Plan | None:
    hour: str = getattr(settings.schedule, name)
    return Plan(name, time.fromisoformat(hour), None, length(settings.schedule.max_lateness)) if hour else None


def _each_day(name: str, settings: Settings) -> Plan | None:
    choices = settings.digest
    return Plan(name, time(choices.hour), None, length(choices.max_lateness)) if settings.schedule.digest else None


def _digest(places: Places, opened: Opened, slot: Slot) -> str:
    """Gather and write the letter of the week that the slot looks back on, and fix who is to get it."""
    from feedpub.stages.weeks import parse_week

    return _issue(places, opened, slot, parse_week(slot.key), Every.WEEK)


def _daily(places: Places, opened: Opened, slot: Slot) -> str:
    """Do the same for the day before the slot's, where anybody wants a letter each day."""
    from feedpub.cli.mailroom import is_wanted
    from feedpub.stages.weeks import Span

    day = date.fromisoformat(slot.key) - timedelta(days=1)
    if not is_wanted(places, Every.DAY):
        return "nobody wants it"
    return _issue(places, opened, slot, Span(day, day, day.isoformat()), Every.DAY)


def _issue(places: Places, opened: Opened, slot: Slot, span: Span, every: Every) -> str:
    from feedpub.cli.mailroom import freeze_span
    from feedpub.pipeline import digest

    settings = places.settings if every is Every.WEEK else places.settings.of_a_day
    issue, _ = digest(opened.edges, settings, span)
    if not issue.stories:
        return "no stories, so no letter"
    is_new = freeze_span(places, opened.archive, span, slot.moment, opened.edges.clock.now(), every)
    return count(len(issue.stories), "story", "stories") + ("" if is_new else ", frozen before")


def _backup(places: Places, opened: Opened, _slot: Slot) -> str:
    """Write a copy of all that is truth, and let the oldest go."""
    from feedpub.edge.backup import back_up

    made = back_up(places.state, places.settings, opened.edges.clock.now(), config=places.config_file)
    return f"{made.path.name}, {made.size:,} bytes"


def _housekeeping(places: Places, opened: Opened, _slot: Slot) -> str:
    """Go through the whole archive for damage; forget what the settings say, and runs that nobody asks for any more."""
    from feedpub.edge.checking import check_databases
    from feedpub.edge.retention import tidy

    check_databases(places.state, places.settings)
    now = opened.edges.clock.now()
    tidied = tidy(places.state, places.settings, now)
    runs = opened.archive.jobs.forget(now - KEPT)
    swept = _sweep_post(places, now)
    forgotten = {**tidied._asdict(), "runs": runs, "unconfirmed sign-ups": swept}
    return "forgotten: " + (", ".join(f"{number} {what}" for what, number in forgotten.items() if number) or "nothing")


def _sweep_post(places: Places, now: datetime) -> int:
    """Forget who asked for letters and never confirmed it; where nobody ever did, no post is made."""
    from feedpub.cli.sending import has_post

    if not has_post(places):
        return 0
    from feedpub.cli.confirming import sweep

    return sweep(places, now)


JOBS = {
    "digest": Job(_weekly, _digest),
    "daily": Job(_each_day, _daily),
    "backup": Job(_at_its_hour, _backup),
    "housekeeping": Job(_at_its_hour, _housekeeping),
}
