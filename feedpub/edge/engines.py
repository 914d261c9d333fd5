"""Name -> an Engine: where the pure stages run. The results are the same bytes in all of them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from feedpub.errors import SettingsError, WorkerDied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedpub.ports import Engine, R, T

BATCH = 16
"""Items per task: a task costs a pool 0.4 ms and Dask 3.5 ms, an item about 2 ms."""


@contextmanager
def engine(
    name: str,
    *,
    workers: int | None = None,
    batch: int = BATCH,
    scheduler: str = "",
    instead: Callable[[Any], Any] | None = None,
) -> Iterator[Engine]:
    """Lend the engine of that name, and stop what it started; raises `SettingsError` where there is none.

    `workers` is None for one per CPU, `scheduler` the address of a running Dask cluster. What an item that kills its
    worker three times comes to is said by `instead`; without it, the run ends with `WorkerDied`. The serial engine
    has no worker but ourselves.
    """
    if name == "serial":
        yield serial
    elif name == "processes":
        from feedpub.edge.pool import processes

        with processes(workers, batch, instead or give_up) as pool:
            yield pool
    elif name == "dask":
        from feedpub.edge.cluster import dask

        with dask(workers, batch, scheduler, instead or give_up) as cluster:
            yield cluster
    else:
        raise SettingsError(f"engine = {name!r}: there is no such engine; there are serial, processes, dask")


def serial(do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Yield `do(item)` for every item, in order, here."""
    return map(do, items)


def give_up(item: object) -> Any:
    """Raise `WorkerDied`: nobody said what stands for an item that kills its workers."""
    raise WorkerDied(f"{_name(item)}: kills every worker that takes it; take it out of the folder, and report it")


def _name(item: object) -> str:
    return str(getattr(item, "path", None) or f"an item ({type(item).__name__})")
