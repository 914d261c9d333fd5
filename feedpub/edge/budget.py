"""A limit of time and one of memory -> kept by the process that works, on itself."""

from __future__ import annotations

import resource
import signal
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feedpub.ports import R, T

OOM_SCORE = Path("/proc/self/oom_score_adj")
FIRST_TO_GO = "500"
"""When the machine runs out of memory, a worker is to go before the process that keeps the archive (proc(5))."""


class Budget(NamedTuple):
    """What the work on one item may take; 0 is without end."""

    seconds: float = 0.0
    memory: int = 0
    """Bytes of the whole process, what every worker holds from the start included."""


def limit_memory(budget: Budget) -> None:
    """Let no allocation beyond the budget succeed from now on: Python raises `MemoryError`, other code aborts."""
    with suppress(OSError):
        OOM_SCORE.write_text(FIRST_TO_GO)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if budget.memory:
        # Not the address space, of which allocators reserve far more than they use.
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = budget.memory if hard == resource.RLIM_INFINITY else min(budget.memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


@contextmanager
def limited_time(budget: Budget) -> Iterator[None]:
    """Have the kernel end this process with SIGALRM when the block takes longer than the budget allows.

    The kernel, because no Python code runs while a regular expression or a library loops.
    """
    signal.setitimer(signal.ITIMER_REAL, budget.seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def within(do: Callable[[T], R], budget: Budget, item: T) -> R:
    """Return `do(item)`, done within the time of the budget, or end the process."""
    with limited_time(budget):
        return do(item)
