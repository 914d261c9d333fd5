"""A Dask cluster, our own or one at an address: items in, results out. Dask repeats what a dead worker held."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from importlib import import_module
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from feedpub.edge.pool import AHEAD, STARTS, do_all, in_batches
from feedpub.errors import SettingsError, WorkerDied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedpub.ports import R, T

PATIENCE = 10
"""Seconds within which a scheduler must answer."""


@contextmanager
def dask(workers: int | None, batch: int, scheduler: str, instead: Callable[[Any], Any]) -> Iterator[Cluster]:
    """Lend the cluster at the address `scheduler`, or a local one; raises `SettingsError` where Dask is missing."""
    distributed = _distributed()
    if scheduler:
        with _client(distributed, scheduler) as client:
            yield Cluster(client, batch, instead)
        return
    with (
        import_module("dask").config.set({"distributed.scheduler.allowed-failures": STARTS - 1}),
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as local,
        _client(distributed, local) as client,
    ):
        yield Cluster(client, batch, instead)


class Cluster:
    """Keeps the promise of `feedpub.ports.Engine`."""

    def __init__(self, client: Any, batch: int, instead: Callable[[Any], Any]) -> None:
        self._client = client
        self._batch = batch
        self._instead = instead

    def __call__(self, do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `do(item)` for every item, in the order in which batches are ready.

        A batch in which workers die is done again item by item, so that only the culprit is given up.
        """
        distributed = _distributed()
        batches = in_batches(items, self._batch)
        under_way: dict[Any, list[T]] = {}

        def submit(taken: list[T]) -> Any:
            future = self._client.submit(do_all, do, taken, pure=False)
            under_way[future] = taken
            return future

        ready = distributed.as_completed(submit(taken) for taken in islice(batches, self._ahead()))
        for future in ready:
            taken = under_way.pop(future)
            try:
                yield from self._results(future, taken)
            except _Again:
                ready.update([submit([item]) for item in taken])
            except distributed.CancelledError as error:
                raise WorkerDied("the Dask cluster went away; start it again, or choose another engine") from error
            ready.update([submit(more) for more in islice(batches, max(0, self._ahead() - len(under_way)))])

    def _results(self, future: Any, taken: list[T]) -> Iterable[Any]:
        try:
            return chain(future.result())
        except _distributed().KilledWorker as error:
            if len(taken) > 1:
                raise _Again from error
            return [self._instead(taken[0])]

    def _ahead(self) -> int:
        return AHEAD * max(1, len(self._client.nthreads()))


class _Again(Exception):
    """A batch must be taken apart."""


def _distributed() -> Any:
    """Return the package; untyped, so that the types are the same whether it is installed or not."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise SettingsError("engine = 'dask': Dask is not installed; say: pip install 'feedpub[dask]'") from error


def _client(distributed: Any, where: Any) -> Any:
    try:
        return distributed.Client(where, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        raise SettingsError(f"scheduler = {where!r}: no Dask scheduler answers there ({error}); start it") from error
