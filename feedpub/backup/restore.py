"""A backup -> the state folder and its databases as they were, what is replaced kept beside.

What the readers of the letter did since, and what was sent to them, is not rolled back as long as it is sound: who has
left must not be written to again. Only `everything` brings back the post of the backup too.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import inspect, text

from feedpub.adapters.archive.database import ARCHIVE_FILE as ARCHIVE_FILE
from feedpub.adapters.archive.database import ARCHIVE_SCHEMA, archive_path
from feedpub.adapters.archive.recovery import RESTORE_MARKER, save_unknown_send_period
from feedpub.adapters.database import sqlite
from feedpub.adapters.database.advisory_lock import hold_advisory_lock
from feedpub.adapters.database.engine import connect_server, migrate, parse_address
from feedpub.adapters.database.version import write_version
from feedpub.adapters.system.filesystem import atomic_write, make_private_folder, sync
from feedpub.adapters.system.locks import RUN_LOCK, hold_lock
from feedpub.backup.create import CONFIG_NAME, DATABASES, UNPACK_PREFIX, remove_leftovers
from feedpub.backup.database_copy import load_server_from_sqlite, tables_in_order
from feedpub.backup.manifest import unpack
from feedpub.errors import ArchiveDamaged, ArchiveError, FeedpubError
from feedpub.newsletter.store.database import DATABASE_FILE as POST_FILE

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from feedpub.backup.create import Database
    from feedpub.backup.manifest import BackupManifest
    from feedpub.settings import Settings

REPLACED_PREFIX = "replaced-"


class RestoreResult(NamedTuple):
    """What a restore did: where the replaced files (or tables) are, and whether the post is that of the backup."""

    manifest: BackupManifest
    replaced_location: str
    newsletter_restored: bool


def restore(
    backup: Path,
    state: Path,
    settings: Settings,
    now: datetime,
    *,
    everything: bool = False,
    config: Path | None = None,
) -> RestoreResult:
    """Bring back a backup, checked first; what it replaces stays beside, in a folder or a schema of its own.

    Raises `AnotherIsRunning` while another feedpub writes, and `ArchiveDamaged` and its kin for a backup that is not
    whole; then nothing was changed. After a kill in the middle nothing begins until it is said again.
    """
    newest_schemas = {database.name: len(database.schema.steps) for database in DATABASES}
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    with hold_lock(state, RUN_LOCK), hold_lock(state):
        try:
            remove_leftovers(state)
            with TemporaryDirectory(prefix=UNPACK_PREFIX, dir=state) as unpacked:
                manifest = unpack(backup, Path(unpacked), newest_schemas)
                if not (Path(unpacked) / ARCHIVE_FILE).exists():
                    raise ArchiveDamaged(f"{backup}: holds no archive; nothing was changed; try another one")
                path = archive_path(settings.archive, state)
                if path is None:
                    with_newsletter = _restore_server(
                        Path(unpacked), settings, manifest, now, stamp, everything=everything
                    )
                    replaced_location = f"schema {_replaced_schema(stamp)} of the database"
                else:
                    with_newsletter = _restore_files(
                        Path(unpacked), path, state, manifest, now, stamp, everything=everything
                    )
                    replaced_location = str(state / (REPLACED_PREFIX + stamp))
                _restore_config(Path(unpacked) / CONFIG_NAME, config)
        except OSError as error:
            failed_path = error.filename or state
            raise ArchiveError(
                f"{failed_path}: cannot be written ({error.strerror}); mend that, and restore again"
            ) from error
    return RestoreResult(manifest, replaced_location, with_newsletter)


# Files


def _restore_files(
    unpacked: Path, path: Path, state: Path, manifest: BackupManifest, now: datetime, stamp: str, *, everything: bool
) -> bool:
    with_newsletter = (unpacked / POST_FILE).exists() and (everything or not _is_sound(state / POST_FILE))
    since = manifest.created_at if with_newsletter else now
    engine = sqlite.open_sqlite(unpacked / ARCHIVE_FILE, lambda made: migrate(made, ARCHIVE_FILE, ARCHIVE_SCHEMA))
    try:
        with engine.execution_options(writes=True).begin() as connection:
            save_unknown_send_period(connection, since, now)
    finally:
        engine.dispose()
    replaced_folder = state / (REPLACED_PREFIX + stamp)
    replaced_folder.mkdir(mode=0o700, exist_ok=True)
    (state / RESTORE_MARKER).touch(mode=0o600)
    sync([state])
    if with_newsletter:
        _replace_file(unpacked / POST_FILE, state / POST_FILE, replaced_folder)
    for file in sorted((unpacked / "state").rglob("*")):
        target = state / file.relative_to(unpacked / "state")
        if file.is_file() and (everything or not target.exists()):
            _replace_file(file, target, replaced_folder)
    make_private_folder(path.parent)
    _replace_file(unpacked / ARCHIVE_FILE, path, replaced_folder)
    (state / RESTORE_MARKER).unlink()
    sync([state])
    if not any(replaced_folder.iterdir()):
        replaced_folder.rmdir()
    return with_newsletter


def _replace_file(new: Path, target: Path, replaced_folder: Path) -> None:
    """Put `new` at `place`, which keeps a whole file at any moment; the old one, with its journal, goes aside.

    The journal goes first: SQLite would play it back into the new file.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replaced_folder.mkdir(mode=0o700, exist_ok=True)
    for ending in ("-journal", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            target.with_name(target.name + ending).replace(replaced_folder / (target.name + ending))
    temporary = target.with_name(target.name + ".new")
    with suppress(FileNotFoundError):
        _link_or_copy(target, replaced_folder / target.name)
    temporary.unlink(missing_ok=True)
    if new.stat().st_dev == target.parent.stat().st_dev:
        new.replace(temporary)
    else:
        temporary.write_bytes(new.read_bytes())
    temporary.chmod(0o600)
    sync([temporary, replaced_folder])
    temporary.replace(target)
    sync([target.parent])


def _link_or_copy(source: Path, copy: Path) -> None:
    """Give a file a second name, or on another disk a copy."""
    copy.unlink(missing_ok=True)
    try:
        os.link(source, copy)
    except FileNotFoundError:
        raise
    except OSError:
        atomic_write(copy, source.read_bytes(), 0o600)


def _is_sound(file: Path) -> bool:
    try:
        sqlite.check_header(file)
        engine = sqlite.sqlite_engine(file)
        try:
            sqlite.check_integrity(engine, file, full=True)
        finally:
            engine.dispose()
    except FeedpubError:
        return False
    return True


def _restore_config(file: Path, config: Path | None) -> None:
    """Put the settings file back where it is missing; one that is there is the owner's."""
    if config and file.exists() and not config.exists():
        config.write_bytes(file.read_bytes())


# A database server


def _restore_server(
    unpacked: Path, settings: Settings, manifest: BackupManifest, now: datetime, stamp: str, *, everything: bool
) -> bool:
    """Do all of it in one transaction: a kill leaves the old tables."""
    for database in DATABASES:
        if (file := unpacked / database.name).exists():
            _migrate_copy(file, database)
    engine = connect_server(parse_address(settings.archive), ARCHIVE_SCHEMA)
    try:
        with (
            hold_advisory_lock(engine, RUN_LOCK),
            hold_advisory_lock(engine),
            engine.execution_options(writes=True).begin() as connection,
        ):
            has_newsletter = inspect(connection).has_table(DATABASES[1].schema.version_table)
            with_newsletter = (unpacked / POST_FILE).exists() and (everything or not has_newsletter)
            connection.execute(text(f'CREATE SCHEMA "{_replaced_schema(stamp)}"'))
            for database in DATABASES:
                if database.name == ARCHIVE_FILE or with_newsletter:
                    _move_tables_aside(connection, unpacked / database.name, database, stamp)
                    _create_tables(connection, database)
                    load_server_from_sqlite(unpacked / database.name, connection)
            save_unknown_send_period(connection, manifest.created_at if with_newsletter else now, now)
    finally:
        engine.dispose()
    return with_newsletter


def _migrate_copy(file: Path, database: Database) -> None:
    sqlite.open_sqlite(file, lambda made: migrate(made, database.name, database.schema)).dispose()


def _move_tables_aside(connection: Connection, copy: Path, database: Database, stamp: str) -> None:
    """Move our tables, and nobody else's, into the schema of what was replaced; their indexes and sequences follow."""
    engine: Engine = sqlite.sqlite_engine(copy)
    try:
        with engine.connect() as opened:
            names = [table.name for table in tables_in_order(opened)]
    finally:
        engine.dispose()
    for name in [*names, database.schema.version_table]:
        if inspect(connection).has_table(name):
            connection.execute(text(f'ALTER TABLE "{name}" SET SCHEMA "{_replaced_schema(stamp)}"'))


def _create_tables(connection: Connection, database: Database) -> None:
    for step in database.schema.steps:
        step(connection)
    write_version(connection, len(database.schema.steps), database.schema.version_table)


def _replaced_schema(stamp: str) -> str:
    return f"feedpub_replaced_{stamp.lower()}"
