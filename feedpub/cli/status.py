"""status and timetable: how it stands, for the person on duty and for monitors; what runs next and what ran last."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feedpub.cli.state import Hours, State


@click.command(short_help="Say how it stands; ends with 1 where something is wrong.")
@click.option("--metrics", "as_metrics", is_flag=True, help="Print the numbers for Prometheus.")
@json_option
@with_places
def status(places: Places, as_metrics: bool, as_json: bool) -> None:
    """Say whether the service runs and is well, what waits, how the jobs went, how large everything is.

    Ends with 1 where `feedpub run` is not running, cannot do its work, or a job failed.
    """
    import msgspec

    from feedpub.cli.state import state_of
    from feedpub.cli.world import library

    with library(places) as archive:
        state = state_of(places, archive)
    if as_metrics:
        from feedpub.cli.metrics import metrics

        click.echo(metrics(state), nl=False)
    elif as_json:
        speak.say_json(msgspec.to_builtins(state))
    else:
        for line in _lines(places, state):
            speak.say(line)
        for words in state.wrong:
            speak.warn(f"wrong     {words}")
    sys.exit(0 if state.healthy else 1)


@click.command(name="timetable", short_help="Say which job runs next, and how each went last.")
@json_option
@with_places
def timetable_(places: Places, as_json: bool) -> None:
    """Say when each job of `feedpub run` runs next and how it went last, by the clock of the settings' zone."""
    import msgspec

    from feedpub.cli.state import timetable
    from feedpub.cli.world import library

    with library(places) as archive:
        hours = list(timetable(places, archive))
    if as_json:
        speak.say_json(msgspec.to_builtins(hours))
    else:
        speak.table(("job", "next", "last", "outcome", "note"), [_row(places, each) for each in hours])


def _lines(places: Places, state: State) -> Iterator[str]:
    readiness = "ready" if state.ready else "not ready"
    yield f"service   {f'process {state.running}, {readiness}' if state.running is not None else 'not running'}"
    yield f"folder    {speak.count(state.waiting, 'file')} waiting, {state.restless:,} of them still being written"
    yield f"files     {state.files:,}, {state.spoiled:,} of them spoiled, {state.missing:,} missing"
    if state.unconfirmed:
        yield f"missing   {speak.count(state.unconfirmed, 'file')}: say `feedpub confirm-deletions` if that is meant"
    yield f"stories   {state.stories:,}, {state.held:,} held, {speak.count(state.fragments, 'fragment')}"
    sizes = (state.archive_bytes, state.output_bytes, state.free_bytes)
    yield "sizes     archive {:,} MB, output {:,} MB, free {:,} MB".format(*(size // 1_000_000 for size in sizes))
    for each in state.jobs:
        yield "job       " + "  ".join(part for part in _row(places, each) if part)


def _row(places: Places, each: Hours) -> tuple[str, ...]:
    last = each.last
    if last is None:
        return each.job, _at(places, each.next) or "as files arrive", "", "never yet", ""
    slot = f" {last.slot}" if last.slot else ""
    again = f" (try {last.tries})" if last.tries > 1 else ""
    return (
        each.job,
        _at(places, each.next) or "as files arrive",
        _at(places, last.started),
        f"{last.outcome}{slot}{again}",
        last.note,
    )


def _at(places: Places, moment: datetime | None) -> str:
    return moment.astimezone(places.settings.timezone).strftime("%Y-%m-%d %H:%M %z") if moment else ""


COMMANDS = (status, timetable_)
