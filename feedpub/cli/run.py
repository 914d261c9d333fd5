"""run and watch: publish as files arrive, for years; `run` does what has its hour as well, and keeps a log."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager, nullcontext
from typing import TYPE_CHECKING

import click

from feedpub.cli.places import Workspace, workspace_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.cli.service import Daemon
    from feedpub.cli.tell import Reporter

_ENGINE = click.Choice(["serial", "processes", "dask"])
_HELP = "Where pages are worked on.  [default: the settings']"


@click.command(short_help="Publish as files arrive, with all that has its hour: the service.")
@click.option("--engine", type=_ENGINE, default=None, help=_HELP)
@workspace_options
def run(workspace: Workspace, engine: str | None) -> None:
    """Publish as files arrive, write the weekly letter, make backups, keep house: until SIGTERM, for years.

    It logs to standard error. SIGHUP reads the settings again. A second one on the same --state ends with 75.
    """
    from feedpub.cli.tell import LogReporter
    from feedpub.edge.logs import open_log

    log = open_log(workspace.settings.log)
    log.info("service started", source=str(workspace.source), output=str(workspace.output), state=str(workspace.state))
    _run_daemon(workspace, LogReporter(log), engine, with_jobs=True)
    log.info("service stopped")


@click.command(short_help="Publish as files arrive.")
@click.option("--engine", type=_ENGINE, default=None, help=_HELP)
@workspace_options
def watch(workspace: Workspace, engine: str | None) -> None:
    """Publish as files arrive, until Ctrl-C or SIGTERM: `run` without the jobs that have their hours."""
    from feedpub.cli.tell import TerminalReporter

    _run_daemon(workspace, TerminalReporter(), engine, with_jobs=False)


def _run_daemon(workspace: Workspace, reporter: Reporter, engine: str | None, *, with_jobs: bool) -> None:
    from feedpub.cli.service import Daemon
    from feedpub.timetable import Signals, ShutdownRequested, tick_until_stopped

    signals = Signals()
    try:
        with closing(Daemon(workspace, reporter, signals, engine=engine, with_jobs=with_jobs)) as daemon:
            daemon.start()
            with open_monitoring(daemon, reporter) if with_jobs else nullcontext():
                tick_until_stopped(daemon.tick, daemon.wait, lambda: signals.stop_requested)
    except ShutdownRequested:
        pass
    signals.cancel_timer()


@contextmanager
def open_monitoring(daemon: Daemon, reporter: Reporter) -> Iterator[None]:
    """Let monitors ask how the service is, where the settings name a port; a port that is taken stops nothing."""
    from feedpub.cli.metrics import render_metrics
    from feedpub.cli.monitor import MONITOR_HOST, serve_monitoring
    from feedpub.cli.state import collect_status

    def ready() -> tuple[int, str]:
        return (200, "ready\n") if daemon.is_ready else (503, f"not ready: {', '.join(daemon.failures.reasons)}\n")

    answer_by_path = {
        "/metrics": lambda: (200, render_metrics(collect_status(daemon.workspace, daemon.archive, measure_output=False))),
        "/readyz": ready,
        "/healthz": lambda: (200, "alive\n") if daemon.is_alive else (503, "stuck\n"),
    }
    port = daemon.workspace.settings.monitor.port
    with ExitStack() as stack:
        if port:
            try:
                stack.enter_context(serve_monitoring(port, answer_by_path))
                reporter.info("monitor opened", address=f"http://{MONITOR_HOST}:{port}/metrics")
            except OSError as error:
                reporter.warn("monitor not opened", port=port, reason=str(error))
        yield


COMMANDS = (run, watch)
