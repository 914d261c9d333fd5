"""The process pool: items in, results out; no item takes the program with it, or all its time, or all its memory.

An item is in one worker's hands at a time, so that a death is put down to the right one. It is done again by a fresh
worker, and given up when it has crashed too often.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedpub.adapters.workers.crash_records import MAX_CRASHES
from feedpub.adapters.workers.fork_server import Task, TaskRaised, WorkerConfig
from feedpub.adapters.workers.processes import TaskResult, WorkerDeath, WorkerProcesses
from feedpub.ports import FailureReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedpub.adapters.workers.crash_records import TaskKey
    from feedpub.adapters.workers.policy import TaskPolicy
    from feedpub.ports import R, T

MAX_HELD_BYTES = 64_000_000
"""Bytes of items in hand and of results that wait for their turn: while there are more, no other item is taken."""

SELF_INFLICTED_SIGNALS = frozenset(
    {signal.SIGALRM, signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGFPE}
)
"""What a process brings upon itself. Any other end came from outside: it may be the item's fault, as where the machine
ran out of memory, or somebody's who kills processes; so all such deaths of one run count as one crash."""


@dataclass(eq=False)
class PendingTask:
    """An item on its way to a result."""

    item: Any
    pickled: bytes
    key: TaskKey | None
    crashes: int
    """From earlier runs and of this one; with any from earlier ones, it is done alone, lest it take others with it."""
    is_alone: bool
    outside_deaths: int = 0
    """Deaths of this run that came from outside."""


@contextmanager
def open_process_pool(workers: int | None, policy: TaskPolicy) -> Iterator[ProcessPool]:
    """Lend a pool of up to that many processes, one per CPU for None; none is started before there is work for it."""
    pool = ProcessPool(workers or len(os.sched_getaffinity(0)), policy)
    try:
        yield pool
    finally:
        pool.stop()


