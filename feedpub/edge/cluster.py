"""A Dask cluster, our own or one at an address: items in, results out. Dask repeats what a dead worker held."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import islice
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

        When an item kills its workers, Dask blames whatever they had in hand. So the batches that it gives up are done
        again in an empty cluster, each item alone: the innocent come through, and the culprit shows itself.
        """
        batches = in_batches(items, self._batch)
        under_way: dict[Any, list[T]] = {}
        suspects: list[T] = []
        while True:
            for taken in islice(batches, 0 if suspects else max(0, self._ahead() - len(under_way))):
                under_way[self._submit(do, taken)] = taken
            if suspects and not under_way:
                yield from map(partial(self._alone, do), suspects)
                suspects = []
            elif not under_way:
                return
            else:
                for future in self._ready(under_way):
                    taken = under_way.pop(future)
                    if _is_killed(future):
                        suspects += taken
                    else:
                        yield from _result(future)

    def _alone(self, do: Callable[[T], R], item: T) -> R:
        future = self._submit(do, [item])
        self._ready([future])
        result: R = self._instead(item) if _is_killed(future) else _result(future)[0]
        return result

    def _submit(self, do: Callable[[T], R], items: list[T]) -> Any:
        return self._client.submit(do_all, do, items, pure=False)

    def _ready(self, under_way: Iterable[Any]) -> list[Any]:
        """Wait until something is done, well or badly."""
        done = _distributed().wait(list(under_way), return_when="FIRST_COMPLETED").done
        return list(done)

    def _ahead(self) -> int:
        return AHEAD * max(1, len(self._client.nthreads()))


def _result(future: Any) -> Any:
    """Return what came of a batch, or raise what its work raised."""
    try:
        return future.result()
    except _distributed().CancelledError as error:
        raise WorkerDied("the Dask cluster went away; start it again, or choose another engine") from error


def _is_killed(future: Any) -> bool:
    return future.status == "error" and isinstance(future.exception(), _distributed().KilledWorker)


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
