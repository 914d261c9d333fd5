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

from feedpub.web.patience import Patience, guarded, look_after

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from socket import socket

    from starlette.types import ASGIApp

    from feedpub.web.metrics import Metrics

FAREWELL = 6
"""Seconds for the answers that are under way when the end is asked for."""
SPARE = 64
"""Descriptors for all that is no connection: the files that are sent, and the rest of the program."""


@dataclass(frozen=True, slots=True)
class Service:
    """An application and the sockets at which it answers."""

    app: ASGIApp
    sockets: Sequence[socket]
    patience: Patience = field(default_factory=Patience)
    metrics: Metrics | None = None
    ready: Callable[[], bool] = lambda: True


class Stop:
    """The wish that it end; it may be told from any thread."""

    def __init__(self) -> None:
        self._servers: list[_Server] = []
        self._asked = threading.Event()

    def ask(self) -> None:
        """End: no new connection is taken, answers under way are finished, the rest is cut off in six seconds."""
        self._asked.set()
        for server in self._servers:
            server.should_exit = True

    def take_in(self, server: _Server) -> None:
        """Tell this server as well."""
        self._servers.append(server)
        server.should_exit = self._asked.is_set()


class _Server(uvicorn.Server):
    """A server that leaves the signals to whom started it: there may be several in one process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def serve(services: Sequence[Service], stop: Stop | None = None) -> None:
    """Serve until `stop` is asked, or else until SIGTERM or Ctrl-C."""
    make_room_for(sum(service.patience.connections for service in services))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(services, stop))


async def _serve(services: Sequence[Service], stop: Stop | None) -> None:
    wish = stop or Stop()
    loop = asyncio.get_running_loop()
    if stop is None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, wish.ask)
    servers = [_server(service) for service in services]
    for server in servers:
        wish.take_in(server)
    guards = [asyncio.create_task(look_after(server.server_state.connections)) for server in servers]
    try:
        await asyncio.gather(
            *(server.serve(list(service.sockets)) for server, service in zip(servers, services, strict=True))
        )
    finally:
        for guard in guards:
            guard.cancel()
        for server in servers:
            for connection in list(server.server_state.connections):
                with suppress(AttributeError):
                    connection.transport.abort()


def _server(service: Service) -> _Server:
    metrics = service.metrics
    config = uvicorn.Config(
        service.app,
        http=guarded(service.patience, metrics.gave_up if metrics else lambda: None),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",  # what is no HTTP is no news, and our own faults are logged at the door
        access_log=False,
        server_header=False,
        proxy_headers=False,  # uvicorn would believe anybody on this machine; whom we believe is a setting
        timeout_keep_alive=int(service.patience.idle),
        timeout_graceful_shutdown=FAREWELL,
    )
    server = _Server(config)
    if metrics:
        metrics.watch(lambda: len(server.server_state.connections), service.ready)
    return server


def make_room_for(connections: int) -> None:
    """Have as many descriptors as the connections want, as far as this process may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + SPARE
    if soft < wanted:
        resource.setrlimit(
            resource.RLIMIT_NOFILE, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
        )
