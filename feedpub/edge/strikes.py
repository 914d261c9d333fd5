"""A file that killed who worked on it -> a strike against it, kept in the state folder until it comes through.

`under-way/` holds a mark for each worker, locked by it as long as it lives, with the name of the item in its hands.
What stands in a mark that nobody holds died with its item, whatever became of the process that had given it out.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from feedpub.edge.disk import write_whole
from feedpub.language.legible import as_named, written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARKS = "under-way"
RECORDS = "strikes"
ENOUGH = 3
"""So many strikes and a file is out, as Mailman gives up a message (MAX_BAK_COUNT)."""


class Name(NamedTuple):
    """What an item is called: a file by its path, in the state that the fingerprint tells."""

    path: str
    fingerprint: str


class Strike(msgspec.Struct, frozen=True):
    """How often the work on one state of a file has died."""

    path: str
    """As it is written down (`feedpub.language.legible.written`)."""
    fingerprint: str
    strikes: int
    why: str


class Strikes:
    """The strikes of one state folder; made when there is the first."""

    def __init__(self, state: Path) -> None:
        self._records = state / RECORDS
        self.marks = state / MARKS
        """Where workers leave their marks."""

    def count(self, name: Name) -> int:
        """Return how many strikes there are against this state of a file."""
        held = self._read(self._place(name.path))
        return held.strikes if held and held.fingerprint == name.fingerprint else 0

    def add(self, name: Name, why: str) -> int:
        """Count one more, and return how many there are; on a full disk it is forgotten with the process."""
        strikes = self.count(name) + 1
        record = Strike(written(name.path), name.fingerprint, strikes, why)
        with suppress(OSError):
            self._records.mkdir(mode=0o700, exist_ok=True)
            write_whole(self._place(name.path), msgspec.json.encode(record), 0o600)
        return strikes

    def clear(self, path: str) -> None:
        """Forget what is held against a file."""
        with suppress(OSError):
            self._place(path).unlink()

    def collect(self) -> list[str]:
        """Count a strike for what is in the hands of a dead worker of an earlier process; return the paths."""
        struck = []
        for mark in self._left():
            name = _in_hand(mark)
            if name:
                self.add(name, "the whole program ended while it was worked on")
                struck.append(name.path)
        return struck

    def counts(self) -> dict[str, int]:
        """Return how many strikes there are against each file, by its path."""
        with suppress(OSError):
            held = [self._read(place) for place in self._records.iterdir()]
            return {as_named(each.path): each.strikes for each in held if each}
        return {}

    def _left(self) -> Iterator[Path]:
        with suppress(OSError):
            yield from sorted(self.marks.iterdir())

    def _place(self, path: str) -> Path:
        return self._records / f"{hashlib.sha256(os.fsencode(path)).hexdigest()[:32]}.json"

    def _read(self, place: Path) -> Strike | None:
        try:
            return msgspec.json.decode(place.read_bytes(), type=Strike)
        except (OSError, msgspec.MsgspecError):
            return None


class Mark:
    """A worker's own mark; what it cannot write it goes without, since a full disk must not stop the reading."""

    def __init__(self, folder: Path | None) -> None:
        self._descriptor = -1
        if folder is not None:
            with suppress(OSError):
                folder.mkdir(mode=0o700, exist_ok=True)
                self._path = folder / str(os.getpid())
                self._descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def begin(self, name: Name | None) -> None:
        """Note what is taken in hand. No sync: it must outlive the process, not the machine."""
        if name and self._descriptor >= 0:
            with suppress(OSError):
                os.pwrite(self._descriptor, f"{name.fingerprint}\n".encode() + os.fsencode(name.path), 0)

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


def _in_hand(mark: Path) -> Name | None:
    """Return what a dead worker had in its hands, if anything, and remove its mark; None where it lives."""
    try:
        descriptor = os.open(mark, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return None  # it has outlived the process that it worked for, and removes its mark when it is done
        fingerprint, line, path = file.read().partition(b"\n")
        with suppress(OSError):
            mark.unlink()
    return Name(os.fsdecode(path), fingerprint.decode("ascii", "replace")) if line and path else None
