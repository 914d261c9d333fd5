"""The process pool: items in, results out, and no item lost when a worker is killed."""

from __future__ import annotations

import os
import signal
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from feedpub.ports import R, T

STARTS = 3
"""After so many starts that died in it an item is given up, as Mailman gives up a message (MAX_BAK_COUNT)."""

AHEAD = 2
"""Batches in flight for each worker: one at work, one waiting, the rest not even read from the disk."""


@contextmanager
def processes(workers: int | None, batch: int, instead: Callable[[Any], Any]) -> Iterator[Pool]:
    """Lend a pool of that many processes, one per CPU for None; `instead` says what a deadly item comes to."""
    pool = Pool(workers or len(os.sched_getaffinity(0)), batch, instead)
    try:
        yield pool
    finally:
        pool.stop()


class Pool:
    """Keeps the promise of `feedpub.ports.Engine`.

    When a worker dies, Python breaks the whole pool and does not say over which item. So what was in flight is done
    again in a new pool, each item alone: the innocent come through, and the culprit shows itself.
    """

    def __init__(self, workers: int, batch: int, instead: Callable[[Any], Any]) -> None:
        self._workers = workers
        self._batch = batch
        self._instead = instead
        self._executor = self._start()

    def __call__(self, do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `do(item)` for every item, in the order in which batches are ready."""
        batches = in_batches(items, self._batch)
        under_way: dict[Future[list[R]], list[T]] = {}
        while True:
            for taken in islice(batches, self._workers * AHEAD - len(under_way)):
                under_way[self._submit(do, taken)] = taken
            if not under_way:
                return
            wait(under_way, return_when=FIRST_COMPLETED)
            ready = [future for future in under_way if future.done()]
            suspects = [under_way.pop(future) for future in ready if _is_broken(future)]
            yield from chain.from_iterable(future.result() for future in ready if under_way.pop(future, None))
            if suspects:
                suspects += under_way.values()
                under_way.clear()
                self._restart()
                yield from (self._alone(do, item) for item in chain.from_iterable(suspects))

    def stop(self) -> None:
        """End the processes; what has not begun is not done."""
        self._executor.shutdown(cancel_futures=True)

    def _alone(self, do: Callable[[T], R], item: T) -> R:
        for _ in range(STARTS - 1):  # the first was in company
            future = self._submit(do, [item])
            wait([future])
            if not _is_broken(future):
                return future.result()[0]
            self._restart()
        result: R = self._instead(item)
        return result

    def _submit(self, do: Callable[[T], R], items: Sequence[T]) -> Future[list[R]]:
        """Return the future of a batch; it is broken at once where the pool broke before anybody noticed."""
        try:
            return self._executor.submit(do_all, do, items)
        except BrokenProcessPool as error:
            broken: Future[list[R]] = Future()
            broken.set_exception(error)
            return broken

    def _start(self) -> ProcessPoolExecutor:
        # Spawned, not forked: a fork would share the archive's connection and its locks with the workers.
        return ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"), initializer=_leave_signals)

    def _restart(self) -> None:
        self.stop()
        self._executor = self._start()


def do_all(do: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Return `do(item)` for each of a batch; this is what travels to the workers."""
    return [do(item) for item in items]


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of `size`, the last one shorter; no more is taken than is asked for."""
    source = iter(items)
    while taken := list(islice(source, size)):
        yield taken


def _is_broken(future: Future[Any]) -> bool:
    return isinstance(future.exception(), BrokenProcessPool)


def _leave_signals() -> None:
    """Let Ctrl-C be the parent's affair, which stops the workers in an orderly way."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
