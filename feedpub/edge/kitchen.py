"""A process of our own from which workers are forked: what they all need is loaded once, and forking is safe here.

The parent may have threads, a connection to the archive and its lock; a fork of it would share them. This process has
one thread and one connection, to its parent, over which it is asked for workers (`Hire`) and for how one ended (`End`).
It is started as `python -m feedpub.edge.kitchen DESCRIPTOR`, and ends when its parent does, however that ends.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub.edge.budget import Budget, limit_memory, limited_time
from feedpub.edge.strikes import Mark, Name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Menu(NamedTuple):
    """What a kitchen is told first: what to load, what each item may take, where workers leave their marks."""

    warm: Callable[[], object] | None
    budget: Budget
    marks: Path | None


class Hire(NamedTuple):
    """A wish for one more worker; its end of a connection follows, its number is the answer."""


class End(NamedTuple):
    """A question how a worker ended; the answer is as of waitpid(2)."""

    worker: int


class Task(NamedTuple):
    """An item, what is to be done with it, and what it is called.

    What is to be done is pickled by itself: it is the same for one item after another, and is read once.
    """

    do: bytes
    item: Any
    name: Name | None


class Done(NamedTuple):
    """What came of a task."""

    result: Any


class Raised(NamedTuple):
    """The work itself raised."""

    error: BaseException


class OutOfMemory(NamedTuple):
    """The budget of memory did not do; the worker has ended."""


def main(descriptor: int) -> None:
    """Keep the kitchen until the parent is gone."""
    # A Ctrl-C and systemd's SIGTERM come to all processes of a service. To stop is the parent's affair.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    parent = Connection(descriptor)
    menu: Menu = parent.recv()
    if menu.warm:
        menu.warm()
    gc.collect()
    gc.freeze()  # a collection in a worker would copy the pages that all share
    try:
        while True:
            wish = parent.recv()
            if isinstance(wish, End):
                parent.send(os.waitpid(wish.worker, 0)[1])
            else:
                parent.send(_hire(parent, menu))
    except (EOFError, OSError):
        return


def _hire(parent: Connection, menu: Menu) -> int:
    descriptor = recv_handle(parent)
    worker = os.fork()
    if worker:
        os.close(descriptor)
        return worker
    try:
        parent.close()
        work(Connection(descriptor), menu)
        os._exit(0)
    finally:
        os._exit(1)


def work(orders: Connection, menu: Menu) -> None:
    """Do one task after another until nobody asks for more."""
    limit_memory(menu.budget)
    mark = Mark(menu.marks)
    try:
        while True:
            task: Task = orders.recv()
            mark.begin(task.name)
            answer = _answer(task, menu.budget)
            mark.end()
            orders.send_bytes(answer)
            if answer == OUT_OF_MEMORY:
                break  # what is left of it may hold too much for the next
    except (EOFError, OSError):
        pass  # the parent is gone, or wants no more
    mark.remove()


@lru_cache(maxsize=1)
def _work(pickled: bytes) -> Callable[[Any], Any]:
    """Return what is to be done."""
    do: Callable[[Any], Any] = pickle.loads(pickled)  # noqa: S301 - our parent has made it
    return do


def _answer(task: Task, budget: Budget) -> bytes:
    """Return the outcome as it travels; whatever the item does ends here, or with this process."""
    with limited_time(budget):
        try:
            return pickle.dumps(Done(_work(task.do)(task.item)))
        except MemoryError:
            return OUT_OF_MEMORY
        except Exception as error:
            return pickle.dumps(Raised(error))


OUT_OF_MEMORY = pickle.dumps(OutOfMemory())

if __name__ == "__main__":
    # Under its own name, or what is sent would be of another module's classes.
    from feedpub.edge import kitchen

    kitchen.main(int(sys.argv[1]))
