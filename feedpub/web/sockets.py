"""An address -> a socket that listens there, or a word on why not."""

from __future__ import annotations

import errno
import os
import socket
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

BACKLOG = 1024
LAST_PORT = 65535
SOCKET_MODE = 0o660
"""For the group that the server in front belongs to."""


def listen_tcp(host: str, port: int, option: str = "--port") -> socket.socket:
    """Listen at an address, at any free port where it is 0; raises `SettingsError`."""
    if port > LAST_PORT:  # getaddrinfo would take what is left of it
        raise SettingsError(f"port {port}: there is none above {LAST_PORT}; choose another with {option}")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except socket.gaierror as error:
        raise SettingsError(f"host {host!r}: no such address here ({error.strerror}); use 127.0.0.1") from error
    except OSError as error:
        is_in_use = error.errno == errno.EADDRINUSE
        reason = "another program uses it; end that one, or" if is_in_use else f"{os.strerror(error.errno or 0)};"
        raise SettingsError(f"port {port}: {reason} choose another with {option}") from error


def listen_unix(name: str) -> socket.socket:
    """Listen at a UNIX socket, in the place of one that nobody listens at any more; raises `SettingsError`."""
    path = Path(name)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.exists() and stat.S_ISSOCK(path.stat().st_mode) and not _is_alive(path):
            path.unlink()
        listener.bind(name)
        path.chmod(SOCKET_MODE)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        reason = "another program uses it" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
        raise SettingsError(f"socket {name}: {reason}; end that one, or choose another [serve] socket") from error
    return listener


@contextmanager
def closing_socket(listener: socket.socket) -> Iterator[socket.socket]:
    """Close the socket at the end, and leave no name of it behind."""
    name = listener.getsockname() if listener.family == socket.AF_UNIX else None
    try:
        yield listener
    finally:
        listener.close()
        if name:
            Path(name).unlink(missing_ok=True)


def format_address(listener: socket.socket) -> str:
    """Return the address of a listening socket as people write it."""
    if listener.family == socket.AF_UNIX:
        return f"unix:{listener.getsockname()}"
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _is_alive(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        return probe.connect_ex(str(path)) == 0
