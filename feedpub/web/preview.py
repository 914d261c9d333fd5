"""A folder of finished documents -> HTTP on loopback, for a look before publishing and for readers on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.errors import SettingsError
from feedpub.settings import Serve, Settings
from feedpub.web.app import app
from feedpub.web.listening import format_address, listen_tcp
from feedpub.web.service import ServedApp, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from starlette.routing import BaseRoute

    from feedpub.web.service import StopRequest

LOOPBACK_ADDRESS = "127.0.0.1"


def preview(
    folder: Path,
    port: int,
    ready: Callable[[str], object] = str,
    stop: StopRequest | None = None,
    routes: Sequence[BaseRoute] = (),
) -> None:
    """Serve the folder, and `routes`, as `feedpub serve` does, to this machine alone, and log nothing.

    `ready` is told the address once it answers. It ends at Ctrl-C or SIGTERM, or when `stop` is asked. Raises
    `SettingsError`.
    """
    if not folder.is_dir():
        raise SettingsError(f"{folder}: there is no such folder; run `feedpub publish` first")
    with listen_tcp(LOOPBACK_ADDRESS, port) as listener:
        ready(format_address(listener))
        serve([ServedApp(app(folder, Settings(serve=Serve(access_log=False)), routes=routes), [listener])], stop)
