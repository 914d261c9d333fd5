"""The watched folder -> SourceFiles: what is new or changed, once it keeps still."""

from __future__ import annotations

import os
import stat
import time
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from feedpub.edge.looking import Look, extension, look_through
from feedpub.edge.writers import is_being_written
from feedpub.errors import SettingsError
from feedpub.model import SourceFile, Spoiled
from feedpub.stages.dating import FIRST_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

"""A file's time before this is a clock that was never set."""


HELD = 60.0
"""Seconds for which a file must keep still that a program has open for writing; some never let go of theirs."""


class Limits(NamedTuple):
    """What may come in: names that end in one of the extensions, up to so many bytes, still for so many seconds."""

    extensions: Collection[str]
    largest: int
    settle: float


class Inbox:
    """Keeps the promise of `feedpub.ports.Inbox` for the folder `root`, or for the files and folders `only` of it.

    `wall` tells the time by which file times are judged, in seconds; `sleep` waits, and may raise to end the look.
    `whole` tells the paths of files that were renamed into the folder since it was asked last.
    """

    def __init__(
        self,
        root: Path,
        limits: Limits,
        only: Sequence[Path] = (),
        *,
        wall: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        whole: Callable[[], Collection[str]] = lambda: (),
    ) -> None:
        self._root = root
        self._limits = limits
        self._only = only
        self._wall = wall
        self._sleep = sleep
        self._whole = whole
        self._seen: list[Look] = []
        self.restless: tuple[str, ...] = ()
        """The paths that the last look left for the next, because they were still being written."""

    def fresh(self, known: Mapping[str, str]) -> Iterator[SourceFile | Spoiled]:
        """Yield what is new or changed since `known`, complete, in the order of the paths; raises `SettingsError`.

        Waits once, for no longer than `settle`, where something was written just now.
        """
        self._seen = self._looks()
        looks = [look for look in self._seen if known.get(look.path) != look.fingerprint]
        still, moving = self._settle(looks)
        self.restless = tuple(look.path for look in moving)
        for look in still:
            if found := self._take(look):
                yield found
            else:
                self.restless += (look.path,)

    def gone(self, known: Collection[str]) -> frozenset[str] | None:
        """Return which of the known files the last look did not find; None where nothing can be said of that."""
        files = {look.path for look in self._seen if not stat.S_ISDIR(look.mode)}
        if self._only or not files:
            return None
        full = {str(folder) for path in files for folder in PurePosixPath(path).parents}
        unread = {look.path for look in self._seen if stat.S_ISDIR(look.mode)}
        missing = (path for path in known if path not in files and not path.startswith("/"))
        return frozenset(path for path in missing if self._is_told(PurePosixPath(path), full, unread))

    def _is_told(self, path: PurePosixPath, full: Collection[str], unread: set[str]) -> bool:
        """Whether the last folder on the way to a file that still stands has files, and could be read."""
        folders = [str(folder) for folder in path.parents]
        standing = next(folder for folder in folders if folder == "." or (self._root / folder).is_dir())
        return standing in full and not unread.intersection(folders)

    def _looks(self) -> list[Look]:
        if not self._only and not self._root.is_dir():
            raise SettingsError(f"{self._root}: there is no such folder; make it, or name another with --source")
        return look_through(self._root, self._only, self._limits.extensions)

    def _settle(self, looks: list[Look]) -> tuple[list[Look], list[Look]]:
        """Part the files that keep still from those that move, after a second look at what was written just now."""
        waits = self._waits(looks)
        if waits:
            self._sleep(max(waits.values()))
        still: list[Look] = []
        moving: list[Look] = []
        for look in looks:
            again = look.again() if look.path in waits else look
            if again:
                (still if again == look and not self._is_held(again) else moving).append(again)
        return still, moving

    def _waits(self, looks: list[Look]) -> dict[str, float]:
        """Return for how long a file must be watched; what was written long enough ago, or came whole, is complete."""
        now = self._wall()
        waits = {look.path: self._limits.settle - (now - look.touched) for look in looks if stat.S_ISREG(look.mode)}
        waits = {path: min(wait, self._limits.settle) for path, wait in waits.items() if wait > 0}
        if waits:
            whole = self._whole()
            came = [look for look in looks if look.path in waits and (look.is_moved or look.path in whole)]
            for look in came:
                if look.size and _is_being_written(look) is False:
                    del waits[look.path]
        return waits

    def _is_held(self, look: Look) -> bool:
        """Whether somebody may still write to a file: it is open for that, and something was done with it lately."""
        is_recent = stat.S_ISREG(look.mode) and self._wall() - look.stirred < HELD
        return is_recent and bool(_is_being_written(look))

    def _take(self, look: Look) -> SourceFile | Spoiled | None:
        """Return the file, or why it is none, or None where it moved under our hands."""
        if reason := _refusal(look, self._limits):
            return Spoiled(look.path, reason, look.fingerprint)
        try:
            content = _read(look, self._limits.largest)
            fixes = self._fixes(look)
        except PermissionError as error:
            return Spoiled(look.path, f"cannot be read ({error.strerror}); mend its permissions", look.fingerprint)
        except FileNotFoundError:
            return None
        except OSError as error:  # it need not be the file's fault, as where no more files may be open: once more, then
            words = f"cannot be read ({error.strerror}); look at the disk; the next run tries it again"
            return Spoiled(look.path, words, look.fingerprint, again=True)
        if content is None or fixes is None:
            return None
        return SourceFile(look.path, content, self._arrival(look), look.fingerprint, fixes)

    def _fixes(self, look: Look) -> bytes | None:
        """Return what the file of fixes holds, nothing where there is none, None where it moved under our hands."""
        if look.fixes is None or not stat.S_ISREG(look.fixes.mode):
            return b""
        return _read(look.fixes, self._limits.largest)

    def _arrival(self, look: Look) -> datetime:
        now = datetime.fromtimestamp(int(self._wall()), UTC)
        seconds = int(look.mtime)
        is_sane = FIRST_FILE.timestamp() <= seconds <= now.timestamp()
        return datetime.fromtimestamp(seconds, UTC) if is_sane else now


