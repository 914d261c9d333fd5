"""Name -> an Engine: where the pure stages run. The results are the same bytes in all of them."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from feedpub.edge.rules import Rules
from feedpub.errors import SettingsError, WorkerDied
from feedpub.ports import Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedpub.ports import Engine, R, T

BATCH = 16
"""Items per task of a Dask cluster, where a task costs 3.5 ms."""


def give_up(item: object, cause: Cause) -> Any:
    """Raise `WorkerDied`: nobody said what stands for an item that has no result."""
    raise WorkerDied(f"{_name(item)}: {cause.words}; take it out of the folder, and report it")


ALONE = Rules(give_up)


@contextmanager
def engine(
    name: str, *, workers: int | None = None, batch: int = BATCH, scheduler: str = "", rules: Rules = ALONE
) -> Iterator[Engine]:
    """Lend the engine of that name, and stop what it started; raises `SettingsError` where there is none.

    `workers` is None for one per CPU, `scheduler` the address of a running Dask cluster. The serial engine has no
    worker but ourselves: there is no budget, and an item that takes the process with it takes all.
    """
    if name == "serial":
        yield partial(serial, rules)
    elif name == "processes":
        from feedpub.edge.pool import processes

        with processes(workers, rules) as pool:
            yield pool
    elif name == "dask":
        from feedpub.edge.cluster import dask

        with dask(workers, batch, scheduler, rules) as cluster:
            yield cluster
    else:
        raise SettingsError(f"engine = {name!r}: there is no such engine; there are serial, processes, dask")


def serial(rules: Rules, do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """Yield `do(item)` for every item, in order, here."""
    for item in items:
        try:
            result = do(item)
        except MemoryError:
            result = rules.instead(item, Cause("needs more memory than there is"))
        yield result


def _name(item: object) -> str:
    source = item[1] if isinstance(item, tuple) and len(item) > 1 else item
    return str(getattr(source, "path", source))
