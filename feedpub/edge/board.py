"""The refused files and why -> `spoiled.txt` in the state folder, for people who look there first."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from feedpub.edge.disk import write_whole
from feedpub.language.legible import legible, written

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from feedpub.model import Refusal

FILE = "spoiled.txt"
HEAD = "# Files that feedpub could not use, since when, and why. `feedpub retry PATH` has one tried again.\n"


class Board:
    """Keeps the promise of `feedpub.ports.Board` with a file; nothing is written to the watched folder."""

    def __init__(self, state: Path) -> None:
        self._place = state / FILE

    def put(self, refusals: Iterable[Refusal]) -> None:
        """Have the file say what is refused now; without anything, there is none. A full disk stops nobody."""
        lines = "".join(f"{each.since:%Y-%m-%dT%H:%M:%SZ}\t{_quoted(each)}\n" for each in refusals)
        with suppress(OSError):
            if not lines:
                self._place.unlink(missing_ok=True)
            elif _content(self._place) != (content := (HEAD + lines).encode()):
                write_whole(self._place, content, 0o600)


def _quoted(refusal: Refusal) -> str:
    return f"{legible(written(refusal.path))}\t{legible(refusal.reason)}"


def _content(place: Path) -> bytes:
    try:
        return place.read_bytes()
    except OSError:
        return b""
