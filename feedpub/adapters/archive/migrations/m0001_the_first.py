"""Nothing -> schema 1: sources, articles, regions, revisions, asides, runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    insert,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

_metadata = MetaData()
_Key = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER PRIMARY KEY counts up by itself in SQLite


def step(connection: Connection) -> None:
    """Build every table; the revision of an empty archive is 0."""
    _metadata.create_all(connection)
    connection.execute(insert(_counters).values(name="revision", value=0))


_sources = Table(
    "sources",
    _metadata,
    Column("key", _Key, primary_key=True),
    Column("path", LargeBinary, nullable=False, unique=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text),
    Column("paper", Text),
    Column("day", Text),
    Column("number", Text),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
)

_runs = Table(
    "runs",
    _metadata,
    Column("key", _Key, primary_key=True),
    Column("started", BigInteger, nullable=False),
    Column("new", BigInteger, nullable=False),
    Column("changed", BigInteger, nullable=False),
)

_articles = Table(
    "articles",
    _metadata,
    Column("key", _Key, primary_key=True),
    Column("guid", Text, nullable=False, unique=True),
    Column("id", Text, nullable=False, unique=True),
    Column("digest", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("title", Text),
    Column("paragraphs", Text, nullable=False),
    Column("lines", Text, nullable=False),
    Column("kicker", Text),
    Column("subtitle", Text),
    Column("byline", Text),
    Column("dateline", Text),
    Column("subheads", Text, nullable=False),
    Column("jump", Text),
    Column("confidence", Float(53), nullable=False),
    Column("headline", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("summary_brief", Text, nullable=False),
    Column("summary_long", Text, nullable=False),
    Column("summary_method", Text, nullable=False),
    Column("keywords", Text, nullable=False),
    Column("is_national", Boolean, nullable=False),
    Column("is_foreign", Boolean, nullable=False),
    Column("paper", Text),
    Column("number", Text),
    Column("published", BigInteger, nullable=False, unique=True),
    Column("updated", BigInteger, nullable=False, unique=True),
    Column("withdrawn", Text),
    Column("speaker", ForeignKey("sources.key"), nullable=False),
    Column("run", ForeignKey("runs.key"), nullable=False, index=True),
)

_article_sources = Table(
    "article_sources",
    _metadata,
    Column("key", _Key, primary_key=True),
    Column("article", ForeignKey("articles.key"), nullable=False),
    Column("source", ForeignKey("sources.key"), nullable=False, index=True),
    Column("digest", Text, nullable=False),
    Column("state", Text, nullable=False),
    UniqueConstraint("article", "source"),
)

_article_regions = Table(
    "article_regions",
    _metadata,
    Column("article", ForeignKey("articles.key"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("code", Text, nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("confidence", Float(53), nullable=False),
    Column("evidence", Text, nullable=False),
)

_revisions = Table(
    "revisions",
    _metadata,
    Column("article", ForeignKey("articles.key"), primary_key=True),
    Column("replaced", BigInteger, primary_key=True),
    Column("digest", Text, nullable=False, index=True),
    Column("headline", Text, nullable=False),
    Column("title", Text),
    Column("byline", Text),
    Column("paragraphs", Text, nullable=False),
    Column("summary", Text, nullable=False),
)

_asides = Table(
    "asides",
    _metadata,
    Column("source", ForeignKey("sources.key"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("kind", Text, nullable=False, index=True),
    Column("item", Text, nullable=False),
)

_seconds = Table("seconds", _metadata, Column("second", _Key, primary_key=True, autoincrement=False))

_counters = Table("counters", _metadata, Column("name", Text, primary_key=True), Column("value", BigInteger))
