"""Name -> an Engine: where the pure stages run. The results are the same bytes in all of them."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from feedpub.adapters.workers.policy import TaskPolicy
from feedpub.errors import SettingsError, WorkerDied
from feedpub.ports import FailureReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedpub.ports import Engine, R, T

DASK_BATCH_SIZE = 16
"""Items per task of a Dask cluster, where a task costs 3.5 ms."""


def raise_worker_died(item: object, reason: FailureReason) -> Any:
    """Raise `WorkerDied`: nobody said what stands for an item that has no result."""
    raise WorkerDied(f"{_item_name(item)}: {reason.message}; take it out of the folder, and report it")


DEFAULT_POLICY = TaskPolicy(raise_worker_died)


@contextmanager
def open_engine(
    name: str,
    *,
    workers: int | None = None,
    batch_size: int = DASK_BATCH_SIZE,
    scheduler: str = "",
    policy: TaskPolicy = DEFAULT_POLICY,
) -> Iterator[Engine]:
    """Lend the engine of that name, and stop what it started; raises `SettingsError` where there is none.

    `workers` is None for one per CPU, `scheduler` the address of a running Dask cluster. The serial engine has no
    worker but ourselves: there is no budget, and an item that takes the process with it takes all.
    """
    if name == "serial":
        yield partial(run_serially, policy)
    elif name == "processes":
        from feedpub.adapters.workers.pool import open_process_pool

        with open_process_pool(workers, policy) as pool:
            yield pool
    elif name == "dask":
        from feedpub.adapters.workers.dask_engine import open_dask_engine

        with open_dask_engine(workers, batch_size, scheduler, policy) as cluster:
            yield cluster
    else:
        raise SettingsError(f"engine = {name!r}: there is no such engine; there are serial, processes, dask")


def run_serially(policy: TaskPolicy, do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Yield `do(item)` for every item, in order, here."""
    for item in items:
        try:
            result = do(item)
        except MemoryError:
            result = policy.on_failure(item, FailureReason("needs more memory than there is"))
        yield result


def _item_name(item: object) -> str:
    source = item[1] if isinstance(item, tuple) and len(item) > 1 else item
    return str(getattr(source, "path", source))
