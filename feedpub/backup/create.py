"""The state folder and its databases -> one file with all that is truth, while a writer may be at work.

The file is a gzipped tar that any `tar` opens: `manifest.json`, `archive.db`, `newsletter.db`, the keys and
whatever else the state folder holds under `state/`, and `feedpub.toml`. What can be made again is left out.
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
from feedpub.adapters.archive.database import ARCHIVE_FILE as ARCHIVE_FILE
from feedpub.adapters.archive.database import ARCHIVE_SCHEMA, archive_path
from feedpub.adapters.archive.recovery import RESTORE_MARKER
from feedpub.adapters.archive.recovery import TRACE_FILE as MADE
from feedpub.adapters.database import sqlite
from feedpub.adapters.database.engine import Schema, parse_address
from feedpub.adapters.llm.cache import CACHE_FILE as ANSWERS
from feedpub.adapters.system.filesystem import make_private_folder, sync
from feedpub.backup.database_copy import copy_server_to_sqlite, copy_sqlite_file
from feedpub.backup.manifest import MANIFEST_NAME, BackupManifest, BackupPart, sha256_of
from feedpub.backup.rotation import PREFIX, SUFFIX, delete_old_backups
from feedpub.errors import ArchiveError, NotFound
from feedpub.newsletter.store.database import DATABASE_FILE as POST_FILE
from feedpub.newsletter.store.database import NEWSLETTER_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.settings import Settings

BACKUP_FOLDER = "backups"
UNPACK_PREFIX = ".feedpub-backup-"
"""How the folder of a backup in the making begins; the next one removes what a killed one left."""

CONFIG_NAME = "feedpub.toml"

EXCLUDED = (ANSWERS, MADE, RESTORE_MARKER, BACKUP_FOLDER)
"""What of the state folder is no truth."""


class Database(NamedTuple):
    """A database, by the name of its copy."""

    name: str
    schema: Schema


DATABASES = (Database(ARCHIVE_FILE, ARCHIVE_SCHEMA), Database(POST_FILE, NEWSLETTER_SCHEMA))
"""The archive first: what the post remembers is then never older than the issues that it sent."""


class CreatedBackup(NamedTuple):
    """A backup that was made, and what is in it."""

    path: Path
    size: int
    manifest: BackupManifest


def create_backup(
    state: Path, settings: Settings, now: datetime, *, target: Path | None = None, config: Path | None = None
) -> CreatedBackup:
    """Write a backup, whole and checked, and return it; raises `NotFound` where there is no archive yet.

    It goes to the file or the folder `to`; without one, to that of the settings, where older ones are then removed as
    the settings say. A writer may be at work: it waits for some seconds where the archive is very large. Raises
    `ArchiveDamaged` and its kin; then the backups are as they were.
    """
    folder, name = _folder_and_name(target or default_folder(state, settings), now)
    try:
        make_private_folder(folder)
        remove_leftovers(folder)
        with TemporaryDirectory(prefix=UNPACK_PREFIX, dir=folder) as unpacked:
            parts = list(_copy_parts(Path(unpacked), state, settings, config))
            manifest = BackupManifest(
                feedpub=__version__, created_at=now.astimezone(UTC), parts=[part for part, _ in parts]
            )
            temporary = _write_tar(Path(unpacked) / "backup", manifest, parts)
            sync([temporary])
            temporary.replace(folder / name)
            sync([folder])
    except (OSError, tarfile.TarError) as error:
        raise ArchiveError(f"{folder / name}: cannot be written ({error}); make room, or name another place") from error
    if target is None:
        delete_old_backups(folder, settings.backup)
    return CreatedBackup(folder / name, (folder / name).stat().st_size, manifest)


def remove_leftovers(folder: Path) -> None:
    """Remove what a killed backup, or a killed restore, had unpacked there; raises `OSError`."""
    for leftover in folder.glob(f"{UNPACK_PREFIX}*"):
        _remove_tree(leftover)


def default_folder(state: Path, settings: Settings) -> Path:
    """Return where backups go by themselves."""
    return Path(settings.backup.folder) if settings.backup.folder else state / BACKUP_FOLDER


def _folder_and_name(target: Path, now: datetime) -> tuple[Path, str]:
    """Return the folder and the name of a backup: a name that is no folder and has an ending is the file's own."""
    if not target.is_dir() and target.suffix:
        return target.parent, target.name
    return target, f"{PREFIX}{now.astimezone(UTC):%Y%m%dT%H%M%SZ}{SUFFIX}"


