"""run and watch: publish as files arrive, for years; `run` does what has its hour as well, and keeps a log."""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager, nullcontext
from typing import TYPE_CHECKING

import click

from feedpub.cli.places import Places, with_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.cli.service import Service
    from feedpub.cli.tell import Teller

_ENGINE = click.Choice(["serial", "processes", "dask"])
_HELP = "Where pages are worked on.  [default: the settings']"


@click.command(short_help="Publish as files arrive, with all that has its hour: the service.")
@click.option("--engine", type=_ENGINE, default=None, help=_HELP)
@with_places
def run(places: Places, engine: str | None) -> None:
    """Publish as files arrive, write the weekly letter, make backups, keep house: until SIGTERM, for years.

    It logs to standard error. SIGHUP reads the settings again. A second one on the same --state ends with 75.
    """
    from feedpub.cli.tell import Log
    from feedpub.edge.logs import open_log

    log = open_log(places.settings.log)
    log.info("service started", source=str(places.source), output=str(places.output), state=str(places.state))
    _serve(places, Log(log), engine, hours=True)
    log.info("service stopped")


@click.command(short_help="Publish as files arrive.")
@click.option("--engine", type=_ENGINE, default=None, help=_HELP)
@with_places
def watch(places: Places, engine: str | None) -> None:
    """Publish as files arrive, until Ctrl-C or SIGTERM: `run` without the jobs that have their hours."""
    from feedpub.cli.tell import Terminal

    _serve(places, Terminal(), engine, hours=False)


def _serve(places: Places, tell: Teller, engine: str | None, *, hours: bool) -> None:
    from feedpub.cli.service import Service
    from feedpub.timetable import Signals, Stopping, tick_on

    signals = Signals()
    try:
        with closing(Service(places, tell, signals, engine=engine, hours=hours)) as service:
            service.start()
            with _asked(service, tell) if hours else nullcontext():
                tick_on(service.tick, service.wait, lambda: signals.stop)
    except Stopping:
        pass
    signals.done()


@contextmanager
def _asked(service: Service, tell: Teller) -> Iterator[None]:
    """Let monitors ask how the service is, where the settings name a port; a port that is taken stops nothing."""
    from feedpub.cli.metrics import metrics
    from feedpub.cli.monitor import HOST, monitor
    from feedpub.cli.state import state_of

    def ready() -> tuple[int, str]:
        return (200, "ready\n") if service.is_ready else (503, f"not ready: {', '.join(service.ailments.words)}\n")

    answers = {
        "/metrics": lambda: (200, metrics(state_of(service.places, service.archive, sizes=False))),
        "/readyz": ready,
        "/healthz": lambda: (200, "alive\n") if service.is_alive else (503, "stuck\n"),
    }
    port = service.places.settings.monitor.port
    with ExitStack() as stack:
        if port:
            try:
                stack.enter_context(monitor(port, answers))
                tell.note("monitor opened", address=f"http://{HOST}:{port}/metrics")
            except OSError as error:
                tell.warn("monitor not opened", port=port, reason=str(error))
        yield


COMMANDS = (run, watch)
