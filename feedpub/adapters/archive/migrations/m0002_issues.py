"""Schema 1 -> schema 2: the issues of the digest, so that the site's letters can be made again from the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, MetaData, Table, Text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_issues = Table(
    "issues",
    MetaData(),
    Column("key", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("sections", Text, nullable=False),
)


def step(connection: Connection) -> None:
    """Build the table."""
    _issues.create(connection)
