"""The paths that we have written -> a file in the state folder, one JSON string per line, so that no kill loses one."""

from __future__ import annotations

import json
import os
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, TextIO

from feedpub.edge.disk import make_private, write_whole
from feedpub.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path


class Manifest:
    """What we wrote to the folder `root`; each output has its own manifest.

    A path is added before its document is written, at the end of the file; a document that we might have written is
    thus always known. What a power cut loses of it stays in the output, and is never taken for somebody else's loss.
    """

    def __init__(self, root: Path, state: Path) -> None:
        name = sha256(os.fsencode(root.resolve())).hexdigest()[:12]
        self._path = state / f"documents-{name}.jsonl"
        self._file: TextIO | None = None
        self._is_stale = False

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def below(self, folders: tuple[str, ...]) -> set[str]:
        """Return the paths in or below the folders; "" is the whole output."""
        tops = tuple(folder.rstrip("/") + "/" if folder.strip("/") else "" for folder in folders)
        return {path for path in self._paths if tops and path.startswith(tops)}

    def add(self, path: str) -> None:
        """Remember a path; raises `OSError`."""
        if path in self._paths:
            return
        if self._file is None:
            make_private(self._path.parent)
            descriptor = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            self._file = os.fdopen(descriptor, "a", encoding="utf-8")
        self._file.write(json.dumps(path) + "\n")
        self._file.flush()
        self._paths.add(path)

    def drop(self, path: str) -> None:
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
                write_whole(self._path, text.encode(), 0o600)
            except OSError as error:
                raise OutputError(f"{self._path}: cannot be written ({error.strerror}); mend that") from error
            self._is_stale = False

    @cached_property
    def _paths(self) -> set[str]:
        try:
            text = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return set()
        return {json.loads(line) for line in text.splitlines() if line.endswith('"') and len(line) > 1}
