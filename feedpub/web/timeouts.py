"""Connections -> kept as long as they get on: slow clients, endless heads and crowds are shown the door (R45, S29).

uvicorn has no time-out for a request's head, none for its body, none for a client that does not take its answer, and
no cap on the size of a head; its `limit_concurrency` refuses everybody once slow clients hold all places.
"""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from feedpub.web.headers import PLAIN_TEXT_TYPE, status_body, with_security_headers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class TimeoutConfig:
    """How long we wait, in seconds, and for how many."""

    head: float = 10.0
    """For a whole head, from the first moment of a connection or from the end of the answer before."""
    body: float = 10.0
    """For a whole body."""
    idle: float = 15.0
    """Between two requests."""
    write: float = 30.0
    """For a client to take 48 KB of its answer, or the rest of it."""
    max_connections: int = 1000
    max_head_bytes: int = 16_384
    """Bytes."""
    max_url_length: int = 4096


class TimeoutProtocol(HttpToolsProtocol):
    """A connection with a deadline: at any moment one of head, body and answer is due, or the app is at work."""

    timeouts = TimeoutConfig()
    deadline: float | None = None
    """When what is awaited of the client must have come; None while it is we who work."""
    paused_since: float | None = None
    """Since when the client has not been taking its answer."""
    on_abort: Callable[[], object] = staticmethod(lambda: None)

    _head_bytes = 0
    _in_head = True
    _error_status = 400

    def connection_made(self, transport: Any) -> None:
        """Take the connection, in the place of the one that has kept us waiting longest where there are too many."""
        super().connection_made(transport)
        self._set_deadline(self.timeouts.head)
        if len(self.connections) > self.timeouts.max_connections:
            self._abort_slowest()

    def _abort_slowest(self) -> None:
        waiting = [each for each in self.connections if isinstance(each, TimeoutProtocol) and each.deadline is not None]
        if waiting:
            min(waiting, key=lambda each: each.deadline or 0.0).abort()

    def abort(self) -> None:
        """End the connection at once, with whatever was on its way: the kernel need not keep it either."""
        type(self).on_abort()
        self.connections.discard(self)
        with suppress(OSError), socket.socket(fileno=os.dup(self.transport.get_extra_info("socket").fileno())) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def abort_if_late(self, now: float) -> None:
        """End the connection if its time is up."""
        late = self.deadline is not None and now > self.deadline
        stuck = self.paused_since is not None and now > self.paused_since + self.timeouts.write
        if late or stuck:
            self.abort()

    def _set_deadline(self, seconds: float) -> None:
        self.deadline = self.loop.time() + seconds

    # What the parser tells

    def data_received(self, data: bytes) -> None:
        """Read on; a head that does not end is refused before it is whole."""
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > self.timeouts.max_head_bytes:
                self._error_status = 431
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._in_head, self._head_bytes, self._error_status = True, 0, 400

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        super().on_url(url)
        if len(self.url) > self.timeouts.max_url_length:
            self._error_status = 414
            raise ValueError("address too long")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._head_bytes += len(name) + len(value) + 4
        if self._head_bytes > self.timeouts.max_head_bytes:
            self._error_status = 431
            raise ValueError("head too large")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to answer; what may still be due is the body."""
        self._in_head, self._head_bytes = False, 0
        self._apply_absolute_url()
        super().on_headers_complete()
        self._set_deadline(self.timeouts.body)

    def _apply_absolute_url(self) -> None:
        # RFC 9112, 3.2.2: it goes before the Host header.
        scheme, found, rest = self.url.partition(b"://")
        if found and scheme.isalpha():
            host = rest.partition(b"/")[0].partition(b"?")[0]
            self.headers[:] = [(name, value) for name, value in self.headers if name != b"host"] + [(b"host", host)]

    def on_message_complete(self) -> None:
        """Know that the request is whole: from now on it is we who are awaited."""
        super().on_message_complete()
        if self.cycle is not None and not self.cycle.response_complete:
            self.deadline = None

    def on_response_complete(self) -> None:
        """Wait for the next request, unless it is there."""
        if not self.pipeline:
            self._set_deadline(self.timeouts.idle + self.timeouts.head)
        super().on_response_complete()

    # What the transport tells

    def pause_writing(self) -> None:
        """Wait for the client to take what it has been sent."""
        super().pause_writing()
        self.paused_since = self.loop.time()

    def resume_writing(self) -> None:
        """Go on sending."""
        super().resume_writing()
        self.paused_since = None

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or too much of it, and end the connection."""
        del msg
        if self.transport.is_closing():
            return
        content = status_body(self._error_status)
        head = with_security_headers(
            [
                *self.server_state.default_headers,
                (b"content-type", PLAIN_TEXT_TYPE),
                (b"content-length", str(len(content)).encode()),
                (b"connection", b"close"),
            ]
        )
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in head)
        status = status_body(self._error_status).rstrip()
        self.transport.write(b"HTTP/1.1 " + status + b"\r\n" + lines + b"\r\n" + content)
        self.transport.close()
        self._set_deadline(self.timeouts.head)


def protocol_with(timeouts: TimeoutConfig, on_abort: Callable[[], object]) -> type[TimeoutProtocol]:
    """Return the class of connections with these timeouts; `on_abort` is called for each that is ended."""
    return type("LimitedProtocol", (TimeoutProtocol,), {"timeouts": timeouts, "on_abort": staticmethod(on_abort)})


async def check_connections(connections: Iterable[Any], interval: float = 1.0) -> None:
    """Check all connections again and again, until cancelled: one timer for all costs less than one for each."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(interval)
        now = loop.time()
        for connection in list(connections):
            if isinstance(connection, TimeoutProtocol):
                connection.abort_if_late(now)
