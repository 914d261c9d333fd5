"""A real hub on loopback that behaves as it is told, and remembers what it was sent."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Iterator

BEHAVIOURS = ("kind", "refuses", "broken", "hangs up", "hangs", "drips", "vast", "redirects", "mute", "nonsense")


class HubServer:
    """`mood` says how it answers; `asked` are the forms and `paths` the addresses of all requests, in their order."""

    def __init__(self, behaviour: str) -> None:
        self.behaviour = behaviour
        self.requests: list[dict[str, list[str]]] = []
        self.paths: list[str] = []
        self.connections = 0
        self.url = ""
        self.ends = threading.Event()

    @property
    def topics(self) -> list[str]:
        """Return the feeds that it was told of."""
        return [form["hub.url"][0] for form in self.requests]


@contextmanager
def run_hub(behaviour: str = "kind", port: int = 0) -> Iterator[HubServer]:
    """Run a hub until the block ends."""
    running = HubServer(behaviour)

    with _Server(("127.0.0.1", port), _Handler) as server:
        server.hub = running
        running.url = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield running
        finally:
            running.ends.set()
            server.shutdown()
            thread.join()


def seconds_since(began: float) -> float:
    """Return how long it took."""
    return time.monotonic() - began


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    hub: HubServer


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.server.hub.connections += 1

    def do_POST(self) -> None:
        self.server.hub.paths.append(self.path)
        self.server.hub.requests.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
        with suppress(OSError):
            getattr(self, self.server.hub.behaviour.replace(" ", "_"))()

    def do_GET(self) -> None:
        self.server.hub.paths.append(f"GET {self.path}")
        self._answer(200)

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def kind(self) -> None:
        self._answer(204)

    def refuses(self) -> None:
        self._answer(404, b"no such topic")

    def broken(self) -> None:
        self._answer(500, b"Traceback")

    def redirects(self) -> None:
        self._answer(302, Location=f"{self.server.hub.url}elsewhere")

    def hangs_up(self) -> None:
        self.close_connection = True

    def hangs(self) -> None:
        self.server.hub.ends.wait(30)

    def drips(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        while not self.server.hub.ends.wait(0.02):
            self.wfile.write(b"a")

    def vast(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        for _ in range(2000):
            self.wfile.write(b"x" * 100_000)

    def mute(self) -> None:
        self._answer(204)
        self.close_connection = True  # after a "Connection: keep-alive" by silence

    def nonsense(self) -> None:
        self.wfile.write(b"\x00\xff nothing of HTTP\r\n\r\n")
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives it
        pass
