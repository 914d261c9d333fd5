"""The state folder -> held by one writer at a time."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feedpub.edge.disk import make_private
from feedpub.errors import AnotherIsRunning, ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE = "lock"


@contextmanager
def lock(state: Path) -> Iterator[None]:
    """Hold the state folder, made if there is none; raises `AnotherIsRunning` at once where somebody else does.

    The kernel lets go of it when the process ends, however it ends; the file itself says nothing and stays.
    """
    try:
        make_private(state)
        descriptor = os.open(state / FILE, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise ArchiveError(
            f"{state}: cannot be written ({error.strerror}); mend that, or give another --state"
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherIsRunning(
                f"{state}: another feedpub is writing there; wait for it, or give this one its own --state"
            ) from error
        yield
    finally:
        os.close(descriptor)
