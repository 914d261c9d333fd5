"""How it stands -> numbers for Prometheus, in a registry of their own; no label holds a title, a path or an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, Info, generate_latest

from feedpub import __version__
from feedpub.model import RunState

if TYPE_CHECKING:
    from feedpub.cli.state import JobStatus, StatusReport

GAUGES = {
    "waiting": "Files in the folder that are not taken in yet",
    "restless": "Files that were still being written at the last look",
    "files": "Files that were dealt with",
    "spoiled": "Files that cannot be used",
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


def _set_job_gauges(job_status: JobStatus, last_run_gauge: Gauge, duration_gauge: Gauge, failed_gauge: Gauge, next_run_gauge: Gauge) -> None:
    if job_status.next_run:
        next_run_gauge.labels(job_status.job).set(job_status.next_run.timestamp())
    if job_status.last_run:
        last_run_gauge.labels(job_status.job).set(job_status.last_run.started.timestamp())
        failed_gauge.labels(job_status.job).set(job_status.last_run.state == RunState.FAILED.value)
        if job_status.last_run.ended:
            duration_gauge.labels(job_status.job).set((job_status.last_run.ended - job_status.last_run.started).total_seconds())
