"""A folder of finished documents -> HTTP on loopback, for a look before publishing and for readers on this machine.

Only GET and HEAD, only whole files, no listing. The request's Host is never read, so nothing can be made of it.
"""

from __future__ import annotations

import contextlib
import errno
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from feedpub.errors import SettingsError
from feedpub.web.files import HEADERS, TYPES, find, read, unchanged

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ADDRESS = "127.0.0.1"


def serve(folder: Path, port: int, ready: Callable[[str], object] = str) -> None:
    """Serve the folder until the person at the keyboard interrupts; `ready` is told the address once it answers."""
    with server(folder, port) as running, contextlib.suppress(KeyboardInterrupt):
        ready(f"http://{ADDRESS}:{running.server_port}/")
        running.serve_forever()


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server that listens on loopback already, on any free port where it is 0; raises `SettingsError`."""
    if not folder.is_dir():
        raise SettingsError(f"{folder}: there is no such folder; run `feedpub publish` first")
    try:
        return _Server(folder, port)
    except OverflowError as error:
        raise SettingsError(f"port {port}: there is none above 65535; choose another with --port") from error
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        why = "another program uses it; end that one, or" if taken else f"{error.strerror};"
        raise SettingsError(f"port {port}: {why} choose another with --port") from error


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        super().__init__((ADDRESS, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a reader hang up in the middle: nobody is left to be told."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds of silence after which a connection is given up

    def do_GET(self) -> None:
        target = find(self.server.folder, self.path.partition("?")[0])
        if target is None:
            self._missing()
        elif target.is_dir():
            # Relative to what was asked for: an absolute one could be made to lead to another host.
            self._send(HTTPStatus.MOVED_PERMANENTLY, {"Location": f"./{quote(target.name)}/"})
        else:
            self._file(target)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def _file(self, path: Path) -> None:
        try:
            file = read(path)
        except OSError:  # gone, or unreadable, since it was found
            return self._missing()
        if unchanged(file, self.headers["If-None-Match"], self.headers["If-Modified-Since"]):
            return self._send(HTTPStatus.NOT_MODIFIED, file.facts)
        return self._send(HTTPStatus.OK, file.facts | {"Content-Type": file.type}, file.content)

    def _missing(self) -> None:
        page = find(self.server.folder, "404.html")
        content = read(page).content if page else b"404"
        self._send(HTTPStatus.NOT_FOUND, {"Content-Type": TYPES[".html"]}, content)

    def _send(self, status: HTTPStatus, headers: dict[str, str], content: bytes = b"") -> None:
        self.send_response(status)
        for name, value in (HEADERS | headers).items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def send_error(self, code: int, *_: str | None, **__: str | None) -> None:
        """Answer what is no GET, or no HTTP, without a word of the request in it."""
        self.close_connection = True  # what follows may be a body that nobody read
        self._send(HTTPStatus(code), {"Content-Type": TYPES[".txt"], "Connection": "close"}, f"{code:d}\n".encode())

    def version_string(self) -> str:
        """Name the program, not its version."""
        return "feedpub"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives it
        """Say nothing: a preview is watched in the browser."""
