"""The rejected files and why, as `rejected.txt` in the state folder, for people who look there first."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from feedpub.adapters.system.filesystem import atomic_write
from feedpub.text.terminal import printable_line, escape_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from feedpub.model import RejectedFile

REPORT_FILE = "rejected.txt"
HEADING = "# Files that feedpub could not use, since when, and why. `feedpub retry PATH` has one tried again.\n"


class RejectedFilesTextFile:
    """Keeps the promise of `feedpub.ports.Board` with a file; nothing is written to the watched folder."""

    def __init__(self, state: Path) -> None:
        self._path = state / REPORT_FILE

    def write(self, rejected: Iterable[RejectedFile]) -> None:
        """Have the file say what is refused now; without anything, there is none. A full disk stops nobody."""
        lines = "".join(f"{each.since:%Y-%m-%dT%H:%M:%SZ}\t{_printable(each)}\n" for each in rejected)
        with suppress(OSError):
            if not lines:
                self._path.unlink(missing_ok=True)
            elif _read_bytes(self._path) != (content := (HEADING + lines).encode()):
                atomic_write(self._path, content, 0o600)


def _printable(rejected_file: RejectedFile) -> str:
    return f"{printable_line(escape_bytes(rejected_file.path))}\t{printable_line(rejected_file.reason)}"


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
