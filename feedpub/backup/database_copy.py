"""A database, while others write to it -> a SQLite file of the same rows; such a file -> a database server.

A copy is a SQLite file whatever the archive lies in: one kind of copy to check and to keep, and a way from SQLite to
PostgreSQL and back.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import MetaData, func, insert, inspect, select, text

from feedpub.adapters.database import sqlite
from feedpub.adapters.database.engine import migrate
from feedpub.errors import ArchiveDamaged, ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Table

    from feedpub.adapters.database.engine import Schema

ROWS_PER_BATCH = 500
"""Rows in memory at a time."""

LOCK_TIMEOUT = 60.0
"""Seconds for which a copy waits for a writer."""


def copy_sqlite_file(source: Path, target: Path) -> None:
    """Write a copy of a SQLite database, as it is at one moment, to `target`; raises `ArchiveError` and its kin.

    Writers wait as long as it takes, which is some seconds for a gigabyte; no step of the schema is done.
    """
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        with (
            closing(sqlite3.connect(f"file:{_uri_path(source)}?mode=rw", uri=True, timeout=LOCK_TIMEOUT)) as database,
            closing(sqlite3.connect(target)) as copy,
        ):
            database.backup(copy)
            result = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise ArchiveDamaged(f"{source}: cannot be copied ({error}); see `feedpub check`") from error
    except OSError as error:
        raise ArchiveError(
            f"{target}: cannot be written ({error.strerror}); make room, or name another place"
        ) from error
    if result != "ok":
        raise ArchiveDamaged(f"{source}: damaged ({result}); its copy is not kept; {sqlite.RECOVERY_HINT}")


def copy_server_to_sqlite(source: Connection, target: Path, schema: Schema) -> bool:
    """Write the rows of a server's database to a new SQLite file; False where it has no tables of this schema.

    All is read in the transaction that is open, which should see one moment (REPEATABLE READ).
    """
    if not inspect(source).has_table(schema.version_table):
        return False
    engine = sqlite.open_sqlite(target, lambda made: migrate(made, str(target), schema))
    try:
        with engine.execution_options(writes=True).begin() as copy:
            tables = tables_in_order(copy)
            for table in reversed(tables):  # a step may have put rows there
                copy.execute(table.delete())
            reflected = MetaData()
            reflected.reflect(source, only=[table.name for table in tables])
            for table in tables:
                _copy_rows(source, reflected.tables[table.name], copy, table)
        sqlite.check_integrity(engine, target, full=True)
    finally:
        engine.dispose()
    return True


def load_server_from_sqlite(source: Path, target: Connection) -> None:
    """Fill the tables of a server's database, made in the transaction that is open, from a SQLite copy."""
    engine = sqlite.sqlite_engine(source)
    try:
        with engine.connect() as copy:
            tables = tables_in_order(copy)
            reflected = MetaData()
            reflected.reflect(target, only=[table.name for table in tables])
            for table in reversed(tables):
                target.execute(reflected.tables[table.name].delete())
            for table in tables:
                _copy_rows(copy, table, target, reflected.tables[table.name])
                _advance_sequence(target, reflected.tables[table.name])
    finally:
        engine.dispose()


def tables_in_order(connection: Connection) -> list[Table]:
    """Return the tables of a SQLite copy, each after those that it refers to."""
    reflected = MetaData()
    reflected.reflect(connection)
    return [table for table in reflected.sorted_tables if not table.name.startswith("sqlite_")]


def _copy_rows(source: Connection, source_table: Table, target: Connection, target_table: Table) -> None:
    result = source.execution_options(yield_per=ROWS_PER_BATCH).execute(
        select(*(source_table.c[column.name] for column in target_table.c))
    )
    for rows in result.mappings().partitions(ROWS_PER_BATCH):
        target.execute(insert(target_table), [dict(row) for row in rows])


def _advance_sequence(connection: Connection, table: Table) -> None:
    """Have the server give keys beyond those that were brought along."""
    key = table.autoincrement_column
    if key is None:
        return
    sequence = connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": key.name}
    )
    last = connection.scalar(select(func.max(key)))
    if sequence and last is not None:
        connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _uri_path(path: Path) -> str:
    """Return a path as a SQLite URI has it (https://www.sqlite.org/uri.html, 3.1)."""
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
