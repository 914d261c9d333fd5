"""The real server in a thread of the test, on a free port of loopback."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING

from feedpub.settings import Serve, Settings
from feedpub.web.app import app
from feedpub.web.server import ServedApp, StopRequest, serve
from feedpub.web.sockets import listen_tcp
from feedpub.web.timeouts import TimeoutConfig

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse
    from pathlib import Path

    from starlette.types import ASGIApp

NO_ACCESS_LOG = Settings(serve=Serve(access_log=False))
TIMEOUT = 60


class Visitor:
    """Somebody who asks the server at `port`, each time over a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.root = f"http://127.0.0.1:{port}/"

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
        """Ask once, with a header for each keyword (`if_none_match`)."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.putrequest(method, path, skip_host="host" in headers, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def raw(self, sent: bytes) -> bytes:
        """Send these bytes and return all that comes back until the server hangs up."""
        with self.connect() as line:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            return read_all(line)

    def connect(self) -> socket.socket:
        """Return an open connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT)


def read_all(line: socket.socket) -> bytes:
    """Return what comes until the other side ends the connection, in whatever way."""
    parts = []
    try:
        while part := line.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


@contextmanager
def running(application: ASGIApp, timeouts: TimeoutConfig | None = None) -> Iterator[Visitor]:
    """Serve the application until the block ends."""
    listener = listen_tcp("127.0.0.1", 0)
    port = listener.getsockname()[1]
    stop = StopRequest()
    thread = threading.Thread(
        target=serve, args=([ServedApp(application, [listener], timeouts or TimeoutConfig())], stop)
    )
    thread.start()
    try:
        yield Visitor(port)
    finally:
        stop.request()
        thread.join(TIMEOUT)
        listener.close()
        assert not thread.is_alive()


@contextmanager
def visiting(
    folder: Path, settings: Settings = NO_ACCESS_LOG, timeouts: TimeoutConfig | None = None
) -> Iterator[Visitor]:
    """Serve a folder of documents."""
    with running(app(folder, settings), timeouts) as visitor:
        yield visitor
