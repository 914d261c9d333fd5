"""Documents -> files of the output: each whole or not at all, written only where its bytes differ."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from feedpub.edge.disk import BESIDE, sync_folder, write_whole
from feedpub.edge.manifest import Manifest
from feedpub.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.model import Document

MODE = 0o644
FOLDER_MODE = 0o755


class Shelf:
    """Keeps the promise of `feedpub.ports.Shelf` for the folder `root`.

    What it wrote there, it remembers in the folder `state`, because the output itself is public and may be deleted.
    """

    def __init__(self, root: Path, state: Path) -> None:
        self._root = root
        self._manifest = Manifest(root, state)
        self._unsynced: set[Path] = set()
        self._tidy: set[Path] = set()

    def put(self, documents: Iterable[Document], whole: Iterable[str] = ()) -> int:
        """Store the documents and remove, below the folders of `whole`, what we wrote and is no longer wanted.

        Return how many were written or removed. Raises `OutputError`: what had its name by then is whole, the rest is
        as it was, and the next run goes on from there.
        """
        folders = tuple(whole)
        wanted: set[str] = set()
        changed = 0
        try:
            for document in documents:
                wanted.add(document.path)
                changed += self._store(document)
            changed += sum(self._remove(path) for path in self._manifest.below(folders) - wanted)
        finally:
            self._sync()
            self._manifest.close()
        return changed

    def _store(self, document: Document) -> bool:
        path = self._root / _safe(document.path)
        self._clear(path.parent)
        if _holds(path, document.content):
            self._manifest.add(document.path)
            return False
        try:
            self._manifest.add(document.path)
            self._make_folder(path.parent)
            write_whole(path, document.content, MODE)
        except OSError as error:
            raise _output_error(path, error) from error
        self._unsynced.add(path.parent)
        return True

    def _clear(self, folder: Path) -> None:
        """Remove what a killed run was writing there."""
        if folder not in self._tidy:
            try:
                (folder / BESIDE).unlink(missing_ok=True)
            except OSError as error:
                raise _output_error(folder / BESIDE, error) from error
            self._tidy.add(folder)

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            folder.chmod(FOLDER_MODE)  # whatever the umask: a web server runs as somebody else
            self._unsynced.add(folder.parent)

    def _remove(self, name: str) -> bool:
        """Remove a document of ours and the folders that it leaves empty."""
        path = self._root / _safe(name)
        try:
            there = path.exists()
            path.unlink(missing_ok=True)
            self._unsynced.discard(path.parent)
            for folder in path.parents:
                if folder == self._root or not _is_bare(folder):
                    break
                (folder / BESIDE).unlink(missing_ok=True)
                folder.rmdir()
                self._unsynced.discard(folder)
        except OSError as error:
            raise _output_error(path, error) from error
        self._manifest.drop(name)
        return there

    def _sync(self) -> None:
        """Have all new names on the disk."""
        folders, self._unsynced = sorted(self._unsynced), set()
        for folder in folders:
            try:
                sync_folder(folder)
            except OSError as error:
                raise _output_error(folder, error) from error


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _is_bare(folder: Path) -> bool:
    return folder.is_dir() and all(entry.name == BESIDE for entry in folder.iterdir())


def _safe(name: str) -> PurePosixPath:
    """Return the path of a document; raises `OutputError` for one that would lead out of the output."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise OutputError(f"{name!r}: no path below the output; report it to the maker of that document")
    return path


def _output_error(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path}: cannot be written ({error.strerror}); what was there before is whole; mend that")
