"""The state folder and its databases -> one file with all that is truth, while a writer may be at work.

The file is a gzipped tar that any `tar` opens: `manifest.json`, `archive.db`, `post.db` (readers and letters), the keys
and whatever else the state folder holds under `state/`, and `feedpub.toml`. What can be made again is left out.
"""

from __future__ import annotations

import io
import os
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import create_engine

from feedpub import __version__
from feedpub.edge import sqlite
from feedpub.edge.answers import FILE as ANSWERS
from feedpub.edge.backup_copies import copy_file, copy_server
from feedpub.edge.backup_manifest import MANIFEST, Contents, Part, sum_of
from feedpub.edge.backup_rotation import PREFIX, SUFFIX, rotate
from feedpub.edge.database import ARCHIVE, Schema, parse_address, path_of
from feedpub.edge.database import FILE as ARCHIVE_FILE
from feedpub.edge.disk import make_private, sync
from feedpub.edge.post.database import FILE as POST_FILE
from feedpub.edge.post.database import POST
from feedpub.edge.trace import BROKEN_OFF
from feedpub.edge.trace import FILE as MADE
from feedpub.errors import ArchiveError, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.settings import Settings

FOLDER = "backups"
UNPACKED = ".feedpub-backup-"
"""How the folder of a backup in the making begins; the next one removes what a killed one left."""

CONFIG = "feedpub.toml"

DERIVED = (ANSWERS, MADE, BROKEN_OFF, FOLDER)
"""What of the state folder is no truth."""


class Store(NamedTuple):
    """A database, by the name of its copy."""

    name: str
    schema: Schema


STORES = (Store(ARCHIVE_FILE, ARCHIVE), Store(POST_FILE, POST))
"""The archive first: what the post remembers is then never older than the issues that it sent."""


class Backup(NamedTuple):
    """A backup that was made, and what is in it."""

    path: Path
    size: int
    contents: Contents


def back_up(
    state: Path, settings: Settings, now: datetime, *, to: Path | None = None, config: Path | None = None
) -> Backup:
    """Write a backup, whole and checked, and return it; raises `NotFound` where there is no archive yet.

    It goes to the file or the folder `to`; without one, to that of the settings, where older ones are then removed as
    the settings say. A writer may be at work: it waits for some seconds where the archive is very large. Raises
    `ArchiveDamaged` and its kin; then the backups are as they were.
    """
    folder, name = _place(to or folder_of(state, settings), now)
    try:
        make_private(folder)
        remove_leftovers(folder)
        with TemporaryDirectory(prefix=UNPACKED, dir=folder) as unpacked:
            parts = list(_copies(Path(unpacked), state, settings, config))
            contents = Contents(feedpub=__version__, made=now.astimezone(UTC), parts=[part for part, _ in parts])
            beside = _pack(Path(unpacked) / "backup", contents, parts)
            sync([beside])
            beside.replace(folder / name)
            sync([folder])
    except (OSError, tarfile.TarError) as error:
        raise ArchiveError(f"{folder / name}: cannot be written ({error}); make room, or name another place") from error
    if to is None:
        rotate(folder, settings.backup)
    return Backup(folder / name, (folder / name).stat().st_size, contents)


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed backup, or a killed restore, had unpacked there; raises `OSError`."""
    for leftover in folder.glob(f"{UNPACKED}*"):
        _remove(leftover)


def folder_of(state: Path, settings: Settings) -> Path:
    """Return where backups go by themselves."""
    return Path(settings.backup.folder) if settings.backup.folder else state / FOLDER


def _place(to: Path, now: datetime) -> tuple[Path, str]:
    """Return the folder and the name of a backup: a name that is no folder and has an ending is the file's own."""
    if not to.is_dir() and to.suffix:
        return to.parent, to.name
    return to, f"{PREFIX}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"


def _copies(unpacked: Path, state: Path, settings: Settings, config: Path | None) -> Iterator[tuple[Part, Path]]:
    """Copy every part into the folder `unpacked`, and yield it."""
    path = path_of(settings.archive, state)
    found = list(_of_server(settings, unpacked)) if path is None else list(_of_files(path, state, unpacked))
    if ARCHIVE_FILE not in found:
        raise NotFound(f"{path or state}: there is no archive yet; say `feedpub publish` first")
    for name in found:
        yield _described(name, unpacked / name, with_counts=True), unpacked / name
    for file in _others(state, {path} if path else set()):
        name = f"state/{file.relative_to(state).as_posix()}"
        if _is_sqlite(file):
            copy = unpacked / f"other-{len(os.listdir(unpacked))}"  # noqa: PTH208 - only their number counts
            copy_file(file, copy)
            yield _described(name, copy), copy
        else:
            yield _described(name, file), file
    if config and config.is_file():
        yield _described(CONFIG, config), config


def _of_files(path: Path, state: Path, unpacked: Path) -> Iterator[str]:
    for store, file in zip(STORES, (path, state / POST_FILE), strict=True):
        if file.exists():
            sqlite.examine(file)
            copy_file(file, unpacked / store.name)
            yield store.name


def _of_server(settings: Settings, unpacked: Path) -> Iterator[str]:
    engine = create_engine(parse_address(settings.archive), isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:  # both databases at one moment
            for store in STORES:
                if copy_server(connection, unpacked / store.name, store.schema):
                    yield store.name
    finally:
        engine.dispose()


def _others(state: Path, known: set[Path]) -> Iterator[Path]:
    """Yield the other files of the state folder that are worth keeping; links and hidden ones are none of ours."""
    for file in sorted(state.rglob("*")):
        inner = file.relative_to(state)
        ours = inner.parts[0] in DERIVED or inner.parts[0].startswith((".", "documents-", "replaced-"))
        made = "cache" in inner.as_posix() or file.name.endswith(("lock", "-journal", "-wal", "-shm", ".new"))
        if file.is_symlink() or not file.is_file() or ours or made or file in known or inner.as_posix() == POST_FILE:
            continue
        yield file


def _described(name: str, file: Path, *, with_counts: bool = False) -> Part:
    counts: dict[str, int] = {}
    schema = 0
    if with_counts:
        with closing(sqlite3.connect(file)) as copy:
            schema = int(copy.execute("PRAGMA user_version").fetchone()[0])
            tables = [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
            counts = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - its own tables
            if "counters" in counts:
                counts |= dict(copy.execute("SELECT name, value FROM counters").fetchall())
    return Part(name=name, size=file.stat().st_size, sha256=sum_of(file), schema=schema, counts=counts)


def _pack(target: Path, contents: Contents, parts: list[tuple[Part, Path]]) -> Path:
    """Write the tar, the manifest first; a file that grew since it was summed fails its check at once."""
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as tar:
        said = msgspec.json.format(msgspec.json.encode(contents), indent=1)
        _add(tar, MANIFEST, len(said), io.BytesIO(said), contents.made)
        for part, source in parts:
            with source.open("rb") as content:
                _add(tar, part.name, part.size, content, contents.made)
    return target


def _add(tar: tarfile.TarFile, name: str, size: int, content: io.BufferedIOBase, made: datetime) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(made.timestamp())
    tar.addfile(member, content)


def _is_sqlite(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(sqlite.MAGIC)) == sqlite.MAGIC


def _remove(folder: Path) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        file.unlink() if not file.is_dir() else file.rmdir()
    folder.rmdir()
