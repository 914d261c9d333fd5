"""A process of our own from which workers are forked: what they all need is loaded once, and forking is safe here.

The parent may have threads, a connection to the archive and its lock; a fork of it would share them. This process has
one thread and one connection, to its parent, over which it gets requests (`ForkRequest`, `WaitRequest`).
It is started as `python -m feedpub.adapters.workers.fork_server DESCRIPTOR`; it ends when its parent does.
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

from feedpub.adapters.workers.crash_records import InProgressFile, TaskKey
from feedpub.adapters.workers.policy import ResourceLimits, limit_memory, limit_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class WorkerConfig(NamedTuple):
    """What the fork server is sent first: what to load, the limits of each item, where in-progress files are."""

    preload: Callable[[], object] | None
    limits: ResourceLimits
    in_progress_folder: Path | None


class ForkRequest(NamedTuple):
    """Request: fork a worker; send its socket next, receive its pid."""


class WaitRequest(NamedTuple):
    """Request: wait for a worker; receive its status as of waitpid(2)."""

    pid: int


class Task(NamedTuple):
    """An item, what is to be done with it, and what it is called.

    What is to be done is pickled by itself: it is the same for one item after another, and is read once.
    """

    do: bytes
    item: Any
    key: TaskKey | None


class TaskDone(NamedTuple):
    """What came of a task."""

    result: Any


class TaskRaised(NamedTuple):
    """The work itself raised."""

    error: BaseException


class TaskOutOfMemory(NamedTuple):
    """The budget of memory did not do; the worker has ended."""


def serve(descriptor: int) -> None:
    """Serve requests to fork and to wait until the parent is gone."""
    # A Ctrl-C and systemd's SIGTERM come to all processes of a service. To stop is the parent's affair.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    parent = Connection(descriptor)
    config: WorkerConfig = parent.recv()
    if config.preload:
        config.preload()
    gc.collect()
    gc.freeze()  # a collection in a worker would copy the pages that all share
    try:
        while True:
            request = parent.recv()
            if isinstance(request, WaitRequest):
                parent.send(os.waitpid(request.pid, 0)[1])
            else:
                parent.send(_fork_worker(parent, config))
    except (EOFError, OSError):
        return


def _fork_worker(parent: Connection, config: WorkerConfig) -> int:
    descriptor = recv_handle(parent)
    pid = os.fork()
    if pid:
        os.close(descriptor)
        return pid
    try:
        parent.close()
        run_worker(Connection(descriptor), config)
        os._exit(0)
    finally:
        os._exit(1)


def run_worker(connection: Connection, config: WorkerConfig) -> None:
    """Do one task after another until nobody asks for more."""
    limit_memory(config.limits)
    in_progress = InProgressFile(config.in_progress_folder)
    try:
        while True:
            task: Task = connection.recv()
            in_progress.begin(task.key)
            result = _run_task(task, config.limits)
            in_progress.end()
            connection.send_bytes(result)
            if result == OUT_OF_MEMORY_RESULT:
                break  # what is left of it may hold too much for the next
    except (EOFError, OSError):
        pass  # the parent is gone, or wants no more
    in_progress.remove()


@lru_cache(maxsize=1)
def _unpickle_function(pickled: bytes) -> Callable[[Any], Any]:
    """Return what is to be done."""
    function: Callable[[Any], Any] = pickle.loads(pickled)  # noqa: S301 - our parent has made it
    return function


def _run_task(task: Task, limits: ResourceLimits) -> bytes:
    """Return the outcome as it travels; whatever the item does ends here, or with this process."""
    with limit_time(limits):
        try:
            return pickle.dumps(TaskDone(_unpickle_function(task.do)(task.item)))
        except MemoryError:
            return OUT_OF_MEMORY_RESULT
        except Exception as error:
            return pickle.dumps(TaskRaised(error))


OUT_OF_MEMORY_RESULT = pickle.dumps(TaskOutOfMemory())

if __name__ == "__main__":
    # Under its own name, or what is sent would be of another module's classes.
    from feedpub.adapters.workers import fork_server

    fork_server.serve(int(sys.argv[1]))
