"""A folder of finished documents and the settings -> the whole server as one ASGI application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette

from feedpub.web.health import health_routes, site_check
from feedpub.web.hosts import allowed_hosts
from feedpub.web.middleware import Middleware
from feedpub.web.static.handler import StaticFiles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp
    from structlog.typing import FilteringBoundLogger

    from feedpub.settings import Settings
    from feedpub.web.health import Check
    from feedpub.web.metrics import ServerMetrics


def app(
    folder: Path,
    settings: Settings,
    *,
    routes: Sequence[BaseRoute] = (),
    checks: Sequence[Check] = (),
    metrics: ServerMetrics | None = None,
    log: FilteringBoundLogger | None = None,
) -> ASGIApp:
    """Return the application over `folder` (output/site).

    `routes` come before the documents, and are where forms are added; whatever they answer passes the same door. It is
    ready when the site is there and none of `checks` has anything to say. Without a `log`, events go where structlog
    sends them by default.
    """
    inside = Starlette(routes=[*health_routes([site_check(folder), *checks]), *routes])
    inside.router.redirect_slashes = False
    inside.router.default = StaticFiles(folder)
    return Middleware(
        inside,
        hosts=allowed_hosts(settings),
        metrics=metrics,
        log=log,
        log_answers=settings.serve.access_log,
        log_addresses=settings.serve.log_client_addresses,
    )
