"""The number of the archive's schema: SQLite has a place for it in the file's header, other databases get a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, MetaData, Table, delete, insert, inspect, select

if TYPE_CHECKING:
    from sqlalchemy import Connection

_number = Table("schema_number", MetaData(), Column("number", BigInteger, nullable=False))


def read_number(connection: Connection) -> int:
    """Return the number of the schema; 0 for a database that has none of our tables."""
    if connection.dialect.name == "sqlite":
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if not inspect(connection).has_table(_number.name):
        return 0
    return int(connection.execute(select(_number.c.number)).scalar_one())


def write_number(connection: Connection, number: int) -> None:
    """Store the number, in the transaction that is open."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA user_version = {number:d}")
        return
    _number.create(connection, checkfirst=True)
    connection.execute(delete(_number))
    connection.execute(insert(_number).values(number=number))
