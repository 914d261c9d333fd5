"""The service -> /metrics, /readyz and /healthz on loopback, answered by a thread that changes nothing."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIEnvironment

    Answer = tuple[int, str]

MONITOR_HOST = "127.0.0.1"
METRICS_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""As Prometheus names its format."""

STATUS_LINES = {200: "200 OK", 404: "404 Not Found", 405: "405 Method Not Allowed", 503: "503 Service Unavailable"}


@contextmanager
def serve_monitoring(port: int, answer_by_path: dict[str, Callable[[], Answer]]) -> Iterator[int]:
    """Answer on loopback what each path's function says, until the block ends; give the port. Raises `OSError`."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status, text = _answer(environ, answer_by_path)
        start_response(STATUS_LINES[status], [("Content-Type", METRICS_CONTENT_TYPE), ("Cache-Control", "no-store")])
        return [text.encode()]

    server = make_server(MONITOR_HOST, port, application, server_class=_Server, handler_class=_SilentHandler)
    thread = threading.Thread(target=server.serve_forever, name="monitor", daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(environ: WSGIEnvironment, answer_by_path: dict[str, Callable[[], Answer]]) -> Answer:
    answer = answer_by_path.get(environ.get("PATH_INFO", ""))
    if answer is None:
        return 404, "there are /metrics, /readyz and /healthz\n"
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return 405, "only to be read\n"
    try:
        return answer()
    except Exception as error:  # the archive may be gone, or held; the next question may be answered
        return 503, f"{type(error).__name__}\n"


class _Server(WSGIServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of one who asked and left."""


class _SilentHandler(WSGIRequestHandler):
    timeout = 5  # seconds; one who asks and says nothing keeps nobody waiting for longer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives it
        """Keep no log of who asked."""
