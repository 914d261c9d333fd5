"""Tasks -> answers, or how the worker died that had it in hand: processes, each with one task at a time."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import send_handle
from typing import TYPE_CHECKING, NamedTuple

from feedpub.edge.kitchen import OUT_OF_MEMORY, End, Hire
from feedpub.errors import WorkerDied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.edge.kitchen import Menu

STARTS = 3
"""So often a kitchen is started that does not come up; it cannot be the fault of an item."""

GRACE = 10.0
"""Seconds beyond its time after which a worker is killed from outside: one that was stopped hears no SIGALRM."""


class Answer(NamedTuple):
    """What came of the task of that number, pickled."""

    task: int
    outcome: bytes


class Death(NamedTuple):
    """A worker died of the task of that number; `signal` is 0 where it ended by itself."""

    task: int
    signal: int
    out_of_memory: bool = False


@dataclass(eq=False)
class _Worker:
    """A process, the connection to it, the number of the task in its hands, and since when it has it."""

    number: int
    orders: Connection
    task: int | None = None
    since: float = 0.0


class Crew:
    """Up to `most` workers of one kitchen, started as there is work for them."""

    def __init__(self, most: int, menu: Menu) -> None:
        self.most = most
        self._menu = menu
        self._kitchen: _Kitchen | None = None
        self._workers: list[_Worker] = []

    @property
    def tasks(self) -> list[int]:
        """The numbers of the tasks that are in hand."""
        return [worker.task for worker in self._workers if worker.task is not None]

    def give(self, task: int, order: bytes) -> None:
        """Put a task into the hands of an idle worker; raises `WorkerDied` where none can be started."""
        worker = next((worker for worker in self._workers if worker.task is None), None) or self._hire()
        worker.task, worker.since = task, time.monotonic()
        with suppress(OSError):  # it is dead already, which `answers` will find
            worker.orders.send_bytes(order)

    def answers(self) -> Iterator[Answer | Death]:
        """Wait until something came of a task, and yield what did; nothing where no task is in hand."""
        busy = {worker.orders: worker for worker in self._workers if worker.task is not None}
        if not busy:
            return
        seconds = self._menu.budget.seconds
        for orders in wait(list(busy), timeout=seconds or None):
            yield self._receive(busy[orders])  # type: ignore[index]  # typeshed: wait may return sockets, given sockets
        if seconds:
            for worker in self._workers:
                if worker.task is not None and time.monotonic() - worker.since > seconds + GRACE:
                    os.kill(worker.number, signal.SIGALRM)
                    os.kill(worker.number, signal.SIGCONT)

    def drop(self) -> None:
        """End the workers that have something in hand."""
        for worker in [worker for worker in self._workers if worker.task is not None]:
            with suppress(ProcessLookupError):
                os.kill(worker.number, signal.SIGKILL)
            self._bury(worker)

    def stop(self) -> None:
        """End all processes."""
        self.drop()
        for worker in list(self._workers):
            self._bury(worker)
        if self._kitchen:
            self._kitchen.close()
            self._kitchen = None

    def _receive(self, worker: _Worker) -> Answer | Death:
        task = worker.task if worker.task is not None else -1
        try:
            outcome = worker.orders.recv_bytes()
        except (EOFError, OSError):
            status = self._bury(worker)
            return Death(task, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)
        if outcome == OUT_OF_MEMORY:
            self._bury(worker)
            return Death(task, 0, out_of_memory=True)
        worker.task = None
        return Answer(task, outcome)

    def _bury(self, worker: _Worker) -> int:
        """Let go of a worker that is dead, or ends when nobody asks it for more; return its end, as of waitpid(2)."""
        self._workers.remove(worker)
        worker.orders.close()
        return self._kitchen.end(worker.number) if self._kitchen else 0

    def _hire(self) -> _Worker:
        for _ in range(STARTS):
            self._kitchen = self._kitchen or _Kitchen(self._menu)
            with suppress(OSError, EOFError):
                worker = self._kitchen.hire()
                self._workers.append(worker)
                return worker
            self._kitchen.close()
            self._kitchen = None
        raise WorkerDied('no worker can be started; look for the reason above, or set engine = "serial"')


def _modules() -> list[str]:
    """Return where modules are found, for another process; the folder that we are in may be gone, and holds none."""
    try:
        here = [os.getcwd()]  # noqa: PTH109 - text
    except FileNotFoundError:
        here = []
    return [each for path in sys.path for each in ([path] if path else here)]


class _Kitchen:
    """The process of `feedpub.edge.kitchen`, seen from here."""

    def __init__(self, menu: Menu) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-P", "-m", "feedpub.edge.kitchen", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(_modules())},
                start_new_session=True,  # what is sent to our group does not stop them in mid-work
            )
        self._line = Connection(ours.detach())
        with suppress(OSError):  # it is dead already, which `hire` will find
            self._line.send(menu)

    def hire(self) -> _Worker:
        ours, theirs = socket.socketpair()
        orders = Connection(ours.detach())
        with theirs:
            try:
                self._line.send(Hire())
                send_handle(self._line, theirs.fileno(), self._process.pid)
                return _Worker(self._line.recv(), orders)
            except BaseException:
                orders.close()
                raise

    def end(self, worker: int) -> int:
        """Return how a worker ended; 0 where nobody knows any more."""
        try:
            self._line.send(End(worker))
            return int(self._line.recv())
        except (OSError, EOFError):
            return 0

    def close(self) -> None:
        """End the process; it has nothing to lose."""
        self._line.close()
        self._process.kill()
        self._process.wait()