class ProcessPool:
    """Keeps the promise of `feedpub.ports.Engine`; results come in the order of the items."""

    def __init__(self, workers: int, policy: TaskPolicy) -> None:
        self._policy = policy
        in_progress_folder = policy.crash_records.in_progress_folder if policy.crash_records else None
        self._workers = WorkerProcesses(workers, WorkerConfig(policy.preload, policy.limits, in_progress_folder))

    def __call__(self, do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `do(item)` for every item, in their order; no more items are taken than may be held."""
        queue = _TaskQueue(self._workers, self._policy, do, items)
        try:
            while queue.submit_waiting() or queue.has_next_result:
                for result in self._workers.wait_for_results():
                    queue.record(result)
                yield from queue.next_results()
        finally:
            self._workers.kill_busy()  # whoever called may want no more

    def stop(self) -> None:
        """End the processes."""
        self._workers.stop()


class _TaskQueue:
    """The work on one row of items."""

    def __init__(
        self, workers: WorkerProcesses, policy: TaskPolicy, do: Callable[[Any], Any], items: Iterable[Any]
    ) -> None:
        self._workers = workers
        self._policy = policy
        self._pickled_function = pickle.dumps(do)  # once, with the settings that go with it
        self._pending: dict[int, PendingTask] = {}
        self._waiting: deque[int] = deque()
        self._results: dict[int, bytes | PendingTask] = {}
        """By the number of the task: what came of it, pickled, or the order that nothing came of."""
        self._failure_reasons: dict[int, FailureReason] = {}
        self._next_number = 0
        self._source = enumerate(items)
        self._held_bytes = 0

    def submit_waiting(self) -> bool:
        """Give every worker something to do, as far as there is something; say whether any is at work."""
        while len(self._workers.running_tasks) < self._workers.max_workers and not self._is_suspect_running():
            if not self._waiting and not self._take_item():
                break
            task = self._waiting[0]
            pending = self._pending[task]
            if pending.crashes >= MAX_CRASHES:
                self._waiting.popleft()
                self._give_up(
                    task, f"{MAX_CRASHES} runs of the whole program ended while it was worked on", is_final=True
                )
                continue
            if pending.is_alone and self._workers.running_tasks:
                break
            self._workers.submit(self._waiting.popleft(), pending.pickled)
        return bool(self._workers.running_tasks)

    def record(self, result: TaskResult | WorkerDeath) -> None:
        """Keep an answer until its turn; after a death, do the item again, or give it up."""
        if isinstance(result, TaskResult):
            pending = self._pending.pop(result.task)
            if pending.crashes and pending.key and self._policy.crash_records:
                self._policy.crash_records.clear(pending.key.path)
            self._store_result(result.task, result.outcome, len(result.outcome) - len(pending.pickled))
            return
        pending = self._pending[result.task]
        message = self._failure_message(result)
        if result.out_of_memory or result.signal in SELF_INFLICTED_SIGNALS:
            self._record_crash(pending, message)
            is_over = pending.crashes >= MAX_CRASHES
        else:
            pending.outside_deaths += 1
            is_over = pending.outside_deaths >= MAX_CRASHES
            if is_over:
                self._record_crash(pending, message)
        if is_over:
            self._give_up(result.task, message, is_final=pending.crashes >= MAX_CRASHES)
        else:
            self._waiting.append(result.task)

    @property
    def has_next_result(self) -> bool:
        """Whether there is a result whose turn it is."""
        return self._next_number in self._results

    def next_results(self) -> Iterator[Any]:
        """Yield what came of the items whose turn it is."""
        while self._next_number in self._results:
            result = self._results.pop(self._next_number)
            number, self._next_number = self._next_number, self._next_number + 1
            if isinstance(result, PendingTask):
                self._held_bytes -= len(result.pickled)
                yield self._policy.on_failure(result.item, self._failure_reasons.pop(number))
                continue
            self._held_bytes -= len(result)
            outcome = pickle.loads(result)  # noqa: S301 - a worker of ours has made it
            if isinstance(outcome, TaskRaised):
                raise outcome.error
            yield outcome.result

    def _take_item(self) -> bool:
        """Take one more item, if there is one and room for it."""
        if self._held_bytes >= MAX_HELD_BYTES:
            return False
        task, item = next(self._source, (-1, None))
        if task < 0:
            return False
        key = self._policy.key(item) if self._policy.key else None
        crashes = self._policy.crash_records.count(key) if key and self._policy.crash_records else 0
        pending = PendingTask(
            item, pickle.dumps(Task(self._pickled_function, item, key)), key, crashes, is_alone=crashes > 0
        )
        self._pending[task] = pending
        self._held_bytes += len(pending.pickled)
        self._waiting.append(task)
        return True

    def _is_suspect_running(self) -> bool:
        return any(self._pending[task].is_alone for task in self._workers.running_tasks)

    def _record_crash(self, pending: PendingTask, message: str) -> None:
        pending.crashes += 1
        if pending.key and self._policy.crash_records:
            self._policy.crash_records.add(pending.key, message)

    def _give_up(self, task: int, message: str, *, is_final: bool) -> None:
        pending = self._pending.pop(task)
        self._failure_reasons[task] = FailureReason(message, is_final)
        self._store_result(task, pending, 0)

    def _store_result(self, task: int, result: bytes | PendingTask, added_bytes: int) -> None:
        self._results[task] = result
        self._held_bytes += added_bytes

    def _failure_message(self, death: WorkerDeath) -> str:
        limits = self._policy.limits
        if death.out_of_memory:
            return f"needs more memory than the {limits.memory:,} bytes of [pages] memory_limit"
        if death.signal == signal.SIGALRM:
            return f"takes longer than the {limits.timeout:g} s of [pages] timeout"
        how = f"signal {death.signal}" if death.signal else "it ended by itself"
        return f"kills the process that works on it ({how})"
