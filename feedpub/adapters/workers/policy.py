"""How engines treat items: the limits of each, and what stands for one that has no result."""

from __future__ import annotations

import resource
import signal
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feedpub.adapters.workers.crash_records import CrashRecords, TaskKey
    from feedpub.ports import FailureReason, R, T

OOM_SCORE = Path("/proc/self/oom_score_adj")
WORKER_OOM_SCORE = "500"
"""When the machine runs out of memory, a worker is to go before the process that keeps the archive (proc(5))."""


class ResourceLimits(NamedTuple):
    """What the work on one item may take; 0 is without end."""

    timeout: float = 0.0
    memory: int = 0
    """Bytes of the whole process, what every worker holds from the start included."""


def limit_memory(limits: ResourceLimits) -> None:
    """Let no allocation beyond the budget succeed from now on: Python raises `MemoryError`, other code aborts."""
    with suppress(OSError):
        OOM_SCORE.write_text(WORKER_OOM_SCORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.memory:
        # Not the address space, of which allocators reserve far more than they use.
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = limits.memory if hard == resource.RLIM_INFINITY else min(limits.memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


@contextmanager
def limit_time(limits: ResourceLimits) -> Iterator[None]:
    """Have the kernel end this process with SIGALRM when the block takes longer than the budget allows.

    The kernel, because no Python code runs while a regular expression or a library loops.
    """
    signal.setitimer(signal.ITIMER_REAL, limits.timeout)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def run_limited(do: Callable[[T], R], limits: ResourceLimits, item: T) -> R:
    """Return `do(item)`, done within the time of the budget, or end the process."""
    with limit_time(limits):
        return do(item)


class TaskPolicy(NamedTuple):
    """How items are treated. What one without a result comes to is said by `instead`, what it is called by `name`."""

    on_failure: Callable[[Any, FailureReason], Any]
    limits: ResourceLimits = ResourceLimits()
    key: Callable[[Any], TaskKey] | None = None
    crash_records: CrashRecords | None = None
    preload: Callable[[], object] | None = None
    """What every worker needs is loaded by it, once."""
