"""What a look at the folder did not find -> files that are missing; later, files that are gone, and their stories."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from feedpub.adapters.archive.intake.withdrawals import FILE_DELETED, withdraw_story
from feedpub.adapters.archive.rows import from_unix
from feedpub.adapters.archive.tables import LinkState, SourceStatus, WithdrawnBy, article_sources, sources
from feedpub.model import RejectedFile

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import Connection

    from feedpub.adapters.archive.intake.timestamps import UniqueTimestamps
    from feedpub.model import Page


def rejected_files(connection: Connection) -> Iterator[RejectedFile]:
    """Yield the files that could not be used as they are now, in the order of their paths."""
    query = select(sources.c.path, sources.c.reason, sources.c.last_seen).where(
        sources.c.status == SourceStatus.REJECTED.value
    )
    for path, reason, second in sorted(
        (bytes(path), reason, second) for path, reason, second in connection.execute(query)
    ):
        yield RejectedFile(os.fsdecode(path), reason or "", datetime.fromtimestamp(second, UTC))


def mark_for_retry(connection: Connection, path: str) -> bool:
    """Have the next run look at a refused file again; return whether it was one."""
    condition = sources.c.path == os.fsencode(path), sources.c.status == SourceStatus.REJECTED.value
    return bool(connection.execute(update(sources).where(*condition).values(fingerprint="")).rowcount)


# What a look at the folder did not find -> files that are missing; later, files that are gone, and their stories.


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


def detach_stories(
    connection: Connection, source_key: int, now: datetime, timestamps: UniqueTimestamps
) -> tuple[int, int]:
    """Part a file from its stories; return how many of them, and how many were withdrawn since no other holds them."""
    links = article_sources.c.source == source_key, article_sources.c.state == LinkState.HERE.value
    keys = list(connection.scalars(select(article_sources.c.article).where(*links).order_by(article_sources.c.key)))
    connection.execute(update(article_sources).where(*links).values(state=LinkState.FILE_GONE.value))
    unheld = [key for key in keys if not is_in_any_file(connection, key)]
    return len(keys), sum(
        withdraw_story(connection, key, FILE_DELETED, WithdrawnBy.FILE, now, timestamps) for key in unheld
    )


def is_in_any_file(connection: Connection, story_key: int) -> bool:
    """Whether any file keeps a story published."""
    condition = article_sources.c.article == story_key, article_sources.c.state.in_(PUBLISHING_LINKS)
    return connection.execute(select(article_sources.c.key).where(*condition)).first() is not None


# What is known of a file, its page now -> whether it is the page that it was, edited, or another (decision 3).


def has_other_day(before: Mapping[str, Any], page: Page) -> bool:
    """Whether the page says a day, and the file said another one before."""
    return page.day is not None and before["day"] not in {None, page.day.isoformat()}


def is_same_page(before: Mapping[str, Any], page: Page) -> bool | None:
    """Whether a file still holds the page that it held, by what the page says of itself; None where it says no day."""
    day = page.day.isoformat() if page.day else None
    pairs = ((before["day"], day), (before["paper"], page.paper), (before["number"], page.page_number))
    if any(one and other and one != other for one, other in pairs):
        return False
    return True if day and before["day"] else None
