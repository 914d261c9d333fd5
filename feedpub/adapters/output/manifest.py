"""The paths that we have written -> a file in the state folder, one JSON string per line, so that no kill loses one."""

from __future__ import annotations

import errno
import json
import os
from functools import cached_property
from hashlib import sha256
from io import FileIO
from typing import TYPE_CHECKING

from feedpub.adapters.system.filesystem import make_private_folder, sync, atomic_write
from feedpub.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path


class OutputManifest:
    """What we wrote to the folder `root`; each output has its own manifest.

    A path is added before its document is written, at the end of the file, and is on the disk (`unsynced`) before the
    document gets its name; a document that we might have written is thus always known.
    """

    def __init__(self, root: Path, state: Path) -> None:
        name = sha256(os.fsencode(root.resolve())).hexdigest()[:12]
        self._path = state / f"documents-{name}.jsonl"
        self._file: FileIO | None = None
        self._is_unsynced = False
        self._is_stale = False

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def paths_below(self, folders: tuple[str, ...]) -> set[str]:
        """Return the paths in or below the folders; "" is the whole output."""
        tops = tuple(folder.rstrip("/") + "/" if folder.strip("/") else "" for folder in folders)
        return {path for path in self._paths if tops and path.startswith(tops)}

    def add(self, path: str) -> None:
        """Remember a path; raises `OSError`."""
        if path in self._paths:
            return
        if self._file is None:
            self._file = self._open()
        line = json.dumps(path).encode() + b"\n"
        self._is_unsynced = True
        if self._file.write(line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._paths.add(path)

    def take_unsynced(self) -> list[Path]:
        """Return what must be brought to the disk before a document gets its name; the caller does so."""
        paths = [self._path, self._path.parent] if self._is_unsynced else []
        self._is_unsynced = False
        return paths

    def remove(self, path: str) -> None:
        """Forget a path."""
        self._paths.discard(path)
        self._is_stale = True

    def close(self) -> None:
        """Leave the file as the paths are; raises `OutputError`."""
        if self._file:
            self._file.close()
            self._file = None
        if self._is_stale:
            text = "".join(json.dumps(path) + "\n" for path in sorted(self._paths))
            try:
                atomic_write(self._path, text.encode(), 0o600)
                sync([self._path.parent])
            except OSError as error:
                raise OutputError(f"{self._path}: cannot be written ({error.strerror}); mend that") from error
            self._is_stale = False

    def _open(self) -> FileIO:
        """Open the file at its end; a line that a full disk has cut is ended, so that the next one is whole."""
        make_private_folder(self._path.parent)
        file = FileIO(os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_RDWR | os.O_CLOEXEC, 0o600), "a")
        size = os.fstat(file.fileno()).st_size
        if size and os.pread(file.fileno(), 1, size - 1) != b"\n":
            file.write(b"\n")
        return file

    @cached_property
    def _paths(self) -> set[str]:
        try:
            lines = self._path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return set()
        return {path for line in lines if (path := _parse_line(line))}


def _parse_line(line: bytes) -> str | None:
    """Return the path of a line, None for one that was cut."""
    try:
        path = json.loads(line)
    except ValueError:
        return None
    return path if isinstance(path, str) else None
