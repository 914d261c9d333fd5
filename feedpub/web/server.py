"""Applications and listening sockets -> served until somebody asks for the end, which comes within ten seconds."""

from __future__ import annotations

import asyncio
import resource
import signal
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uvicorn
import uvloop

from feedpub.errors import SettingsError
from feedpub.settings import Serve, Settings
from feedpub.web.app import app
from feedpub.web.sockets import format_address, listen_tcp
from feedpub.web.timeouts import TimeoutConfig, check_connections, protocol_with

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from socket import socket

    from starlette.routing import BaseRoute
    from starlette.types import ASGIApp

    from feedpub.web.metrics import ServerMetrics


SHUTDOWN_TIMEOUT = 6
"""Seconds for the answers that are under way when the end is asked for."""
RESERVED_DESCRIPTORS = 64
"""Descriptors for all that is no connection: the files that are sent, and the rest of the program."""


@dataclass(frozen=True, slots=True)
class ServedApp:
    """An application and the sockets at which it answers."""

    app: ASGIApp
    sockets: Sequence[socket]
    timeouts: TimeoutConfig = field(default_factory=TimeoutConfig)
    metrics: ServerMetrics | None = None
    is_ready: Callable[[], bool] = lambda: True


class StopRequest:
    """The request that it end; any thread may make it."""

    def __init__(self) -> None:
        self._servers: list[_Server] = []
        self._requested = threading.Event()

    def request(self) -> None:
        """End: no new connection is taken, answers under way are finished, the rest is cut off in six seconds."""
        self._requested.set()
        for server in self._servers:
            server.should_exit = True

    def add_server(self, server: _Server) -> None:
        """Tell this server as well."""
        self._servers.append(server)
        server.should_exit = self._requested.is_set()


class _Server(uvicorn.Server):
    """A server that leaves the signals to whom started it: there may be several in one process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(served_apps: Sequence[ServedApp], stop: StopRequest | None = None) -> None:
    """Serve until `stop` is asked, or else until SIGTERM or Ctrl-C."""
    raise_fd_limit(sum(served_app.timeouts.max_connections for served_app in served_apps))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(served_apps, stop))


async def _serve(served_apps: Sequence[ServedApp], stop: StopRequest | None) -> None:
    stop_request = stop or StopRequest()
    loop = asyncio.get_running_loop()
    if stop is None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop_request.request)
    servers = [_make_server(served_app) for served_app in served_apps]
    for server in servers:
        stop_request.add_server(server)
    watchers = [asyncio.create_task(check_connections(server.server_state.connections)) for server in servers]
    try:
        await asyncio.gather(
            *(server.serve(list(service.sockets)) for server, service in zip(servers, served_apps, strict=True))
        )
    finally:
        for watcher in watchers:
            watcher.cancel()
        for server in servers:
            for connection in list(server.server_state.connections):
                with suppress(AttributeError):
                    connection.transport.abort()


def _make_server(served_app: ServedApp) -> _Server:
    metrics = served_app.metrics
    config = uvicorn.Config(
        served_app.app,
        http=protocol_with(served_app.timeouts, metrics.count_aborted if metrics else lambda: None),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",  # what is no HTTP is no news, and our own faults are logged at the door
        access_log=False,
        server_header=False,
        proxy_headers=False,  # uvicorn would believe anybody on this machine; whom we believe is a setting
        timeout_keep_alive=int(served_app.timeouts.idle),
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
    )
    server = _Server(config)
    if metrics:
        metrics.set_sources(lambda: len(server.server_state.connections), served_app.is_ready)
    return server


def raise_fd_limit(max_connections: int) -> None:
    """Have as many descriptors as the connections want, as far as this process may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max_connections + RESERVED_DESCRIPTORS
    if soft < wanted:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )


# A folder of finished documents -> HTTP on loopback, for a look before publishing and for readers on this machine.


LOOPBACK_ADDRESS = "127.0.0.1"


def preview(
    folder: Path,
    port: int,
    ready: Callable[[str], object] = str,
    stop: StopRequest | None = None,
    routes: Sequence[BaseRoute] = (),
) -> None:
    """Serve the folder, and `routes`, as `feedpub serve` does, to this machine alone, and log nothing.

    `ready` is called with the address once it answers. It ends at Ctrl-C or SIGTERM, or when `stop` is asked. Raises
    `SettingsError`.
    """
    if not folder.is_dir():
        raise SettingsError(f"{folder}: there is no such folder; run `feedpub publish` first")
    with listen_tcp(LOOPBACK_ADDRESS, port) as listener:
        ready(format_address(listener))
        serve([ServedApp(app(folder, Settings(serve=Serve(access_log=False)), routes=routes), [listener])], stop)
