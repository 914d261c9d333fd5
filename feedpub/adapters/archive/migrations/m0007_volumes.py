"""Schema 6 -> schema 7: in which order stories came to their feeds, and where each feed's volumes end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, Table, Text, UniqueConstraint

if TYPE_CHECKING:
    from sqlalchemy import Connection

_metadata = MetaData()
_Key = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER PRIMARY KEY counts up by itself in SQLite
_articles = Table("articles", _metadata, Column("key", _Key, primary_key=True))
_entries = Table(
    "entries",
    _metadata,
    Column("key", _Key, primary_key=True),
    Column("feed", Text, nullable=False),
    Column("article", ForeignKey("articles.key"), nullable=False, index=True),
    UniqueConstraint("feed", "article"),
)
_volumes = Table(
    "volumes",
    _metadata,
    Column("feed", Text, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
)


def step(connection: Connection) -> None:
    """Build the tables; the stories of before come to their feeds, the oldest first, when they are next written out."""
    _entries.create(connection)
    _volumes.create(connection)
