"""What a look at the folder did not find -> files that are missing; later, files that are gone, and their stories."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from feedpub.edge.rows import from_unix
from feedpub.edge.schema import LinkState, SourceStatus, WithdrawnBy, article_sources, sources
from feedpub.edge.withdrawals import FILE_DELETED, withdraw_story

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from feedpub.edge.seconds import UniqueTimestamps

PUBLISHING_LINKS = (LinkState.HERE.value, LinkState.SUPERSEDED.value)
"""States in which a file keeps a story published."""


def missing_since(connection: Connection) -> dict[str, datetime]:
    """Return the files that are missing, with the first look that did not find each, in the order of the paths."""
    query = select(sources.c.path, sources.c.missing_since).where(sources.c.missing_since.is_not(None))
    rows = connection.execute(query.order_by(sources.c.path))
    return {os.fsdecode(path): from_unix(second) for path, second in rows}


def set_missing_since(connection: Connection, paths: Collection[str], since: datetime | None) -> None:
    """Note since when files are missing, or that they are there."""
    for path in sorted(paths):
        statement = update(sources).where(sources.c.path == os.fsencode(path))
        connection.execute(statement.values(missing_since=int(since.timestamp()) if since else None))


def mark_removed(connection: Connection, path: str) -> int | None:
    """Note that a file is gone; return its key, or None where there is no such file or it was gone already."""
    statement = update(sources).where(sources.c.path == os.fsencode(path), sources.c.status != SourceStatus.GONE.value)
    marked = statement.values(status=SourceStatus.GONE.value, reason=None, missing_since=None).returning(sources.c.key)
    key = connection.execute(marked).scalar()
    return None if key is None else int(key)


def detach_stories(connection: Connection, source_key: int, now: datetime, timestamps: UniqueTimestamps) -> tuple[int, int]:
    """Part a file from its stories; return how many of them, and how many were withdrawn since no other holds them."""
    links = article_sources.c.source == source_key, article_sources.c.state == LinkState.HERE.value
    keys = list(connection.scalars(select(article_sources.c.article).where(*links).order_by(article_sources.c.key)))
    connection.execute(update(article_sources).where(*links).values(state=LinkState.FILE_GONE.value))
    unheld = [key for key in keys if not is_in_any_file(connection, key)]
    return len(keys), sum(withdraw_story(connection, key, FILE_DELETED, WithdrawnBy.FILE, now, timestamps) for key in unheld)


def is_in_any_file(connection: Connection, story_key: int) -> bool:
    """Whether any file keeps a story published."""
    condition = article_sources.c.article == story_key, article_sources.c.state.in_(PUBLISHING_LINKS)
    return connection.execute(select(article_sources.c.key).where(*condition)).first() is not None
