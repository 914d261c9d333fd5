"""status and timetable: how it stands, for the person on duty and for monitors; what runs next and what ran last."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, json_option, workspace_options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feedpub.cli.state import JobStatus, StatusReport


@click.command(short_help="Say how it stands; ends with 1 where something is wrong.")
@click.option("--metrics", "as_metrics", is_flag=True, help="Print the numbers for Prometheus.")
@json_option
@workspace_options
def status(workspace: Workspace, as_metrics: bool, as_json: bool) -> None:
    """Say whether the service runs and is well, what waits, how the jobs went, how large everything is.

    Ends with 1 where `feedpub run` is not running, cannot do its work, or a job failed.
    """
    import msgspec

    from feedpub.cli.state import collect_status
    from feedpub.cli.world import open_archive_for_reading

    with open_archive_for_reading(workspace) as archive:
        report = collect_status(workspace, archive)
    if as_metrics:
        from feedpub.cli.metrics import render_metrics

        click.echo(render_metrics(report), nl=False)
    elif as_json:
        speak.print_json(msgspec.to_builtins(report))
    else:
        for line in _lines(workspace, report):
            speak.print_line(line)
        for problem in report.problems:
            speak.print_warning(f"wrong     {problem}")
    sys.exit(0 if report.healthy else 1)


@click.command(name="timetable", short_help="Say which job runs next, and how each went last.")
@json_option
@workspace_options
def schedule(workspace: Workspace, as_json: bool) -> None:
    """Say when each job of `feedpub run` runs next and how it went last, by the clock of the settings' zone."""
    import msgspec

    from feedpub.cli.state import job_statuses
    from feedpub.cli.world import open_archive_for_reading

    with open_archive_for_reading(workspace) as archive:
        statuses = list(job_statuses(workspace, archive))
    if as_json:
        speak.print_json(msgspec.to_builtins(statuses))
    else:
        speak.print_table(("job", "next", "last", "outcome", "note"), [_row(workspace, job_status) for job_status in statuses])


def _lines(workspace: Workspace, report: StatusReport) -> Iterator[str]:
    readiness = "ready" if report.ready else "not ready"
    yield f"service   {f'process {report.pid}, {readiness}' if report.pid is not None else 'not running'}"
    yield f"folder    {speak.format_count(report.waiting, 'file')} waiting, {report.unstable:,} of them still being written"
    yield f"files     {report.files:,}, {report.rejected:,} of them spoiled, {report.missing:,} missing"
    if report.awaiting_confirmation:
        yield f"missing   {speak.format_count(report.awaiting_confirmation, 'file')}: say `feedpub confirm-deletions` if that is meant"
    yield f"stories   {report.stories:,}, {report.held:,} held, {speak.format_count(report.fragments, 'fragment')}"
    sizes = (report.archive_bytes, report.output_bytes, report.free_bytes)
    yield "sizes     archive {:,} MB, output {:,} MB, free {:,} MB".format(*(size // 1_000_000 for size in sizes))
    for job_status in report.jobs:
        yield "job       " + "  ".join(part for part in _row(workspace, job_status) if part)


def _row(workspace: Workspace, job_status: JobStatus) -> tuple[str, ...]:
    last_run = job_status.last_run
    if last_run is None:
        return job_status.job, _format_moment(workspace, job_status.next_run) or "as files arrive", "", "never yet", ""
    slot = f" {last_run.slot}" if last_run.slot else ""
    again = f" (try {last_run.tries})" if last_run.tries > 1 else ""
    return (
        job_status.job,
        _format_moment(workspace, job_status.next_run) or "as files arrive",
        _format_moment(workspace, last_run.started),
        f"{last_run.state}{slot}{again}",
        last_run.note,
    )


def _format_moment(workspace: Workspace, moment: datetime | None) -> str:
    return moment.astimezone(workspace.settings.timezone).strftime("%Y-%m-%d %H:%M %z") if moment else ""


STATUS_COMMANDS = (status, schedule)
