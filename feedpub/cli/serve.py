"""serve and preview: the site over HTTP, for the world or for this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from feedpub.cli.places import Places, with_places

if TYPE_CHECKING:
    from pathlib import Path

_PORT = click.IntRange(0, 65535)


@click.command(short_help="Serve feeds and site over HTTP.")
@click.option("--host", default=None, metavar="HOST", help="Listen at this address.  [default: the settings']")
@click.option("--port", type=_PORT, default=None, metavar="PORT", help="Listen at this port.  [default: the settings']")
@with_places
def serve(places: Places, host: str | None, port: int | None) -> None:
    """Serve feeds and site until Ctrl-C or SIGTERM; answers under way are finished.

    What is published meanwhile is served at once. /readyz tells whether there is a site to serve; the numbers for
    Prometheus are at a port of their own, on loopback. How to put nginx before it, or in its place: docs/operating.md.
    """
    from contextlib import ExitStack

    from feedpub.cli import speak
    from feedpub.cli.mail_window import mail_window
    from feedpub.edge.logs import open_log
    from feedpub.web.app import app
    from feedpub.web.door import Door
    from feedpub.web.health import faults, site_is_there
    from feedpub.web.hosts import LOOPBACK
    from feedpub.web.listening import address, at_path, at_port, closed
    from feedpub.web.metrics import Metrics, metrics_app
    from feedpub.web.patience import Patience
    from feedpub.web.service import Service
    from feedpub.web.service import serve as run

    settings = places.settings
    log = open_log(settings.log)
    ours, site, numbers = settings.serve, places.output / "site", Metrics()
    here = at_path(ours.socket) if ours.socket and host is None and port is None else None
    with ExitStack() as sockets, mail_window(places, log) as forms:
        here = here or at_port(ours.host if host is None else host, ours.port if port is None else port)
        sockets.enter_context(closed(here))
        patience = Patience(connections=ours.connections)
        checks = [lambda: _last_said(places)]
        whole = app(site, settings, routes=forms, checks=checks, metrics=numbers, log=log)
        services = [Service(whole, [here], patience, numbers, lambda: not faults([site_is_there(site), *checks]))]
        if ours.metrics_port:
            there = sockets.enter_context(closed(at_port("127.0.0.1", ours.metrics_port, "[serve] metrics_port")))
            shown = Door(metrics_app(numbers), hosts=LOOPBACK, log=log)
            services.append(Service(shown, [there], Patience(connections=20)))
        speak.say(f"Serving {site}/ at {address(here)}   (Ctrl-C ends it)")
        run(services)


def _last_said(places: Places) -> str:
    """Return what `feedpub run` beside it said last, if it could not publish; a service that rests says nothing."""
    from feedpub.edge.vitals import read_vitals

    vitals = read_vitals(places.state)
    failing = sorted(set(vitals.ailments) & {"archive", "publish", "tick"}) if vitals else []
    return f"not ready: {', '.join(failing)} failing" if failing else ""


@click.command(short_help="Serve the site on this machine.")
@click.option("--port", type=_PORT, default=None, metavar="PORT", help="Listen here instead of at 8000.")
@with_places
def preview(places: Places, port: int | None) -> None:
    """Serve the site on this machine alone, so that a browser or a feed reader can look at it at once."""
    from feedpub.cli.mail_window import mail_window
    from feedpub.edge.logs import open_log
    from feedpub.settings import PREVIEW_PORT
    from feedpub.web.preview import preview as run

    def ready(root: str) -> None:
        click.echo(f"Open {root}   Subscribe {root}rss.xml   All feeds {root}feeds.opml   (Ctrl-C ends it)")

    site = _published(places)
    with mail_window(places, open_log(places.settings.log)) as forms:
        run(site, PREVIEW_PORT if port is None else port, ready, routes=forms)


def _published(places: Places) -> Path:
    from feedpub.errors import NotFound

    site = places.output / "site"
    if not site.is_dir():
        raise NotFound(f"{site}: nothing has been published yet; say `feedpub publish` first")
    return site


COMMANDS = (serve, preview)