def _refusal(look: Look, limits: Limits) -> str | None:
    """Say why a file is not even opened: opening a FIFO waits for ever, and reading a device may not end."""
    if stat.S_ISDIR(look.mode):
        return "is a folder that cannot be read; mend its permissions"
    if stat.S_ISLNK(look.mode):
        return "is a link, and nothing outside the folder is read; put the file itself here"
    if not stat.S_ISREG(look.mode):
        return "is no regular file; put the text itself here"
    if extension(look.name) not in limits.extensions:
        return f"nothing reads files of this kind; there are readers for {', '.join(sorted(limits.extensions))}"
    if look.size > limits.largest:
        most = f"{limits.largest:,} of [pages] largest"
        return f"has {look.size:,} bytes, more than the {most}; split it, or raise that setting"
    return None


def _read(look: Look, largest: int) -> bytes | None:
    """Return the bytes of the very file that was looked at, or None where it is another one by now."""
    descriptor = _open_beneath(look.base, look.name)
    with os.fdopen(descriptor, "rb") as file:
        if _print(look, descriptor) != look.print:
            return None
        content = file.read(largest + 1)
        return content if _print(look, descriptor) == look.print else None


def _is_being_written(look: Look) -> bool | None:
    """Whether a program has the file open for writing; None where that cannot be told, or it is another one by now."""
    try:
        with os.fdopen(_open_beneath(look.base, look.name), "rb") as file:
            return is_being_written(file.fileno()) if _print(look, file.fileno()) == look.print else None
    except OSError:
        return None


def _print(look: Look, descriptor: int) -> str:
    return Look.of(look.path, look.base, look.name, os.fstat(descriptor)).print


def _open_beneath(base: Path, name: str) -> int:
    """Open a file following no link on the way from `base`, and waiting for no writer."""
    *folders, last = name.split("/")
    here = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            below = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=here)
            os.close(here)
            here = below
        return os.open(last, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=here)
    finally:
        os.close(here)
