"""The state folder -> held by one at a time: by who writes just now, by who runs the service, by who sends mail.

`WRITING` is held for as long as one piece of work takes, so that an editor's command finds its turn while the service
idles; `RUNNING` for as long as a service or a whole `feedpub publish` lasts, so that there are never two of these.
`SENDING` and `CONFIRMING` are the post's, which waits for neither. The kernel lets go of all of them when the process
ends, however it ends; the file holds the number of the process that has, or had it, and stays.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feedpub.edge.advisory import held
from feedpub.edge.disk import make_private
from feedpub.errors import AnotherIsRunning, ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

WRITING = "lock"
RUNNING = "run.lock"
SENDING = "post.lock"
"""Held by who sends mail, so that no letter is ever in two hands."""
CONFIRMING = "confirm.lock"
"""Held by who sends the mails by which readers confirm; these wait for no digest."""

PACE = 0.05
"""Seconds between two tries of who waits for a lock."""

KEYS = {WRITING: 0x66707562_01, RUNNING: 0x66707562_02, SENDING: 0x66707562_03, CONFIRMING: 0x66707562_04}
"""By which the same is held on a PostgreSQL server, which more than one machine may write to."""


@contextmanager
def lock(state: Path, which: str = WRITING, patience: float = 0.0) -> Iterator[None]:
    """Hold the state folder, made if there is none; raises `AnotherIsRunning` where somebody else does.

    It is waited for as many seconds as `patience` says.
    """
    try:
        make_private(state)
        descriptor = os.open(state / which, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ArchiveError(
            f"{state}: cannot be written ({error.strerror}); mend that, or give another --state"
        ) from error
    try:
        end = time.monotonic() + patience
        while not _taken(descriptor):
            if time.monotonic() >= end:
                raise AnotherIsRunning(_refusal(state, which))
            time.sleep(PACE)
        _sign(descriptor)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def alone(engine: Engine, which: str = WRITING) -> Iterator[None]:
    """Hold a database server, for other machines to see; raises `AnotherIsRunning`. SQLite's file needs no more locks.

    When the connection that holds it is lost, `engine` writes no more (`feedpub.edge.advisory`).
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with held(engine, KEYS[which]):
        yield


def holder(state: Path, which: str = RUNNING) -> int | None:
    """Return the number of the process that holds the lock, 0 where it gave none; None where nobody does."""
    try:
        descriptor = os.open(state / which, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if _taken(descriptor, fcntl.LOCK_SH):
            return None
        said = os.pread(descriptor, 20, 0).strip()
        return int(said) if said.isdigit() else 0
    finally:
        os.close(descriptor)


def _taken(descriptor: int, how: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sign(descriptor: int) -> None:
    """Leave the number of this process; on a full disk nobody learns it, which is no reason to stop."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
    except OSError:
        pass


def _refusal(state: Path, which: str) -> str:
    if which == RUNNING:
        pid = holder(state)
        who = f"another feedpub (process {pid})" if pid else "another feedpub"
        return f"{state}: {who} publishes there already; stop it, or give this one its own --state"
    return f"{state}: another feedpub is writing there; wait for it, or give this one its own --state"
