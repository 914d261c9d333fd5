"""Schema 4 -> schema 5: for which regions the stories of each page vote as their paper's home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, ForeignKey, MetaData, Table, Text, text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_metadata = MetaData()
_sources = Table("sources", _metadata, Column("key", BigInteger, primary_key=True))
_votes = Table(
    "votes",
    _metadata,
    Column("source", ForeignKey("sources.key"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("paper", Text, nullable=False),
    Column("stories", BigInteger, nullable=False),
)


def step(connection: Connection) -> None:
    """Build the table; the pages of before are counted, and vote when they are read again."""
    _votes.create(connection)
    pages = (
        "INSERT INTO votes (source, day, code, paper, stories) "
        "SELECT key, COALESCE(day, ''), '', paper, 0 FROM sources WHERE status = 'ok' AND paper IS NOT NULL"
    )
    connection.execute(text(pages))
