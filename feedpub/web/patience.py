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

from feedpub.web.headers import PLAIN, in_words, made_safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class Patience:
    """How long we wait, in seconds, and for how many."""

    head: float = 10.0
    """For a whole head, from the first moment of a connection or from the end of the answer before."""
    body: float = 10.0
    """For a whole body."""
    idle: float = 15.0
    """Between two requests."""
    taking: float = 30.0
    """For a client to take 48 KB of its answer, or the rest of it."""
    connections: int = 1000
    largest_head: int = 16_384
    """Bytes."""
    longest_address: int = 4096


class Guarded(HttpToolsProtocol):
    """A connection with a deadline: at any moment one of head, body and answer is due, or the app is at work."""

    patience = Patience()
    deadline: float | None = None
    """When what is awaited of the client must have come; None while it is we who work."""
    paused: float | None = None
    """Since when the client has not been taking its answer."""
    gave_up: Callable[[], object] = staticmethod(lambda: None)

    _head = 0
    _in_head = True
    _fault = 400

    def connection_made(self, transport: Any) -> None:
        """Take the connection, in the place of the one that has kept us waiting longest where there are too many."""
        super().connection_made(transport)
        self._expect(self.patience.head)
        if len(self.connections) > self.patience.connections:
            self._make_room()

    def _make_room(self) -> None:
        waiting = [each for each in self.connections if isinstance(each, Guarded) and each.deadline is not None]
        if waiting:
            min(waiting, key=lambda each: each.deadline or 0.0).give_up()

    def give_up(self) -> None:
        """End the connection at once, with whatever was on its way: the kernel need not keep it either."""
        type(self).gave_up()
        self.connections.discard(self)
        with suppress(OSError), socket.socket(fileno=os.dup(self.transport.get_extra_info("socket").fileno())) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def check(self, now: float) -> None:
        """End the connection if its time is up."""
        late = self.deadline is not None and now > self.deadline
        stuck = self.paused is not None and now > self.paused + self.patience.taking
        if late or stuck:
            self.give_up()

    def _expect(self, seconds: float) -> None:
        self.deadline = self.loop.time() + seconds

    # What the parser tells

    def data_received(self, data: bytes) -> None:
        """Read on; a head that does not end is refused before it is whole."""
        super().data_received(data)
        if self._in_head and not self.transport.is_closing():
            self._head += len(data)
            if self._head > self.patience.largest_head:
                self._fault = 431
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """Begin a head."""
        super().on_message_begin()
        self._in_head, self._head, self._fault = True, 0, 400

    def on_url(self, url: bytes) -> None:
        """Take a part of the address."""
        super().on_url(url)
        if len(self.url) > self.patience.longest_address:
            self._fault = 414
            raise ValueError("address too long")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._head += len(name) + len(value) + 4
        if self._head > self.patience.largest_head:
            self._fault = 431
            raise ValueError("head too large")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Begin to answer; what may still be due is the body."""
        self._in_head, self._head = False, 0
        self._heed_absolute_address()
        super().on_headers_complete()
        self._expect(self.patience.body)

    def _heed_absolute_address(self) -> None:
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
            self._expect(self.patience.idle + self.patience.head)
        super().on_response_complete()

    # What the transport tells

    def pause_writing(self) -> None:
        """Wait for the client to take what it has been sent."""
        super().pause_writing()
        self.paused = self.loop.time()

    def resume_writing(self) -> None:
        """Go on sending."""
        super().resume_writing()
        self.paused = None

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, or too much of it, and end the connection."""
        del msg
        if self.transport.is_closing():
            return
        content = in_words(self._fault)
        head = made_safe(
            [
                *self.server_state.default_headers,
                (b"content-type", PLAIN),
                (b"content-length", str(len(content)).encode()),
                (b"connection", b"close"),
            ]
        )
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in head)
        status = in_words(self._fault).rstrip()
        self.transport.write(b"HTTP/1.1 " + status + b"\r\n" + lines + b"\r\n" + content)
        self.transport.close()
        self._expect(self.patience.head)


def guarded(patience: Patience, gave_up: Callable[[], object]) -> type[Guarded]:
    """Return the class of connections with this patience; `gave_up` is told of each that is ended."""
    return type("Guarded", (Guarded,), {"patience": patience, "gave_up": staticmethod(gave_up)})


async def look_after(connections: Iterable[Any], every: float = 1.0) -> None:
    """Check all connections again and again, until cancelled: one timer for all costs less than one for each."""
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(every)
        now = loop.time()
        for connection in list(connections):
            if isinstance(connection, Guarded):
                connection.check(now)
