"""Schema 7 -> schema 8: who withdrew a story and when, what files are missing, how near-duplicates are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, MetaData, Table, text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_sketches = Table(
    "sketches",
    MetaData(),
    Column("value", BigInteger, primary_key=True, autoincrement=False),
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

_CHANGES = (
    "ALTER TABLE articles ADD COLUMN withdrawn_at BIGINT",
    "ALTER TABLE articles ADD COLUMN withdrawn_by TEXT",
    "UPDATE articles SET withdrawn_at = updated, withdrawn_by = 'page' WHERE withdrawn IS NOT NULL",
    "CREATE INDEX ix_articles_withdrawn_at ON articles (withdrawn_at)",
    "ALTER TABLE sources ADD COLUMN missing_since BIGINT",
    "CREATE INDEX ix_sources_day ON sources (day)",
    "CREATE INDEX ix_sources_missing_since ON sources (missing_since)",
    "ALTER TABLE article_sources ADD COLUMN near BOOLEAN NOT NULL DEFAULT FALSE",
    "CREATE INDEX ix_article_sources_digest ON article_sources (digest)",
)


def step(connection: Connection) -> None:
    """Make the changes; what is withdrawn was so by its page, and the stories of before have no sketches."""
    for change in _CHANGES:
        connection.execute(text(change))
    _sketches.create(connection)
