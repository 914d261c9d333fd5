"""run and watch: publish as files arrive, for years; `run` does what has its hour as well, and keeps a log."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import click

from feedpub.cli.places import Places, with_places

if TYPE_CHECKING:
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
            tick_on(service.tick, service.wait, lambda: signals.stop)
    except Stopping:
        pass
    signals.done()


COMMANDS = (run, watch)
