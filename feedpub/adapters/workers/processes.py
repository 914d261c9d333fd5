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

from feedpub.adapters.workers.fork_server import OUT_OF_MEMORY_RESULT, ForkRequest, WaitRequest
from feedpub.errors import WorkerDied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.adapters.workers.fork_server import WorkerConfig

MAX_START_ATTEMPTS = 3
"""So often a fork server is started that does not come up; it cannot be the fault of an item."""

KILL_GRACE = 10.0
"""Seconds beyond its time after which a worker is killed from outside: one that was stopped hears no SIGALRM."""


class TaskResult(NamedTuple):
    """What came of the task of that number, pickled."""

    task: int
    outcome: bytes


class WorkerDeath(NamedTuple):
    """A worker died of the task of that number; `signal` is 0 where it ended by itself."""

    task: int
    signal: int
    out_of_memory: bool = False


@dataclass(eq=False)
class _Worker:
    """A process, the connection to it, the number of the task in its hands, and since when it has it."""

    pid: int
    connection: Connection
    task: int | None = None
    started_at: float = 0.0


class WorkerProcesses:
    """Up to `max_workers` workers of one fork server, started as there is work for them."""

    def __init__(self, max_workers: int, config: WorkerConfig) -> None:
        self.max_workers = max_workers
        self._config = config
        self._fork_server: _ForkServerProcess | None = None
        self._workers: list[_Worker] = []

    @property
    def running_tasks(self) -> list[int]:
        """The numbers of the tasks that are in hand."""
        return [worker.task for worker in self._workers if worker.task is not None]

    def submit(self, task: int, pickled_task: bytes) -> None:
        """Put a task into the hands of an idle worker; raises `WorkerDied` where none can be started."""
        worker = next((worker for worker in self._workers if worker.task is None), None) or self._start_worker()
        worker.task, worker.started_at = task, time.monotonic()
        with suppress(OSError):  # it is dead already, which `answers` will find
            worker.connection.send_bytes(pickled_task)

    def wait_for_results(self) -> Iterator[TaskResult | WorkerDeath]:
        """Wait until something came of a task, and yield what did; nothing where no task is in hand."""
        busy = {worker.connection: worker for worker in self._workers if worker.task is not None}
        if not busy:
            return
        timeout = self._config.limits.timeout
        for connection in wait(list(busy), timeout=timeout or None):
            yield self._receive(busy[connection])  # type: ignore[index]  # typeshed: wait may return sockets, given sockets
        if timeout:
            for worker in self._workers:
                if worker.task is not None and time.monotonic() - worker.started_at > timeout + KILL_GRACE:
                    os.kill(worker.pid, signal.SIGALRM)
                    os.kill(worker.pid, signal.SIGCONT)

    def kill_busy(self) -> None:
        """End the workers that have something in hand."""
        for worker in [worker for worker in self._workers if worker.task is not None]:
            with suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
            self._discard(worker)

    def stop(self) -> None:
        """End all processes."""
        self.kill_busy()
        for worker in list(self._workers):
            self._discard(worker)
        if self._fork_server:
            self._fork_server.close()
            self._fork_server = None

    def _receive(self, worker: _Worker) -> TaskResult | WorkerDeath:
        task = worker.task if worker.task is not None else -1
        try:
            outcome = worker.connection.recv_bytes()
        except (EOFError, OSError):
            status = self._discard(worker)
            return WorkerDeath(task, os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)
        if outcome == OUT_OF_MEMORY_RESULT:
            self._discard(worker)
            return WorkerDeath(task, 0, out_of_memory=True)
        worker.task = None
        return TaskResult(task, outcome)

    def _discard(self, worker: _Worker) -> int:
        """Let go of a worker that is dead, or ends when nobody asks it for more; return its end, as of waitpid(2)."""
        self._workers.remove(worker)
        worker.connection.close()
        return self._fork_server.wait_status(worker.pid) if self._fork_server else 0

    def _start_worker(self) -> _Worker:
        for _ in range(MAX_START_ATTEMPTS):
            self._fork_server = self._fork_server or _ForkServerProcess(self._config)
            with suppress(OSError, EOFError):
                worker = self._fork_server.fork_worker()
                self._workers.append(worker)
                return worker
            self._fork_server.close()
            self._fork_server = None
        raise WorkerDied('no worker can be started; look for the reason above, or set engine = "serial"')


def _module_paths() -> list[str]:
    """Return where modules are found, for another process; the folder that we are in may be gone, and holds none."""
    try:
        working_folder = [os.getcwd()]  # noqa: PTH109 - text
    except FileNotFoundError:
        working_folder = []
    return [each for path in sys.path for each in ([path] if path else working_folder)]


class _ForkServerProcess:
    """The process of `feedpub.adapters.workers.fork_server`, seen from here."""

    def __init__(self, config: WorkerConfig) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-P", "-m", "feedpub.adapters.workers.fork_server", str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(_module_paths())},
                start_new_session=True,  # what is sent to our group does not stop them in mid-work
            )
        self._connection = Connection(ours.detach())
        with suppress(OSError):  # it is dead already, which `hire` will find
            self._connection.send(config)

    def fork_worker(self) -> _Worker:
        ours, theirs = socket.socketpair()
        worker_connection = Connection(ours.detach())
        with theirs:
            try:
                self._connection.send(ForkRequest())
                send_handle(self._connection, theirs.fileno(), self._process.pid)
                return _Worker(self._connection.recv(), worker_connection)
            except BaseException:
                worker_connection.close()
                raise

    def wait_status(self, pid: int) -> int:
        """Return how a worker ended; 0 where nobody knows any more."""
        try:
            self._connection.send(WaitRequest(pid))
            return int(self._connection.recv())
        except (OSError, EOFError):
            return 0

    def close(self) -> None:
        """End the process; it has nothing to lose."""
        self._connection.close()
        self._process.kill()
        self._process.wait()
