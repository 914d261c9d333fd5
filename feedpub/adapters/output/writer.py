"""Documents -> files of the output: each whole or not at all, written only where its bytes differ."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from feedpub.adapters.system.filesystem import TEMPORARY_PREFIX, sync, write_temp
from feedpub.adapters.output.manifest import OutputManifest
from feedpub.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Future

    from feedpub.model import Document

    Encodings = Mapping[str, Callable[[bytes], bytes] | None]

FILE_MODE = 0o644
FOLDER_MODE = 0o755

DOCUMENTS_PER_SYNC = 256
"""Documents that are brought to the disk together."""

FEED_FILES = frozenset({"rss.xml", "atom.xml", "feed.json"})
"""The names of the documents that readers follow: they are brought to the disk one by one, on any file system."""

ENCODING_SUFFIXES = (".br", ".gz")
"""How the names of a document's compressed forms end."""


class DiffKind(StrEnum):
    """In which way a file of the output is not what the archive says."""

    MISSING = "missing"
    ALTERED = "altered"
    UNWANTED = "unwanted"
    """It is there, of our making, and nothing leads to it any more."""


class Difference(NamedTuple):
    """A file of the output that is not what the archive says."""

    path: str
    kind: DiffKind


def _no_encodings(_document: Document) -> Encodings:
    return {}


