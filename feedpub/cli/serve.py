"""serve and preview: the site over HTTP, for the world or for this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from feedpub.adapters.system.logging import open_log
from feedpub.adapters.system.status_file import read_service_status
from feedpub.cli import console
from feedpub.cli.options import workspace_options
from feedpub.errors import NotFound
from feedpub.settings import PREVIEW_PORT
from feedpub.web.app import app
from feedpub.web.health import problems, site_check
from feedpub.web.hosts import LOOPBACK_NAMES
from feedpub.web.metrics import ServerMetrics, metrics_app
from feedpub.web.middleware import Middleware
from feedpub.web.newsletter.worker import newsletter_pages
from feedpub.web.server import ServedApp
from feedpub.web.server import serve as run
from feedpub.web.sockets import closing_socket, format_address, listen_tcp, listen_unix
from feedpub.web.timeouts import TimeoutConfig

if TYPE_CHECKING:
    from pathlib import Path

    from feedpub.settings.workspace import Workspace

_PORT = click.IntRange(0, 65535)


@click.command()
@click.option("--host", default=None, metavar="HOST", help="Listen at this address.  [default: the settings']")
@click.option("--port", type=_PORT, default=None, metavar="PORT", help="Listen at this port.  [default: the settings']")
@workspace_options
def serve(workspace: Workspace, host: str | None, port: int | None) -> None:
    """Serve feeds and site until Ctrl-C or SIGTERM; answers under way are finished.

    What is published meanwhile is served at once. /readyz tells whether there is a site to serve; the numbers for
    Prometheus are at a port of their own, on loopback. How to put nginx before it, or in its place: docs/operating.md.
    """
    from contextlib import ExitStack

    settings = workspace.settings
    log = open_log(settings.log)
    serve_settings, site, server_metrics = settings.serve, workspace.output / "site", ServerMetrics()
    listener = listen_unix(serve_settings.socket) if serve_settings.socket and host is None and port is None else None
    with ExitStack() as sockets, newsletter_pages(workspace, log) as form_routes:
        listener = listener or listen_tcp(
            serve_settings.host if host is None else host, serve_settings.port if port is None else port
        )
        sockets.enter_context(closing_socket(listener))
        timeouts = TimeoutConfig(max_connections=serve_settings.max_connections)
        checks = [lambda: _publishing_problem(workspace)]
        site_app = app(site, settings, routes=form_routes, checks=checks, metrics=server_metrics, log=log)
        served_apps = [
            ServedApp(site_app, [listener], timeouts, server_metrics, lambda: not problems([site_check(site), *checks]))
        ]
        if serve_settings.metrics_port:
            metrics_listener = sockets.enter_context(
                closing_socket(listen_tcp("127.0.0.1", serve_settings.metrics_port, "[serve] metrics_port"))
            )
            metrics_site = Middleware(metrics_app(server_metrics), hosts=LOOPBACK_NAMES, log=log)
            served_apps.append(ServedApp(metrics_site, [metrics_listener], TimeoutConfig(max_connections=20)))
        console.print_line(f"Serving {site}/ at {format_address(listener)}   (Ctrl-C ends it)")
        run(served_apps)


def _publishing_problem(workspace: Workspace) -> str:
    """Return what `feedpub run` beside it said last, if it could not publish; a service that rests says nothing."""
    service_status = read_service_status(workspace.state)
    failing = sorted(set(service_status.failures) & {"archive", "publish", "tick"}) if service_status else []
    return f"not ready: {', '.join(failing)} failing" if failing else ""


@click.command()
@click.option("--port", type=_PORT, default=None, metavar="PORT", help="Listen here instead of at 8000.")
@workspace_options
def preview(workspace: Workspace, port: int | None) -> None:
    """Serve the site on this machine alone, so that a browser or a feed reader can look at it at once."""
    from feedpub.web.server import preview as run

    def ready(root: str) -> None:
        click.echo(f"Open {root}   Subscribe {root}rss.xml   All feeds {root}feeds.opml   (Ctrl-C ends it)")

    site = _published_site(workspace)
    with newsletter_pages(workspace, open_log(workspace.settings.log)) as form_routes:
        run(site, PREVIEW_PORT if port is None else port, ready, routes=form_routes)


def _published_site(workspace: Workspace) -> Path:

    site = workspace.output / "site"
    if not site.is_dir():
        raise NotFound(f"{site}: nothing has been published yet; say `feedpub publish` first")
    return site
