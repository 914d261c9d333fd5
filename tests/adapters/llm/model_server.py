"""A language model's endpoint on this machine that answers as it is told to, well or badly."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@dataclass
class ModelServer:
    """What it says to each question, and what it was asked."""

    respond: Callable[[Handler], None]
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)
    """Set at the end, so that whoever keeps a caller waiting stops."""


class Handler(BaseHTTPRequestHandler):
    """One question."""

    model: ModelServer

    def do_POST(self) -> None:
        self.model.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.model.keys.append(self.headers["Authorization"])
        assert self.path == "/v1/chat/completions"
        self.model.respond(self)

    def do_GET(self) -> None:
        self.model.keys.append(self.headers["Authorization"])
        self.model.respond(self)

    def log_message(self, *_: Any) -> None:
        pass


def answering(content: object, **choice: object) -> Callable[[Handler], None]:
    """Return a model that says `content`, well packed."""
    return sending(json.dumps({"choices": [{"message": {"role": "assistant", "content": content}, **choice}]}).encode())


def sending(body: bytes, status: int = 200) -> Callable[[Handler], None]:
    """Return a model that sends these bytes."""

    def respond(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return respond


def never_answers(handler: Handler) -> None:
    """Say nothing until the test is over."""
    handler.model.done.wait(30)


def drips(handler: Handler) -> None:
    """Send a byte now and then, so that no time-out of a socket ever comes."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.model.done.wait(0.02):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return


@contextmanager
def run_model_server(respond: Callable[[Handler], None]) -> Iterator[ModelServer]:
    """Give a model that listens on this machine."""
    running = ModelServer(respond)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Ours", (Handler,), {"model": running}))
    server.daemon_threads = True
    running.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        running.done.set()
        server.shutdown()
        server.server_close()
        thread.join()
