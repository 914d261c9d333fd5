"""A Dask cluster, our own or one at an address: items in, results out. Dask repeats what a dead worker held."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

from feedpub.adapters.workers.crash_records import MAX_CRASHES
from feedpub.adapters.workers.policy import run_limited
from feedpub.errors import SettingsError, WorkerDied
from feedpub.ports import FailureReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from feedpub.adapters.workers.policy import TaskPolicy
    from feedpub.ports import R, T

SCHEDULER_TIMEOUT = 10
"""Seconds within which a scheduler must answer."""

BATCHES_PER_WORKER = 2
"""Batches in flight for each worker: one at work, one waiting, the rest not even read from the disk."""


@contextmanager
def open_dask_engine(workers: int | None, batch_size: int, scheduler: str, policy: TaskPolicy) -> Iterator[DaskEngine]:
    """Lend the cluster at the address `scheduler`, or a local one; raises `SettingsError` where Dask is missing."""
    distributed = _import_distributed()
    if scheduler:
        with _connect(distributed, scheduler) as client:
            yield DaskEngine(client, batch_size, policy)
        return
    with (
        import_module("dask").config.set({"distributed.scheduler.allowed-failures": MAX_CRASHES - 1}),
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as local,
        _connect(distributed, local) as client,
    ):
        yield DaskEngine(client, batch_size, policy)


class DaskEngine:
    """Keeps the promise of `feedpub.ports.Engine`."""

    def __init__(self, client: Any, batch_size: int, policy: TaskPolicy) -> None:
        self._client = client
        self._batch_size = batch_size
        self._policy = policy

    def __call__(self, do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `do(item)` for every item, in the order in which batches are ready.

        When an item kills its workers, Dask blames whatever they had in hand. So the batches that it gives up are done
        again in an empty cluster, each item alone: the innocent come through, and the culprit shows itself.
        """
        batches = in_batches(items, self._batch_size)
        pending: dict[Any, list[T]] = {}
        suspects: list[T] = []
        while True:
            for batch in islice(batches, 0 if suspects else max(0, self._max_pending() - len(pending))):
                pending[self._submit(do, batch)] = batch
            if suspects and not pending:
                yield from map(partial(self._run_alone, do), suspects)
                suspects = []
            elif not pending:
                return
            else:
                for future in self._wait_for_any(pending):
                    batch = pending.pop(future)
                    if _is_killed(future):
                        suspects += batch
                    else:
                        yield from _result(future)

    def _run_alone(self, do: Callable[[T], R], item: T) -> R:
        future = self._submit(do, [item])
        self._wait_for_any([future])
        if _is_killed(future):
            timeout = self._policy.limits.timeout
            message = f"kills every worker of the cluster that takes it, or takes longer than {timeout:g} s there"
            return self._policy.on_failure(item, FailureReason(message))  # type: ignore[no-any-return]  # what stands for an R
        return _result(future)[0]  # type: ignore[no-any-return]  # the cluster is untyped

    def _submit(self, do: Callable[[T], R], items: list[T]) -> Any:
        limited = partial(run_limited, do, self._policy.limits)  # the memory is Dask's own affair
        return self._client.submit(run_batch, limited, items, pure=False)

    def _wait_for_any(self, pending: Iterable[Any]) -> list[Any]:
        """Wait until something is done, well or badly."""
        done = _import_distributed().wait(list(pending), return_when="FIRST_COMPLETED").done
        return list(done)

    def _max_pending(self) -> int:
        return BATCHES_PER_WORKER * max(1, len(self._client.nthreads()))


def run_batch(do: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Return `do(item)` for each of a batch; this is what travels to the workers."""
    return [do(item) for item in items]


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of `size`, the last one shorter; no more is taken than is asked for."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def _result(future: Any) -> Any:
    """Return what came of a batch, or raise what its work raised."""
    try:
        return future.result()
    except _import_distributed().CancelledError as error:
        raise WorkerDied("the Dask cluster went away; start it again, or choose another engine") from error


def _is_killed(future: Any) -> bool:
    return future.status == "error" and isinstance(future.exception(), _import_distributed().KilledWorker)


def _import_distributed() -> Any:
    """Return the package; untyped, so that the types are the same whether it is installed or not."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise SettingsError("engine = 'dask': Dask is not installed; say: pip install 'feedpub[dask]'") from error


def _connect(distributed: Any, address: Any) -> Any:
    try:
        return distributed.Client(address, timeout=SCHEDULER_TIMEOUT)
    except (OSError, TimeoutError, ValueError) as error:
        raise SettingsError(f"scheduler = {address!r}: no Dask scheduler answers there ({error}); start it") from error
