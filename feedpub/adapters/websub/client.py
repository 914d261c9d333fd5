"""A hub is pinged for one topic at a time, over one kept connection.

The form is that of PubSubHubbub 0.4, 6.1, which the hubs of W3C WebSub take: hub.mode=publish and hub.url.
"""

from __future__ import annotations

import threading
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode, urlsplit

from feedpub import __version__
from feedpub.adapters.system.http import close_after
from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from types import TracebackType

MAX_ANSWER_BYTES = 65_536
"""Bytes of an answer, of which nothing is used; a hub that says more loses its connection."""

SUCCESS_STATUSES = range(200, 300)


class PingFailed(FeedpubError):
    """The hub did not take the ping."""


class HubClient:
    """A line to one hub, opened at the first word and kept; never led elsewhere by a redirect (S16)."""

    def __init__(self, hub: str, timeout: float) -> None:
        self.hub = hub
        self._timeout = timeout
        self._parts = urlsplit(hub)
        self._connection: HTTPConnection | None = None

    def __enter__(self) -> Self:
        """Return the line."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Hang up."""
        self.disconnect()

    def ping(self, url: str) -> None:
        """Have the hub know that the feed at `url` has changed; raises `NotTold` within the time-out."""
        was_connected = self._connection is not None
        try:
            status = self._post(url)
        except _Disconnected:
            if not was_connected:
                raise
            status = self._post(url)  # a kept line that the hub had let go of meanwhile says nothing about the hub
        if status not in SUCCESS_STATUSES:
            raise PingFailed(f"it answered {status}")

    def disconnect(self) -> None:
        """Close the connection, if there is one."""
        if self._connection:
            self._connection.close()
        self._connection = None

    def _post(self, url: str) -> int:
        timed_out = threading.Event()
        body = urlencode({"hub.mode": "publish", "hub.url": url}).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": f"feedpub/{__version__}",
            "Accept": "*/*",
        }
        try:
            connection = self._connect()
            with close_after(connection.sock, self._timeout, timed_out):
                connection.request("POST", self._path, body, headers)
                response = connection.getresponse()
                size = len(response.read(MAX_ANSWER_BYTES + 1))
        except (OSError, HTTPException, ValueError) as error:
            self.disconnect()
            if timed_out.is_set() or isinstance(error, TimeoutError):
                raise PingFailed(f"no answer within {self._timeout:g} s") from error
            if isinstance(error, (ConnectionResetError, BrokenPipeError, ConnectionAbortedError)):  # RemoteDisconnected
                raise _Disconnected("it hung up without an answer") from error
            raise PingFailed(f"no answer ({type(error).__name__})") from error
        if timed_out.is_set():
            self.disconnect()
            raise PingFailed(f"no answer within {self._timeout:g} s")
        if size > MAX_ANSWER_BYTES or response.will_close:
            self.disconnect()
        return response.status

    def _connect(self) -> HTTPConnection:
        if self._connection is None:
            kind = HTTPSConnection if self._parts.scheme == "https" else HTTPConnection
            self._connection = kind(self._parts.hostname or "", self._parts.port, timeout=self._timeout)
            self._connection.connect()
        return self._connection

    @property
    def _path(self) -> str:
        query = f"?{self._parts.query}" if self._parts.query else ""
        return (self._parts.path or "/") + query


class _Disconnected(PingFailed):
    """The connection ended before an answer came."""