def _copy_parts(
    unpacked: Path, state: Path, settings: Settings, config: Path | None
) -> Iterator[tuple[BackupPart, Path]]:
    """Copy every part into the folder `unpacked`, and yield it."""
    path = archive_path(settings.archive, state)
    names = (
        list(_copy_server_databases(settings, unpacked))
        if path is None
        else list(_copy_sqlite_files(path, state, unpacked))
    )
    if ARCHIVE_FILE not in names:
        raise NotFound(f"{path or state}: there is no archive yet; say `feedpub publish` first")
    for name in names:
        yield _describe(name, unpacked / name, with_counts=True), unpacked / name
    for file in _other_files(state, {path} if path else set()):
        name = f"state/{file.relative_to(state).as_posix()}"
        if _is_sqlite(file):
            copy = unpacked / f"other-{len(os.listdir(unpacked))}"  # noqa: PTH208 - only their number counts
            copy_sqlite_file(file, copy)
            yield _describe(name, copy), copy
        else:
            yield _describe(name, file), file
    if config and config.is_file():
        yield _describe(CONFIG_NAME, config), config


def _copy_sqlite_files(path: Path, state: Path, unpacked: Path) -> Iterator[str]:
    for database, file in zip(DATABASES, (path, state / POST_FILE), strict=True):
        if file.exists():
            sqlite.check_header(file)
            copy_sqlite_file(file, unpacked / database.name)
            yield database.name


def _copy_server_databases(settings: Settings, unpacked: Path) -> Iterator[str]:
    engine = create_engine(parse_address(settings.archive), isolation_level="REPEATABLE READ")
    try:
        with engine.connect() as connection:  # both databases at one moment
            for database in DATABASES:
                if copy_server_to_sqlite(connection, unpacked / database.name, database.schema):
                    yield database.name
    finally:
        engine.dispose()


def _other_files(state: Path, excluded: set[Path]) -> Iterator[Path]:
    """Yield the other files of the state folder that are worth keeping; links and hidden ones are none of ours."""
    for file in sorted(state.rglob("*")):
        inner = file.relative_to(state)
        is_derived = inner.parts[0] in EXCLUDED or inner.parts[0].startswith((".", "documents-", "replaced-"))
        is_temporary = "cache" in inner.as_posix() or file.name.endswith(("lock", "-journal", "-wal", "-shm", ".new"))
        if (
            file.is_symlink()
            or not file.is_file()
            or is_derived
            or is_temporary
            or file in excluded
            or inner.as_posix() == POST_FILE
        ):
            continue
        yield file


def _describe(name: str, file: Path, *, with_counts: bool = False) -> BackupPart:
    counts: dict[str, int] = {}
    schema = 0
    if with_counts:
        with closing(sqlite3.connect(file)) as copy:
            schema = int(copy.execute("PRAGMA user_version").fetchone()[0])
            tables = [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
            counts = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - its own tables
            if "counters" in counts:
                counts |= dict(copy.execute("SELECT name, value FROM counters").fetchall())
    return BackupPart(name=name, size=file.stat().st_size, sha256=sha256_of(file), schema=schema, counts=counts)


def _write_tar(target: Path, manifest: BackupManifest, parts: list[tuple[BackupPart, Path]]) -> Path:
    """Write the tar, the manifest first; a file that grew since it was summed fails its check at once."""
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=1) as tar:
        encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        _add_member(tar, MANIFEST_NAME, len(encoded), io.BytesIO(encoded), manifest.created_at)
        for part, source in parts:
            with source.open("rb") as content:
                _add_member(tar, part.name, part.size, content, manifest.created_at)
    return target


def _add_member(tar: tarfile.TarFile, name: str, size: int, content: io.BufferedIOBase, made: datetime) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(made.timestamp())
    tar.addfile(member, content)


def _is_sqlite(file: Path) -> bool:
    with file.open("rb") as opened:
        return opened.read(len(sqlite.MAGIC)) == sqlite.MAGIC


def _remove_tree(folder: Path) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        file.unlink() if not file.is_dir() else file.rmdir()
    folder.rmdir()
