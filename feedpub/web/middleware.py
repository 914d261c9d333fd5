"""Every request, every answer -> what holds for all of them: hosts, sizes, safe headers, a line of the log, a count."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog
from starlette.exceptions import HTTPException

from feedpub.web.headers import send_status, with_security_headers
from feedpub.web.health import HEALTH_PATHS
from feedpub.web.hosts import host_error
from feedpub.web.static.handler import ROUTE_KEY

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from structlog.typing import FilteringBoundLogger

    from feedpub.web.metrics import ServerMetrics

MAX_BODY_BYTES = 8192
"""Bytes; no form of ours is longer (R45)."""
MAX_LOGGED_PATH = 200
"""Characters of a path in the log."""
PUBLIC_ROUTES = frozenset({"feed", "page", "file", "missing"})
"""Routes whose paths may stand in the log: they are the site's own. Others could tell of a reader."""


class Middleware:
    """The outermost application: no request gets past it unseen, and no answer leaves without its headers."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: frozenset[str] | None = None,
        metrics: ServerMetrics | None = None,
        log: FilteringBoundLogger | None = None,
        log_answers: bool = False,
        log_addresses: bool = False,
    ) -> None:
        self._app = app
        self._hosts = hosts
        self._metrics = metrics
        self._log = log or structlog.get_logger()
        self._log_answers = log_answers
        self._log_addresses = log_addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens inside."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        began = time.monotonic()
        try:
            await self._answer_inside(scope, _Body(receive), answer)
        except Exception:  # a fault of ours in one answer is logged whole, and must not end the others
            self._log.exception("answer failed", path=_loggable_path(scope))
            await answer.send_error(500)
        finally:
            self._record_answer(scope, answer, time.monotonic() - began)

    async def _answer_inside(self, scope: Scope, body: _Body, answer: _Answer) -> None:
        error_status = self._error_status(scope)
        if error_status:
            scope[ROUTE_KEY] = "refused"
            await answer.send_error(error_status)
        else:
            await self._app(scope, body.receive, answer.send)

    def _error_status(self, scope: Scope) -> int:
        host_status = host_error(
            scope["headers"], scope["http_version"], None if scope["path"] in HEALTH_PATHS else self._hosts
        )
        if host_status:
            return host_status
        lengths = [value for name, value in scope["headers"] if name == b"content-length"]
        return 413 if lengths and int(lengths[0]) > MAX_BODY_BYTES else 0

    def _record_answer(self, scope: Scope, answer: _Answer, seconds: float) -> None:
        route = scope.get(ROUTE_KEY) or ("health" if scope["path"] in HEALTH_PATHS else "form")
        if self._metrics:
            self._metrics.count_answer(route, scope["method"], answer.status, answer.size, seconds)
        if self._log_answers:
            client_fields = {"address": (scope.get("client") or ("",))[0]} if self._log_addresses else {}
            self._log.info(
                "answered",
                method=scope["method"],
                path=_loggable_path(scope),
                status=answer.status,
                bytes=answer.size,
                ms=round(seconds * 1000, 1),
                **client_fields,
            )


class _Answer:
    """An answer on its way out: it gets the headers that it lacks, and is measured."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.size = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = with_security_headers(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
        await self._send(message)

    async def send_error(self, status: int) -> None:
        """Refuse, and end the connection: what follows may be a body that nobody reads. Too late, it breaks off."""
        if not self.status:
            await send_status(self.send, status, [(b"connection", b"close")])


class _Body:
    """A request's body on its way in, which is counted."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._size = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._size += len(message.get("body", b""))
        if self._size > MAX_BODY_BYTES:
            raise HTTPException(413)
        return message


def _loggable_path(scope: Scope) -> str:
    """Return what may be said of a path: all of a document's, and of others only where they begin."""
    path: str = scope["path"][:MAX_LOGGED_PATH]
    if scope.get(ROUTE_KEY) in PUBLIC_ROUTES or path in HEALTH_PATHS:
        return path
    return "/" + path.split("/")[1][:20] if "/" in path else ""
