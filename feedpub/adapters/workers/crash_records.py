"""How often the work on a file has crashed its process, kept in the state folder until it succeeds.

`in-progress/` holds a file for each worker, locked by it as long as it lives, with the name of the item in progress.
What stands in a mark that nobody holds died with its item, whatever became of the process that had given it out.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from feedpub.adapters.system.filesystem import atomic_write
from feedpub.text.terminal import escape_bytes, unescape_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IN_PROGRESS_FOLDER = "in-progress"
RECORDS_FOLDER = "crashes"
MAX_CRASHES = 3
"""After so many crashes a file is rejected, as Mailman gives up a message (MAX_BAK_COUNT)."""


class TaskKey(NamedTuple):
    """What an item is called: a file by its path, in the state that the fingerprint tells."""

    path: str
    fingerprint: str


class CrashRecord(msgspec.Struct, frozen=True):
    """How often the work on one state of a file has died."""

    path: str
    """As it is written down (`feedpub.text.terminal.written`)."""
    fingerprint: str
    crashes: int
    reason: str


class CrashRecords:
    """The crash records of one state folder, which is made with the first."""

    def __init__(self, state: Path) -> None:
        self._records = state / RECORDS_FOLDER
        self.in_progress_folder = state / IN_PROGRESS_FOLDER
        """Where workers leave their marks."""

    def count(self, key: TaskKey) -> int:
        """Return how often this state of a file has crashed."""
        record = self._read(self._record_path(key.path))
        return record.crashes if record and record.fingerprint == key.fingerprint else 0

    def add(self, key: TaskKey, reason: str) -> int:
        """Count one more, and return how many there are; on a full disk it is forgotten with the process."""
        crashes = self.count(key) + 1
        record = CrashRecord(escape_bytes(key.path), key.fingerprint, crashes, reason)
        with suppress(OSError):
            self._records.mkdir(mode=0o700, exist_ok=True)
            atomic_write(self._record_path(key.path), msgspec.json.encode(record), 0o600)
        return crashes

    def clear(self, path: str) -> None:
        """Forget what is held against a file."""
        with suppress(OSError):
            self._record_path(path).unlink()

    def collect_dead_workers(self) -> list[str]:
        """Count a crash for what a dead worker of an earlier process had in progress; return the paths."""
        crashed_paths = []
        for in_progress_path in self._in_progress_paths():
            key = _take_from_dead_worker(in_progress_path)
            if key:
                self.add(key, "the whole program ended while it was worked on")
                crashed_paths.append(key.path)
        return crashed_paths

    def counts(self) -> dict[str, int]:
        """Return how often each file has crashed, by its path."""
        with suppress(OSError):
            records = [self._read(record_path) for record_path in self._records.iterdir()]
            return {unescape_bytes(record.path): record.crashes for record in records if record}
        return {}

    def _in_progress_paths(self) -> Iterator[Path]:
        with suppress(OSError):
            yield from sorted(self.in_progress_folder.iterdir())

    def _record_path(self, path: str) -> Path:
        return self._records / f"{hashlib.sha256(os.fsencode(path)).hexdigest()[:32]}.json"

    def _read(self, record_path: Path) -> CrashRecord | None:
        try:
            return msgspec.json.decode(record_path.read_bytes(), type=CrashRecord)
        except (OSError, msgspec.MsgspecError):
            return None


class InProgressFile:
    """A worker's own mark; what it cannot write it goes without, since a full disk must not stop the reading."""

    def __init__(self, folder: Path | None) -> None:
        self._descriptor = -1
        if folder is not None:
            with suppress(OSError):
                folder.mkdir(mode=0o700, exist_ok=True)
                self._path = folder / str(os.getpid())
                self._descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def begin(self, key: TaskKey | None) -> None:
        """Note what is taken in hand. No sync: it must outlive the process, not the machine."""
        if key and self._descriptor >= 0:
            with suppress(OSError):
                os.pwrite(self._descriptor, f"{key.fingerprint}\n".encode() + os.fsencode(key.path), 0)

    def end(self) -> None:
        """Note that it came to an end."""
        if self._descriptor >= 0:
            with suppress(OSError):
                os.ftruncate(self._descriptor, 0)

    def remove(self) -> None:
        """Leave nothing behind."""
        if self._descriptor >= 0:
            with suppress(OSError):
                self._path.unlink()


def _take_from_dead_worker(in_progress_path: Path) -> TaskKey | None:
    """Return what a dead worker had in its hands, if anything, and remove its mark; None where it lives."""
    try:
        descriptor = os.open(in_progress_path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return None  # it has outlived the process that it worked for, and removes its mark when it is done
        fingerprint, line, path = file.read().partition(b"\n")
        with suppress(OSError):
            in_progress_path.unlink()
    return TaskKey(os.fsdecode(path), fingerprint.decode("ascii", "replace")) if line and path else None
