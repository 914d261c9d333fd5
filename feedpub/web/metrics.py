"""Answers -> numbers for Prometheus, in a registry of their own; no label holds a word of what was asked (S28)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

_METHODS = frozenset({"GET", "HEAD", "POST"})
_SECONDS = (0.001, 0.005, 0.02, 0.1, 0.5, 2, 10)


class ServerMetrics:
    """What the server counts; `routes` are few: feed, page, file, missing, health, form, refused."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        named = ("route", "method", "status")
        self._answers = Counter("feedpub_answers", "Answers by class of what was asked", named, registry=self.registry)
        self._sent = Counter("feedpub_sent_bytes", "Bytes of bodies sent", ("route",), registry=self.registry)
        self._seconds = Histogram(
            "feedpub_answer_seconds", "Time to an answer", ("route",), registry=self.registry, buckets=_SECONDS
        )
        self._aborted = Counter(
            "feedpub_connections_given_up", "Connections that kept us waiting", registry=self.registry
        )
        self._open = Gauge("feedpub_connections", "Connections that are open", registry=self.registry)
        self._ready = Gauge("feedpub_ready", "1 while the site can be served", registry=self.registry)

    def count_answer(self, route: str, method: str, status: int, size: int, seconds: float) -> None:
        """Count one answer."""
        self._answers.labels(route, method if method in _METHODS else "other", str(status)).inc()
        self._sent.labels(route).inc(size)
        self._seconds.labels(route).observe(seconds)

    def count_aborted(self) -> None:
        """Count a connection that was ended because it kept us waiting."""
        self._aborted.inc()

    def set_sources(self, connections: Callable[[], int], ready: Callable[[], bool]) -> None:
        """Ask these whenever the numbers are wanted."""
        self._open.set_function(connections)
        self._ready.set_function(lambda: float(ready()))


def metrics_app(metrics: ServerMetrics) -> Starlette:
    """Return the application that shows the numbers at /metrics; it belongs on loopback."""

    def show(request: Request) -> Response:
        encode, kind = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(metrics.registry), media_type=kind)

    return Starlette(routes=[Route("/metrics", show)])
