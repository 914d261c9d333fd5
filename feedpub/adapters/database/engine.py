"""Address of an archive -> a SQLAlchemy engine on it, at the present schema; or an error that leaves it as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from feedpub.adapters.database import sqlite
from feedpub.adapters.database.version import read_version, write_version
from feedpub.errors import ArchiveError, ArchiveTooNew, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import URL, Engine

    from feedpub.adapters.database.version import MigrationStep


class Schema(NamedTuple):
    """A set of tables that grows by steps of its own: the archive's, or the post's."""

    steps: Sequence[MigrationStep]
    version_table: str
    """The table that holds the schema's number, where the database has no place for it."""


def connect_newsletter(address: str, state: Path, file: str, schema: Schema) -> Engine:
    """Return an engine on the post's tables: in the archive's database server, or in a SQLite file of their own.

    Raises what `connect` raises. The server of the sign-up writes there while a run holds the archive for long.
    """
    url = parse_address(address) if address else None
    if url is None or url.get_backend_name() == "sqlite":
        path = state / file
        return sqlite.open_sqlite(path, lambda engine: migrate(engine, str(path), schema))
    return connect_server(url, schema)


def connect_server(url: URL, schema: Schema) -> Engine:
    """Return an engine on a database server, its schema brought to the newest step."""
    printable_address = url.render_as_string(hide_password=True)
    try:
        engine = create_engine(url)
        migrate(engine, printable_address, schema)
    except ModuleNotFoundError as error:
        hint = "say: pip install 'feedpub[postgresql]'"
        raise SettingsError(
            f"archive = {printable_address!r}: its driver {error.name} is not installed; {hint}"
        ) from error
    except (SQLAlchemyError, NoSuchModuleError) as error:
        raise ArchiveError(
            f"{printable_address}: cannot be used ({error}); is the server up, and the address right?"
        ) from error
    return engine


def migrate(engine: Engine, name: str, schema: Schema) -> None:
    """Bring the tables to the newest schema, a transaction for each step; raises `ArchiveTooNew`."""
    steps, version_table = schema
    with engine.connect() as connection:
        version = read_version(connection, version_table)
    if version > len(steps):
        raise ArchiveTooNew(
            f"{name}: written by a newer feedpub (schema {version}, this one knows {len(steps)}); update feedpub"
        )
    for next_version, step in enumerate(steps[version:], version + 1):
        with engine.execution_options(writes=True).begin() as connection:
            if read_version(connection, version_table) < next_version:  # or else another feedpub was quicker
                step(connection)
                write_version(connection, next_version, version_table)


def parse_address(address: str) -> URL:
    """Return the address of a database as SQLAlchemy wants it; raises `SettingsError`."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise SettingsError(f"archive = {address!r}: no database URL; write it like postgresql://host/name") from error
    if url.drivername in {"postgresql", "postgres"}:  # which driver is meant differs between releases of SQLAlchemy
        return url.set(drivername="postgresql+psycopg")
    return url
