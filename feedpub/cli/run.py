"""status and timetable: how it stands, for the person on duty and for monitors; what runs next and what ran last."""

from __future__ import annotations

import sys
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING

import click
import msgspec

from feedpub.adapters.archive.read_access import open_archive_for_reading
from feedpub.adapters.system.logging import open_log
from feedpub.cli import console
from feedpub.cli.options import json_option, workspace_options
from feedpub.cli.terminal_reporter import TerminalReporter
from feedpub.service.daemon import Daemon
from feedpub.service.monitoring import open_monitoring, render_metrics
from feedpub.service.reporter import LogReporter
from feedpub.service.scheduler import tick_until_stopped
from feedpub.service.signals import ShutdownRequested, Signals
from feedpub.service.status import collect_status, job_statuses
from feedpub.text.terminal import format_count

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feedpub.service.reporter import Reporter
    from feedpub.service.status import JobStatus, StatusReport
    from feedpub.settings.workspace import Workspace


_ENGINE = click.Choice(["serial", "processes", "dask"])
_HELP = "Where pages are worked on.  [default: the settings']"


@click.command()
@click.option("--engine", type=_ENGINE, default=None, help=_HELP)
@workspace_options
def run(workspace: Workspace, engine: str | None) -> None:
    """Publish as files arrive, write the weekly letter, make backups, keep house: until SIGTERM, for years.

    It logs to standard error. SIGHUP reads the settings again. A second one on the same --state ends with 75.
    """
    log = open_log(workspace.settings.log)
    log.info("service started", source=str(workspace.source), output=str(workspace.output), state=str(workspace.state))
    _run_daemon(workspace, LogReporter(log), engine, with_jobs=True)
    log.info("service stopped")


@click.command()
@click.option("--engine", type=_ENGINE, default=None, help=_HELP)
@workspace_options
def watch(workspace: Workspace, engine: str | None) -> None:
    """Publish as files arrive, until Ctrl-C or SIGTERM: `run` without the jobs that have their hours."""
    _run_daemon(workspace, TerminalReporter(), engine, with_jobs=False)


def _run_daemon(workspace: Workspace, reporter: Reporter, engine: str | None, *, with_jobs: bool) -> None:

    signals = Signals()
    try:
        with closing(Daemon(workspace, reporter, signals, engine=engine, with_jobs=with_jobs)) as daemon:
            daemon.start()
            with open_monitoring(daemon, reporter) if with_jobs else nullcontext():
                tick_until_stopped(daemon.tick, daemon.wait, lambda: signals.stop_requested)
    except ShutdownRequested:
        pass
    signals.cancel_timer()


# status and timetable: how it stands, for the person on duty and for monitors; what runs next and what ran last.


@click.command()
@click.option("--metrics", "as_metrics", is_flag=True, help="Print the numbers for Prometheus.")
@json_option
@workspace_options
def status(workspace: Workspace, as_metrics: bool, as_json: bool) -> None:
    """Say whether the service runs and is well, what waits, how the jobs went, how large everything is.

    Ends with 1 where `feedpub run` is not running, cannot do its work, or a job failed.
    """
    with open_archive_for_reading(workspace) as archive:
        report = collect_status(workspace, archive)
    if as_metrics:
        click.echo(render_metrics(report), nl=False)
    elif as_json:
        console.print_json(msgspec.to_builtins(report))
    else:
        for line in _lines(workspace, report):
            console.print_line(line)
        for problem in report.problems:
            console.print_warning(f"wrong     {problem}")
    sys.exit(0 if report.healthy else 1)


@click.command("schedule")
@json_option
@workspace_options
def schedule(workspace: Workspace, as_json: bool) -> None:
    """Say when each job of `feedpub run` runs next and how it went last, by the clock of the settings' zone."""
    with open_archive_for_reading(workspace) as archive:
        statuses = list(job_statuses(workspace, archive))
    if as_json:
        console.print_json(msgspec.to_builtins(statuses))
    else:
        console.print_table(
            ("job", "next", "last", "outcome", "note"), [_row(workspace, job_status) for job_status in statuses]
        )


def _lines(workspace: Workspace, report: StatusReport) -> Iterator[str]:
    readiness = "ready" if report.ready else "not ready"
    yield f"service   {f'process {report.pid}, {readiness}' if report.pid is not None else 'not running'}"
    yield f"folder    {format_count(report.waiting, 'file')} waiting, {report.unstable:,} of them still being written"
    yield f"files     {report.files:,}, {report.rejected:,} of them rejected, {report.missing:,} missing"
    if report.awaiting_confirmation:
        missing = format_count(report.awaiting_confirmation, "file")
        yield f"missing   {missing}: run `feedpub confirm-deletions` if that is meant"
    yield f"stories   {report.stories:,}, {report.held:,} held, {format_count(report.fragments, 'fragment')}"
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
