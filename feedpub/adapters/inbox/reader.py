"""The watched folder -> SourceFiles: what is new or changed, once it keeps still."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import time
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from feedpub.adapters.inbox.scan import FileStat, extension, scan
from feedpub.errors import SettingsError
from feedpub.model import Rejected, SourceFile
from feedpub.stages.identity.publication_time import EARLIEST_FILE_TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path


MAX_OPEN_WAIT = 60.0
"""Seconds for which a file must keep still that a program has open for writing; some never let go of theirs."""


class InboxLimits(NamedTuple):
    """What may come in: names that end in one of the extensions, up to so many bytes, still for so many seconds."""

    extensions: Collection[str]
    max_bytes: int
    settle: float


class FolderInbox:
    """Keeps the promise of `feedpub.ports.Inbox` for the folder `root`, or for the files and folders `only` of it.

    `wall` tells the time by which file times are judged, in seconds; `sleep` waits, and may raise to end the look.
    `whole` tells the paths of files that were renamed into the folder since it was asked last.
    """

    def __init__(
        self,
        root: Path,
        limits: InboxLimits,
        only_paths: Sequence[Path] = (),
        *,
        wall_clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
        renamed_in: Callable[[], Collection[str]] = lambda: (),
    ) -> None:
        self._root = root
        self._limits = limits
        self._only_paths = only_paths
        self._wall_clock = wall_clock
        self._sleep = sleep
        self._renamed_in = renamed_in
        self._scanned: list[FileStat] = []
        self.unstable: tuple[str, ...] = ()
        """The paths that the last look left for the next, because they were still being written."""

    def new_files(self, known_fingerprints: Mapping[str, str]) -> Iterator[SourceFile | Rejected]:
        """Yield what is new or changed since `known`, complete, in the order of the paths; raises `SettingsError`.

        Waits once, for no longer than `settle`, where something was written just now.
        """
        self._scanned = self._scan()
        changed = [
            file_stat for file_stat in self._scanned if known_fingerprints.get(file_stat.path) != file_stat.fingerprint
        ]
        stable, moving = self._wait_until_stable(changed)
        self.unstable = tuple(look.path for look in moving)
        for look in stable:
            if file := self._read_file(look):
                yield file
            else:
                self.unstable += (look.path,)

    def missing_files(self, known_paths: Collection[str]) -> frozenset[str] | None:
        """Return which of the known files the last look did not find; None where nothing can be said of that."""
        files = {file_stat.path for file_stat in self._scanned if not stat.S_ISDIR(file_stat.mode)}
        if self._only_paths or not files:
            return None
        folders_with_files = {str(folder) for path in files for folder in PurePosixPath(path).parents}
        unreadable = {look.path for look in self._scanned if stat.S_ISDIR(look.mode)}
        missing = (path for path in known_paths if path not in files and not path.startswith("/"))
        return frozenset(
            path for path in missing if self._is_reliably_missing(PurePosixPath(path), folders_with_files, unreadable)
        )

    def _is_reliably_missing(
        self, path: PurePosixPath, folders_with_files: Collection[str], unreadable: set[str]
    ) -> bool:
        """Whether the last folder on the way to a file that still stands has files, and could be read."""
        folders = [str(folder) for folder in path.parents]
        nearest = next(folder for folder in folders if folder == "." or (self._root / folder).is_dir())
        return nearest in folders_with_files and not unreadable.intersection(folders)

    def _scan(self) -> list[FileStat]:
        if not self._only_paths and not self._root.is_dir():
            raise SettingsError(f"{self._root}: there is no such folder; make it, or name another with --source")
        return scan(self._root, self._only_paths, self._limits.extensions)

    def _wait_until_stable(self, file_stats: list[FileStat]) -> tuple[list[FileStat], list[FileStat]]:
        """Part the files that keep still from those that move, after a second look at what was written just now."""
        waits = self._waits_of(file_stats)
        if waits:
            self._sleep(max(waits.values()))
        stable: list[FileStat] = []
        moving: list[FileStat] = []
        for file_stat in file_stats:
            current = file_stat.restat() if file_stat.path in waits else file_stat
            if current:
                (stable if current == file_stat and not self._is_open_for_writing(current) else moving).append(current)
        return stable, moving

    def _waits_of(self, file_stats: list[FileStat]) -> dict[str, float]:
        """Return for how long a file must be watched; what was written long enough ago, or came whole, is complete."""
        now = self._wall_clock()
        waits = {
            file_stat.path: self._limits.settle - (now - file_stat.modified)
            for file_stat in file_stats
            if stat.S_ISREG(file_stat.mode)
        }
        waits = {path: min(wait, self._limits.settle) for path, wait in waits.items() if wait > 0}
        if waits:
            renamed = self._renamed_in()
            complete = [look for look in file_stats if look.path in waits and (look.is_moved or look.path in renamed)]
            for look in complete:
                if look.size and _is_stat_being_written(look) is False:
                    del waits[look.path]
        return waits

    def _is_open_for_writing(self, file_stat: FileStat) -> bool:
        """Whether somebody may still write to a file: it is open for that, and something was done with it lately."""
        is_recent = stat.S_ISREG(file_stat.mode) and self._wall_clock() - file_stat.changed < MAX_OPEN_WAIT
        return is_recent and bool(_is_stat_being_written(file_stat))

    def _read_file(self, file_stat: FileStat) -> SourceFile | Rejected | None:
        """Return the file, or why it is none, or None where it moved under our hands."""
        if reason := _rejection_reason(file_stat, self._limits):
            return Rejected(file_stat.path, reason, file_stat.fingerprint)
        try:
            content = _read_unchanged(file_stat, self._limits.max_bytes)
            fixes = self._read_fixes(file_stat)
        except PermissionError as error:
            return Rejected(
                file_stat.path, f"cannot be read ({error.strerror}); mend its permissions", file_stat.fingerprint
            )
        except FileNotFoundError:
            return None
        except OSError as error:  # it need not be the file's fault, as where no more files may be open: once more, then
            problem = f"cannot be read ({error.strerror}); look at the disk; the next run tries it again"
            return Rejected(file_stat.path, problem, file_stat.fingerprint, retry=True)
        if content is None or fixes is None:
            return None
        return SourceFile(file_stat.path, content, self._found_at(file_stat), file_stat.fingerprint, fixes)

    def _read_fixes(self, file_stat: FileStat) -> bytes | None:
        """Return what the file of fixes holds, nothing where there is none, None where it moved under our hands."""
        if file_stat.fixes is None or not stat.S_ISREG(file_stat.fixes.mode):
            return b""
        return _read_unchanged(file_stat.fixes, self._limits.max_bytes)

    def _found_at(self, file_stat: FileStat) -> datetime:
        now = datetime.fromtimestamp(int(self._wall_clock()), UTC)
        seconds = int(file_stat.mtime)
        is_sane = EARLIEST_FILE_TIME.timestamp() <= seconds <= now.timestamp()
        return datetime.fromtimestamp(seconds, UTC) if is_sane else now


def _rejection_reason(file_stat: FileStat, limits: InboxLimits) -> str | None:
    """Say why a file is not even opened: opening a FIFO waits for ever, and reading a device may not end."""
    if stat.S_ISDIR(file_stat.mode):
        return "is a folder that cannot be read; mend its permissions"
    if stat.S_ISLNK(file_stat.mode):
        return "is a link, and nothing outside the folder is read; put the file itself here"
    if not stat.S_ISREG(file_stat.mode):
        return "is no regular file; put the text itself here"
    if extension(file_stat.name) not in limits.extensions:
        return f"nothing reads files of this kind; there are readers for {', '.join(sorted(limits.extensions))}"
    if file_stat.size > limits.max_bytes:
        limit = f"{limits.max_bytes:,} of [pages] max_bytes"
        return f"has {file_stat.size:,} bytes, more than the {limit}; split it, or raise that setting"
    return None


def _read_unchanged(file_stat: FileStat, max_bytes: int) -> bytes | None:
    """Return the bytes of the very file that was looked at, or None where it is another one by now."""
    descriptor = _open_beneath(file_stat.base, file_stat.name)
    with os.fdopen(descriptor, "rb") as file:
        if _current_key(file_stat, descriptor) != file_stat.key:
            return None
        content = file.read(max_bytes + 1)
        return content if _current_key(file_stat, descriptor) == file_stat.key else None


def _is_stat_being_written(file_stat: FileStat) -> bool | None:
    """Whether a program has the file open for writing; None where that cannot be told, or it is another one by now."""
    try:
        with os.fdopen(_open_beneath(file_stat.base, file_stat.name), "rb") as file:
            return (
                is_open_for_writing(file.fileno()) if _current_key(file_stat, file.fileno()) == file_stat.key else None
            )
    except OSError:
        return None


def _current_key(file_stat: FileStat, descriptor: int) -> str:
    return FileStat.from_stat(file_stat.path, file_stat.base, file_stat.name, os.fstat(descriptor)).key


def _open_beneath(base: Path, name: str) -> int:
    """Open a file following no link on the way from `base`, and waiting for no writer."""
    *folders, last = name.split("/")
    folder_descriptor = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            subfolder_descriptor = os.open(
                folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder_descriptor
            )
            os.close(folder_descriptor)
            folder_descriptor = subfolder_descriptor
        return os.open(last, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder_descriptor)
    finally:
        os.close(folder_descriptor)


# An open file -> whether somebody is writing it, as far as the kernel tells.


def is_open_for_writing(descriptor: int) -> bool | None:
    """Whether another process has the file open for writing; None where the system does not tell.

    The kernel grants a lease on reading only as long as nobody can write (fcntl(2), F_SETLEASE): to the file's owner,
    and on file systems of this machine. `descriptor` must be open for reading only.
    """
    try:
        # Whoever opens the file meanwhile has us sent a signal; by default one that would end us.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
