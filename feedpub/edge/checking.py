"""The state folder and the settings -> what is wrong with the databases, gone through from end to end."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from feedpub.edge import sqlite
from feedpub.edge.backup_manifest import unpack
from feedpub.edge.database import ARCHIVE, parse_address, path_of
from feedpub.edge.database import FILE as ARCHIVE_NAME
from feedpub.edge.post.database import FILE as POST_FILE
from feedpub.edge.post.database import POST
from feedpub.edge.schema_number import read_number
from feedpub.edge.trace import was_there
from feedpub.errors import ArchiveDamaged, ArchiveError, ArchiveTooNew, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from feedpub.edge.backup_manifest import Contents
    from feedpub.edge.database import Schema
    from feedpub.settings import Settings


def check_databases(state: Path, settings: Settings) -> list[str]:
    """Return what was looked at; raises `ArchiveDamaged` and its kin, `NotFound` where there is no archive.

    Nothing is changed: no step of the schema is done. Writers may be at work.
    """
    return list(_looked_at(state, settings))


def _looked_at(state: Path, settings: Settings) -> Iterator[str]:
    path = path_of(settings.archive, state)
    if path is None:
        yield _server(settings)
        return
    if not path.exists():
        if was_there(state):
            raise ArchiveDamaged(f"{path}: is missing, and there was one; {sqlite.REMEDY}")
        raise NotFound(f"{path}: there is no archive yet; say `feedpub publish` first")
    yield _file(path, ARCHIVE)
    if (state / POST_FILE).exists():
        yield _file(state / POST_FILE, POST)


def _file(path: Path, schema: Schema) -> str:
    """Go through all pages of the file, all its indexes, and all that refers to another row."""
    sqlite.examine(path)
    engine = sqlite.engine_on(path)
    try:
        sqlite.check(engine, path, whole=True)
        with engine.connect() as connection:
            _refuse_newer(read_number(connection), schema, str(path))
            found = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
            stray = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    finally:
        engine.dispose()
    if found != "ok" or stray:
        what = found if found != "ok" else f"a row of {stray[0]} refers to none of {stray[2]}" if stray else ""
        raise ArchiveDamaged(f"{path}: damaged ({what}); {sqlite.REMEDY}")
    return f"{path}: {path.stat().st_size:,} bytes, whole"


def _server(settings: Settings) -> str:
    url = parse_address(settings.archive)
    shown = url.render_as_string(hide_password=True)
    engine: Engine | None = None
    try:
        engine = create_engine(url)
        with engine.connect() as connection:
            number = read_number(connection)
    except SQLAlchemyError as error:
        raise ArchiveError(f"{shown}: cannot be used ({error}); is the server up, and the address right?") from error
    finally:
        if engine:
            engine.dispose()
    if not number:
        raise NotFound(f"{shown}: there is no archive yet; say `feedpub publish` first")
    _refuse_newer(number, ARCHIVE, shown)
    return f"{shown}: answers (its pages are its server's affair)"


def _refuse_newer(number: int, schema: Schema, name: str) -> None:
    if number > len(schema.steps):
        known = f"schema {number}, this one knows {len(schema.steps)}"
        raise ArchiveTooNew(f"{name}: written by a newer feedpub ({known}); update feedpub")


def check_backup(backup: Path) -> Contents:
    """Return what is in a backup that can be restored; raises `ArchiveDamaged`, `ArchiveTooNew`, `NotFound`."""
    newest = {ARCHIVE_NAME: len(ARCHIVE.steps), POST_FILE: len(POST.steps)}
    with TemporaryDirectory(prefix="feedpub-check-") as folder:
        return unpack(backup, Path(folder), newest)
