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

from feedpub.adapters.system.filesystem import make_private_folder
from feedpub.errors import AnotherIsRunning, ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


WRITE_LOCK = "lock"
RUN_LOCK = "run.lock"
SEND_LOCK = "newsletter.lock"
"""Held by who sends mail, so that no letter is ever in two hands."""
CONFIRM_LOCK = "confirm.lock"
"""Held by who sends the mails by which readers confirm; these wait for no digest."""

POLL_INTERVAL = 0.05
"""Seconds between two tries of who waits for a lock."""


@contextmanager
def hold_lock(state: Path, lock_name: str = WRITE_LOCK, timeout: float = 0.0) -> Iterator[None]:
    """Hold the state folder, made if there is none; raises `AnotherIsRunning` where somebody else does.

    It is waited for as many seconds as `patience` says.
    """
    try:
        make_private_folder(state)
        descriptor = os.open(state / lock_name, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ArchiveError(
            f"{state}: cannot be written ({error.strerror}); mend that, or give another --state"
        ) from error
    try:
        end = time.monotonic() + timeout
        while not _try_flock(descriptor):
            if time.monotonic() >= end:
                raise AnotherIsRunning(_locked_message(state, lock_name))
            time.sleep(POLL_INTERVAL)
        _write_pid(descriptor)
        yield
    finally:
        os.close(descriptor)


def lock_holder(state: Path, lock_name: str = RUN_LOCK) -> int | None:
    """Return the number of the process that holds the lock, 0 where it gave none; None where nobody does."""
    try:
        descriptor = os.open(state / lock_name, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        if _try_flock(descriptor, fcntl.LOCK_SH):
            return None
        content = os.pread(descriptor, 20, 0).strip()
        return int(content) if content.isdigit() else 0
    finally:
        os.close(descriptor)


def _try_flock(descriptor: int, mode: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_pid(descriptor: int) -> None:
    """Leave the number of this process; on a full disk nobody learns it, which is no reason to stop."""
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
    except OSError:
        pass


def _locked_message(state: Path, lock_name: str) -> str:
    if lock_name == RUN_LOCK:
        pid = lock_holder(state)
        who = f"another feedpub (process {pid})" if pid else "another feedpub"
        return f"{state}: {who} publishes there already; stop it, or give this one its own --state"
    return f"{state}: another feedpub is writing there; wait for it, or give this one its own --state"
