"""How it stands -> numbers for Prometheus, in a registry of their own; no label holds a title, a path or an address."""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, Gauge, Info, generate_latest

from feedpub import __version__
from feedpub.model import RunState
from feedpub.service.status import collect_status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIEnvironment

    from feedpub.service.daemon import Daemon
    from feedpub.service.reporter import Reporter
    from feedpub.service.status import JobStatus, StatusReport

    Answer = tuple[int, str]


@contextmanager
def open_monitoring(daemon: Daemon, reporter: Reporter) -> Iterator[None]:
    """Let monitors ask how the service is, where the settings name a port; a port that is taken stops nothing."""

    def ready() -> tuple[int, str]:
        return (200, "ready\n") if daemon.is_ready else (503, f"not ready: {', '.join(daemon.failures.reasons)}\n")

    answer_by_path = {
        "/metrics": lambda: (
            200,
            render_metrics(collect_status(daemon.workspace, daemon.archive, measure_output=False)),
        ),
        "/readyz": ready,
        "/healthz": lambda: (200, "alive\n") if daemon.is_alive else (503, "stuck\n"),
    }
    port = daemon.workspace.settings.monitor.port
    with ExitStack() as stack:
        if port:
            try:
                stack.enter_context(serve_monitoring(port, answer_by_path))
                reporter.info("monitor opened", address=f"http://{MONITOR_HOST}:{port}/metrics")
            except OSError as error:
                reporter.warn("monitor not opened", port=port, reason=str(error))
        yield


# The service -> /metrics, /readyz and /healthz on loopback, answered by a thread that changes nothing.


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


# How it stands -> numbers for Prometheus, in a registry of their own; no label holds a title, a path or an address.


GAUGES = {
    "waiting": "Files in the folder that are not taken in yet",
    "unstable": "Files that were still being written at the last look",
    "files": "Files that were dealt with",
    "rejected": "Files that cannot be used",
    "missing": "Files that are no longer in the folder",
    "stories": "Stories that are published",
    "held": "Stories that wait for an editor",
    "fragments": "Continuations that wait for their story",
    "archive_bytes": "Size of the archive's file",
    "output_bytes": "Size of the output; 0 where it was not measured",
    "free_bytes": "Room on the disk that has less of it",
}


def render_metrics(report: StatusReport) -> str:
    """Return the numbers in Prometheus' text format."""
    registry = CollectorRegistry()
    Info("feedpub", "The program", registry=registry).info({"version": __version__})
    Gauge("feedpub_running", "1 while the service runs", registry=registry).set(report.pid is not None)
    Gauge("feedpub_ready", "1 while readers have what the folder holds", registry=registry).set(report.ready)
    Gauge("feedpub_healthy", "1 while nothing is wrong", registry=registry).set(report.healthy)
    for name, help_text in GAUGES.items():
        Gauge(f"feedpub_{name}", help_text, registry=registry).set(getattr(report, name))
    last_run_gauge = Gauge("feedpub_job_last_run_seconds", "When a job last began", ("job",), registry=registry)
    duration_gauge = Gauge("feedpub_job_duration_seconds", "How long it then took", ("job",), registry=registry)
    failed_gauge = Gauge("feedpub_job_failed", "1 where it then failed", ("job",), registry=registry)
    next_run_gauge = Gauge("feedpub_job_next_run_seconds", "When it begins next", ("job",), registry=registry)
    for job_status in report.jobs:
        _set_job_gauges(job_status, last_run_gauge, duration_gauge, failed_gauge, next_run_gauge)
    return generate_latest(registry).decode()


def _set_job_gauges(
    job_status: JobStatus, last_run_gauge: Gauge, duration_gauge: Gauge, failed_gauge: Gauge, next_run_gauge: Gauge
) -> None:
    if job_status.next_run:
        next_run_gauge.labels(job_status.job).set(job_status.next_run.timestamp())
    if job_status.last_run:
        last_run_gauge.labels(job_status.job).set(job_status.last_run.started.timestamp())
        failed_gauge.labels(job_status.job).set(job_status.last_run.state == RunState.FAILED.value)
        if job_status.last_run.ended:
            duration_gauge.labels(job_status.job).set(
                (job_status.last_run.ended - job_status.last_run.started).total_seconds()
            )