class FolderOutputWriter:
    """An `OutputWriter` for the folder `root`.

    What it wrote there, it remembers in the folder `state`, because the output itself is public and may be deleted.
    Beside a document stand its `forms`, by path, each made by its function of the document's bytes, or not wanted.
    They come and go with the document, are not counted, and are never older than it: an older one is to be ignored.
    Their bytes are believed, unless `thorough` asks to have them made again and compared.
    """

    def __init__(
        self, root: Path, state: Path, encodings: Callable[[Document], Encodings] = _no_encodings, *, verify: bool = False
    ) -> None:
        self._root = root
        self._verify = verify
        self._encodings = encodings
        self._manifest = OutputManifest(root, state)
        self._written_temporaries: list[tuple[Path, Path]] = []
        self._pool: ThreadPoolExecutor | None = None
        self._encoding_jobs: list[tuple[Path, Future[bytes]]] = []
        self._unsynced_folders: set[Path] = set()
        self._feed_folders: set[Path] = set()
        self._cleaned_folders: set[Path] = set()

    def write(self, documents: Iterable[Document], prune: Iterable[str] = ()) -> int:
        """Store the documents and remove, below the folders of `whole`, what we wrote and is no longer wanted.

        Return how many were written or removed. Raises `OutputError`: what had its name by then is whole, the rest is
        as it was, and the next run goes on from there.
        """
        folders = tuple(prune)
        wanted: set[str] = set()
        changed_count = 0
        try:
            for document in documents:
                wanted.add(document.path)
                is_new = self._store(document)
                changed_count += is_new
                wanted.update(self._store_encodings(document, is_new))
            self._rename_written()
            changed_count += sum(self._remove(path) for path in sorted(self._manifest.paths_below(folders) - wanted))
        finally:
            try:
                self._rename_written()
                self._sync_folders()
                self._manifest.close()
            finally:
                self._close()
        return changed_count

    def differences(self, documents: Iterable[Document], prune: Iterable[str] = ()) -> Iterator[Difference]:
        """Yield what `write` of the same would change, a verifying writer also in the encodings; nothing is written."""
        wanted: set[str] = set()
        for document in documents:
            for path, content in ((document.path, document.content), *self._encoded_contents(document)):
                wanted.add(path)
                target = self._root / _checked_path(path)
                if not _has_content(target, content):
                    yield Difference(path, DiffKind.ALTERED if target.exists() else DiffKind.MISSING)
        for path in sorted(self._manifest.paths_below(tuple(prune)) - wanted):
            if (self._root / _checked_path(path)).exists():
                yield Difference(path, DiffKind.UNWANTED)

    def _encoded_contents(self, document: Document) -> list[tuple[str, bytes]]:
        if not self._verify:
            return []
        return [(name, make(document.content)) for name, make in self._encodings(document).items() if make]

    def _store(self, document: Document) -> bool:
        path = self._root / _checked_path(document.path)
        with _naming_errors(path):
            self._remove_leftovers(path.parent)
            is_new = not _has_content(path, document.content)
            self._manifest.add(document.path)
            if is_new:
                self._make_folder(path.parent)
                self._write_temporary(path, document.content)
        return is_new

    def _store_encodings(self, document: Document, is_new: bool) -> list[str]:
        """Have the wanted forms of a document that has just been stored, and no others; return their paths."""
        path = self._root / _checked_path(document.path)
        wanted = []
        for name, make in self._encodings(document).items():
            if make is None:
                if name in self._manifest:
                    self._remove(name)
                continue
            wanted.append(name)
            encoded_path = self._root / _checked_path(name)
            with _naming_errors(encoded_path):
                if is_new or _is_older(encoded_path, path) or (self._verify and not _has_content(encoded_path, make(document.content))):
                    self._manifest.add(name)
                    self._encoding_jobs.append((encoded_path, self._encoding_pool().submit(make, document.content)))
        if len(self._written_temporaries) + len(self._encoding_jobs) >= DOCUMENTS_PER_SYNC:
            self._rename_written()
        return wanted

    def _encoding_pool(self) -> ThreadPoolExecutor:
        """Return the threads that make forms; the libraries that do it let Python go on meanwhile."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(len(os.sched_getaffinity(0)), "forms")
        return self._pool

    def _close(self) -> None:
        """Let the threads end; a form that is not made yet is made by the next run."""
        self._encoding_jobs.clear()
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _write_temporary(self, path: Path, content: bytes) -> None:
        self._written_temporaries.append((write_temp(path, content, FILE_MODE, len(self._written_temporaries)), path))

    def _rename_written(self) -> None:
        """Give their names to the documents that are written, in their order, once their bytes are on the disk.

        Forms are written here, after their documents: so none is older.
        """
        jobs, self._encoding_jobs = self._encoding_jobs, []
        for encoded_path, future in jobs:
            with _naming_errors(encoded_path):
                self._write_temporary(encoded_path, future.result())
        written, self._written_temporaries = self._written_temporaries, []
        if not written:
            return
        path = written[0][1]
        try:
            with _naming_errors(path):
                feeds = {temporary for temporary, path in written if path.name in FEED_FILES}
                sync([*self._manifest.take_unsynced(), *(beside for beside, _ in written)], feeds)
            for beside, path in written:
                with _naming_errors(path):
                    beside.replace(path)
                self._unsynced_folders.add(path.parent)
                if path.name in FEED_FILES:
                    self._feed_folders.add(path.parent)
        except BaseException:
            for beside, _ in written:
                beside.unlink(missing_ok=True)
            raise

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            folder.chmod(FOLDER_MODE)  # whatever the umask: a web server runs as somebody else
            self._unsynced_folders.add(folder.parent)

    def _remove_leftovers(self, folder: Path) -> None:
        """Remove what a killed run was writing there."""
        if folder in self._cleaned_folders:
            return
        self._cleaned_folders.add(folder)
        if folder.is_dir():
            with os.scandir(folder) as entries:
                leftovers = [folder / entry.name for entry in entries if entry.name.startswith(TEMPORARY_PREFIX)]
            for leftover in leftovers:
                leftover.unlink(missing_ok=True)

    def _remove(self, name: str) -> bool:
        """Remove a document of ours, its forms, and the folders that it leaves empty."""
        for encoded_path in (name + ending for ending in ENCODING_SUFFIXES):
            if encoded_path in self._manifest:
                self._remove(encoded_path)
        path = self._root / _checked_path(name)
        with _naming_errors(path):
            existed = path.exists()
            path.unlink(missing_ok=True)
            self._unsynced_folders.add(path.parent)
            for folder in path.parents:
                if folder == self._root or not folder.is_dir():
                    break
                self._remove_leftovers(folder)
                if any(folder.iterdir()):
                    break
                folder.rmdir()
                self._unsynced_folders.add(folder.parent)
        self._manifest.remove(name)
        return existed

    def _sync_folders(self) -> None:
        """Have all new names on the disk."""
        folders, self._unsynced_folders = {folder for folder in self._unsynced_folders if folder.is_dir()}, set()
        feed_folders, self._feed_folders = self._feed_folders, set()
        with _naming_errors(self._root):
            sync(folders, feed_folders)


def _is_older(encoded_path: Path, path: Path) -> bool:
    """Whether a form is missing, or was made before its document as it is now: a run was killed between the two."""
    try:
        return encoded_path.stat().st_mtime_ns < path.stat().st_mtime_ns
    except OSError:
        return True


def _has_content(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _checked_path(name: str) -> PurePosixPath:
    """Return the path of a document; raises `OutputError` for one that would lead out of the output."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise OutputError(f"{name!r}: no path below the output; report it to the maker of that document")
    return path


@contextmanager
def _naming_errors(path: Path) -> Iterator[None]:
    """Say of which document the operating system complains."""
    try:
        yield
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror})"
        raise OutputError(f"{message}; what was there before is whole; mend that, and run feedpub again") from error
