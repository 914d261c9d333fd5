"""The state folder and the settings -> what is wrong with the databases, gone through from end to end."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from feedpub.adapters.archive.database import ARCHIVE_FILE as ARCHIVE_NAME
from feedpub.adapters.archive.database import ARCHIVE_SCHEMA, archive_path
from feedpub.adapters.archive.recovery import archive_existed
from feedpub.adapters.database import sqlite
from feedpub.adapters.database.engine import parse_address
from feedpub.adapters.database.version import read_version
from feedpub.backup.manifest import unpack
from feedpub.errors import ArchiveDamaged, ArchiveError, ArchiveTooNew, NotFound
from feedpub.newsletter.store.database import DATABASE_FILE as POST_FILE
from feedpub.newsletter.store.database import NEWSLETTER_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from feedpub.adapters.database.engine import Schema
    from feedpub.backup.manifest import BackupManifest
    from feedpub.settings import Settings


def check_databases(state: Path, settings: Settings) -> list[str]:
    """Return what was looked at; raises `ArchiveDamaged` and its kin, `NotFound` where there is no archive.

    Nothing is changed: no step of the schema is done. Writers may be at work.
    """
    return list(_check_each(state, settings))


def _check_each(state: Path, settings: Settings) -> Iterator[str]:
    path = archive_path(settings.archive, state)
    if path is None:
        yield _check_server(settings)
        return
    if not path.exists():
        if archive_existed(state):
            raise ArchiveDamaged(f"{path}: is missing, and there was one; {sqlite.RECOVERY_HINT}")
        raise NotFound(f"{path}: there is no archive yet; say `feedpub publish` first")
    yield _check_file(path, ARCHIVE_SCHEMA)
    if (state / POST_FILE).exists():
        yield _check_file(state / POST_FILE, NEWSLETTER_SCHEMA)


def _check_file(path: Path, schema: Schema) -> str:
    """Go through all pages of the file, all its indexes, and all that refers to another row."""
    sqlite.check_header(path)
    engine = sqlite.sqlite_engine(path)
    try:
        sqlite.check_integrity(engine, path, full=True)
        with engine.connect() as connection:
            _reject_newer_schema(read_version(connection), schema, str(path))
            result = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
            violation = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    finally:
        engine.dispose()
    if result != "ok" or violation:
        what = (
            result
            if result != "ok"
            else f"a row of {violation[0]} refers to none of {violation[2]}"
            if violation
            else ""
        )
        raise ArchiveDamaged(f"{path}: damaged ({what}); {sqlite.RECOVERY_HINT}")
    return f"{path}: {path.stat().st_size:,} bytes, whole"


def _check_server(settings: Settings) -> str:
    url = parse_address(settings.archive)
    printable_address = url.render_as_string(hide_password=True)
    engine: Engine | None = None
    try:
        engine = create_engine(url)
        with engine.connect() as connection:
            number = read_version(connection)
    except SQLAlchemyError as error:
        raise ArchiveError(
            f"{printable_address}: cannot be used ({error}); is the server up, and the address right?"
        ) from error
    finally:
        if engine:
            engine.dispose()
    if not number:
        raise NotFound(f"{printable_address}: there is no archive yet; say `feedpub publish` first")
    _reject_newer_schema(number, ARCHIVE_SCHEMA, printable_address)
    return f"{printable_address}: answers (its pages are its server's affair)"


def _reject_newer_schema(number: int, schema: Schema, name: str) -> None:
    if number > len(schema.steps):
        versions = f"schema {number}, this one knows {len(schema.steps)}"
        raise ArchiveTooNew(f"{name}: written by a newer feedpub ({versions}); update feedpub")


def check_backup(backup: Path) -> BackupManifest:
    """Return what is in a backup that can be restored; raises `ArchiveDamaged`, `ArchiveTooNew`, `NotFound`."""
    newest_schemas = {ARCHIVE_NAME: len(ARCHIVE_SCHEMA.steps), POST_FILE: len(NEWSLETTER_SCHEMA.steps)}
    with TemporaryDirectory(prefix="feedpub-check-") as folder:
        return unpack(backup, Path(folder), newest_schemas)
