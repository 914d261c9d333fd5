"""The number of the archive's schema: SQLite has a place for it in the file's header, other databases get a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, MetaData, Table, delete, insert, inspect, select

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    MigrationStep = Callable[[Connection], None]

ARCHIVE_VERSION_TABLE = "schema_version"
"""The table's name for the archive; what else shares its database has a table of its own."""


def read_version(connection: Connection, name: str = ARCHIVE_VERSION_TABLE) -> int:
    """Return the number of the schema; 0 for a database that has none of our tables."""
    if connection.dialect.name == "sqlite":
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if not inspect(connection).has_table(name):
        return 0
    return int(connection.execute(select(_version_table(name).c.number)).scalar_one())


def write_version(connection: Connection, version: int, name: str = ARCHIVE_VERSION_TABLE) -> None:
    """Store the number, in the transaction that is open."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {version:d}")
        return
    table = _version_table(name)
    table.create(connection, checkfirst=True)
    connection.execute(delete(table))
    connection.execute(insert(table).values(number=version))


def _version_table(name: str) -> Table:
    return Table(name, MetaData(), Column("number", BigInteger, nullable=False))
