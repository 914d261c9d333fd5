"""A Dask cluster, our own or one at an address: items in, results out. Dask repeats what a dead worker held."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any

from feedpub.edge.budget import within
from feedpub.edge.strikes import ENOUGH
from feedpub.errors import SettingsError, WorkerDied
from feedpub.ports import Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from feedpub.edge.rules import Rules
    from feedpub.ports import R, T

PATIENCE = 10
"""Seconds within which a scheduler must answer."""

AHEAD = 2
"""Batches in flight for each worker: one at work, one waiting, the rest not even read from the disk."""


@contextmanager
def dask(workers: int | None, batch: int, scheduler: str, rules: Rules) -> Iterator[Cluster]:
    """Lend the cluster at the address `scheduler`, or a local one; raises `SettingsError` where Dask is missing."""
    distributed = _distributed()
    if scheduler:
        with _client(distributed, scheduler) as client:
            yield Cluster(client, batch, rules)
        return
    with (
        import_module("dask").config.set({"distributed.scheduler.allowed-failures": ENOUGH - 1}),
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,
        ) as local,
        _client(distributed, local) as client,
    ):
        yield Cluster(client, batch, rules)


class Cluster:
    """Keeps the promise of `feedpub.ports.Engine`."""

    def __init__(self, client: Any, batch: int, rules: Rules) -> None:
        self._client = client
        self._batch = batch
        self._rules = rules

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
        if _is_killed(future):
            seconds = self._rules.budget.seconds
            words = f"kills every worker of the cluster that takes it, or takes longer than {seconds:g} s there"
            return self._rules.instead(item, Cause(words))  # type: ignore[no-any-return]  # what stands for an R
        return _result(future)[0]  # type: ignore[no-any-return]  # the cluster is untyped

    def _submit(self, do: Callable[[T], R], items: list[T]) -> Any:
        timed = partial(within, do, self._rules.budget)  # the memory is Dask's own affair
        return self._client.submit(do_all, timed, items, pure=False)

    def _ready(self, under_way: Iterable[Any]) -> list[Any]:
        """Wait until something is done, well or badly."""
        done = _distributed().wait(list(under_way), return_when="FIRST_COMPLETED").done
        return list(done)

    def _ahead(self) -> int:
        return AHEAD * max(1, len(self._client.nthreads()))


def do_all(do: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """Return `do(item)` for each of a batch; this is what travels to the workers."""
    return [do(item) for item in items]


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of `size`, the last one shorter; no more is taken than is asked for."""
    source = iter(items)
    while taken := list(islice(source, size)):
        yield taken


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
