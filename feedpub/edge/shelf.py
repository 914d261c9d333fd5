"""Documents -> files of the output: each whole or not at all, written only where its bytes differ."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from feedpub.edge.disk import BESIDE, sync, write_beside
from feedpub.edge.manifest import Manifest
from feedpub.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Future

    from feedpub.model import Document

    Forms = Mapping[str, Callable[[bytes], bytes] | None]

MODE = 0o644
FOLDER_MODE = 0o755

BATCH = 256
"""Documents that are brought to the disk together."""

FEEDS = frozenset({"rss.xml", "atom.xml", "feed.json"})
"""The names of the documents that readers follow: they are brought to the disk one by one, on any file system."""

FORMS = (".br", ".gz")
"""How the names of a document's compressed forms end."""


class How(StrEnum):
    """In which way a file of the output is not what the archive says."""

    MISSING = "missing"
    ALTERED = "altered"
    UNWANTED = "unwanted"
    """It is there, of our making, and nothing leads to it any more."""


class Difference(NamedTuple):
    """A file of the output that is not what the archive says."""

    path: str
    how: How


def _no_forms(_document: Document) -> Forms:
    return {}


class Shelf:
    """Keeps the promise of `feedpub.ports.Shelf` for the folder `root`.

    What it wrote there, it remembers in the folder `state`, because the output itself is public and may be deleted.
    Beside a document stand its `forms`, by path, each made by its function of the document's bytes, or not wanted.
    They come and go with the document, are not counted, and are never older than it: an older one is to be ignored.
    Their bytes are believed, unless `thorough` asks to have them made again and compared.
    """

    def __init__(
        self, root: Path, state: Path, forms: Callable[[Document], Forms] = _no_forms, *, thorough: bool = False
    ) -> None:
        self._root = root
        self._thorough = thorough
        self._forms = forms
        self._manifest = Manifest(root, state)
        self._written: list[tuple[Path, Path]] = []
        self._pool: ThreadPoolExecutor | None = None
        self._forming: list[tuple[Path, Future[bytes]]] = []
        self._unsynced: set[Path] = set()
        self._followed: set[Path] = set()
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
                is_new = self._store(document)
                changed += is_new
                wanted.update(self._store_forms(document, is_new))
            self._place()
            changed += sum(self._remove(path) for path in sorted(self._manifest.below(folders) - wanted))
        finally:
            try:
                self._place()
                self._sync()
                self._manifest.close()
            finally:
                self._close()
        return changed

    def differences(self, documents: Iterable[Document], whole: Iterable[str] = ()) -> Iterator[Difference]:
        """Yield what `put` of the same would change, a thorough shelf also in the forms; nothing is written."""
        wanted: set[str] = set()
        for document in documents:
            for path, content in ((document.path, document.content), *self._wanted_forms(document)):
                wanted.add(path)
                place = self._root / _safe(path)
                if not _holds(place, content):
                    yield Difference(path, How.ALTERED if place.exists() else How.MISSING)
        for path in sorted(self._manifest.below(tuple(whole)) - wanted):
            if (self._root / _safe(path)).exists():
                yield Difference(path, How.UNWANTED)

    def _wanted_forms(self, document: Document) -> list[tuple[str, bytes]]:
        if not self._thorough:
            return []
        return [(name, make(document.content)) for name, make in self._forms(document).items() if make]

    def _store(self, document: Document) -> bool:
        path = self._root / _safe(document.path)
        with _named(path):
            self._clear(path.parent)
            is_new = not _holds(path, document.content)
            self._manifest.add(document.path)
            if is_new:
                self._make_folder(path.parent)
                self._write(path, document.content)
        return is_new

    def _store_forms(self, document: Document, is_new: bool) -> list[str]:
        """Have the wanted forms of a document that has just been stored, and no others; return their paths."""
        path = self._root / _safe(document.path)
        wanted = []
        for name, make in self._forms(document).items():
            if make is None:
                if name in self._manifest:
                    self._remove(name)
                continue
            wanted.append(name)
            form = self._root / _safe(name)
            with _named(form):
                if is_new or _is_older(form, path) or (self._thorough and not _holds(form, make(document.content))):
                    self._manifest.add(name)
                    self._forming.append((form, self._workers().submit(make, document.content)))
        if len(self._written) + len(self._forming) >= BATCH:
            self._place()
        return wanted

    def _workers(self) -> ThreadPoolExecutor:
        """Return the threads that make forms; the libraries that do it let Python go on meanwhile."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(len(os.sched_getaffinity(0)), "forms")
        return self._pool

    def _close(self) -> None:
        """Let the threads end; a form that is not made yet is made by the next run."""
        self._forming.clear()
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _write(self, path: Path, content: bytes) -> None:
        self._written.append((write_beside(path, content, MODE, len(self._written)), path))

    def _place(self) -> None:
        """Give their names to the documents that are written, in their order, once their bytes are on the disk.

        Forms are written here, after their documents: so none is older.
        """
        forming, self._forming = self._forming, []
        for form, made in forming:
            with _named(form):
                self._write(form, made.result())
        written, self._written = self._written, []
        if not written:
            return
        path = written[0][1]
        try:
            with _named(path):
                feeds = {beside for beside, path in written if path.name in FEEDS}
                sync([*self._manifest.unsynced(), *(beside for beside, _ in written)], feeds)
            for beside, path in written:
                with _named(path):
                    beside.replace(path)
                self._unsynced.add(path.parent)
                if path.name in FEEDS:
                    self._followed.add(path.parent)
        except BaseException:
            for beside, _ in written:
                beside.unlink(missing_ok=True)
            raise

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            self._make_folder(folder.parent)
            folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
            folder.chmod(FOLDER_MODE)  # whatever the umask: a web server runs as somebody else
            self._unsynced.add(folder.parent)

    def _clear(self, folder: Path) -> None:
        """Remove what a killed run was writing there."""
        if folder in self._tidy:
            return
        self._tidy.add(folder)
        if folder.is_dir():
            with os.scandir(folder) as entries:
                leftovers = [folder / entry.name for entry in entries if entry.name.startswith(BESIDE)]
            for leftover in leftovers:
                leftover.unlink(missing_ok=True)

    def _remove(self, name: str) -> bool:
        """Remove a document of ours, its forms, and the folders that it leaves empty."""
        for form in (name + ending for ending in FORMS):
            if form in self._manifest:
                self._remove(form)
        path = self._root / _safe(name)
        with _named(path):
            there = path.exists()
            path.unlink(missing_ok=True)
            self._unsynced.add(path.parent)
            for folder in path.parents:
                if folder == self._root or not folder.is_dir():
                    break
                self._clear(folder)
                if any(folder.iterdir()):
                    break
                folder.rmdir()
                self._unsynced.add(folder.parent)
        self._manifest.drop(name)
        return there

    def _sync(self) -> None:
        """Have all new names on the disk."""
        folders, self._unsynced = {folder for folder in self._unsynced if folder.is_dir()}, set()
        followed, self._followed = self._followed, set()
        with _named(self._root):
            sync(folders, followed)


def _is_older(form: Path, path: Path) -> bool:
    """Whether a form is missing, or was made before its document as it is now: a run was killed between the two."""
    try:
        return form.stat().st_mtime_ns < path.stat().st_mtime_ns
    except OSError:
        return True


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _safe(name: str) -> PurePosixPath:
    """Return the path of a document; raises `OutputError` for one that would lead out of the output."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise OutputError(f"{name!r}: no path below the output; report it to the maker of that document")
    return path


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Say of which document the operating system complains."""
    try:
        yield
    except OSError as error:
        what = f"{path}: cannot be written ({error.strerror})"
        raise OutputError(f"{what}; what was there before is whole; mend that, and run feedpub again") from error
