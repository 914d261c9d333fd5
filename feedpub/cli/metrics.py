"""How it stands -> numbers for Prometheus, in a registry of their own; no label holds a title, a path or an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, Info, generate_latest

from feedpub import __version__
from feedpub.model import Ran

if TYPE_CHECKING:
    from feedpub.cli.state import Hours, State

NUMBERS = {
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


def metrics(state: State) -> str:
    """Return the numbers in Prometheus' text format."""
    registry = CollectorRegistry()
    Info("feedpub", "The program", registry=registry).info({"version": __version__})
    Gauge("feedpub_running", "1 while the service runs", registry=registry).set(state.running is not None)
    Gauge("feedpub_ready", "1 while readers have what the folder holds", registry=registry).set(state.ready)
    Gauge("feedpub_healthy", "1 while nothing is wrong", registry=registry).set(state.healthy)
    for name, words in NUMBERS.items():
        Gauge(f"feedpub_{name}", words, registry=registry).set(getattr(state, name))
    last = Gauge("feedpub_job_last_run_seconds", "When a job last began", ("job",), registry=registry)
    took = Gauge("feedpub_job_duration_seconds", "How long it then took", ("job",), registry=registry)
    failed = Gauge("feedpub_job_failed", "1 where it then failed", ("job",), registry=registry)
    following = Gauge("feedpub_job_next_run_seconds", "When it begins next", ("job",), registry=registry)
    for each in state.jobs:
        _put(each, last, took, failed, following)
    return generate_latest(registry).decode()


def _put(each: Hours, last: Gauge, took: Gauge, failed: Gauge, following: Gauge) -> None:
    if each.next:
        following.labels(each.job).set(each.next.timestamp())
    if each.last:
        last.labels(each.job).set(each.last.started.timestamp())
        failed.labels(each.job).set(each.last.outcome == Ran.FAILED.value)
        if each.last.ended:
            took.labels(each.job).set((each.last.ended - each.last.started).total_seconds())
