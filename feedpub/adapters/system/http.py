"""A socket -> ended after so many seconds in all: its own time-out begins anew with every byte."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def close_after(connection: socket.socket, timeout: float, timed_out: threading.Event) -> Iterator[None]:
    """End the connection after so many seconds, and set `late`, unless the block ends before."""

    def close() -> None:
        timed_out.set()
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(timeout, close)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
