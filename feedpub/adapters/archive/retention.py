"""The archive, the settings and the present moment -> the archive without what its owner wants forgotten.

What no reader sees may go: words that an edit replaced, adverts, the text of withdrawn stories. Digests stay, because
they are how a story is known again when an old file comes back; so do guids, headlines, and all that is published.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, delete, select, update

from feedpub.adapters.archive.database import connect_archive
from feedpub.adapters.archive.tables import articles, page_items, revisions, sources
from feedpub.model import ItemKind

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from feedpub.settings import Retention, Settings

EMPTY_LIST = "[]"
"""A list without anything in it, as the archive stores one."""


ERASED_REVISION = {"headline": "", "title": None, "byline": None, "paragraphs": EMPTY_LIST, "summary": ""}
"""What is left of a revision, besides its digest."""


class RetentionResult(NamedTuple):
    """How much was forgotten."""

    revisions: int = 0
    adverts: int = 0
    withdrawn: int = 0


def apply_retention(state: Path, settings: Settings, now: datetime) -> RetentionResult:
    """Forget what is older than the settings say, in one transaction, and return how much that was.

    The caller is the only writer. Raises `ArchiveError` and its kin.
    """
    retention = settings.retention
    if not (retention.revisions or retention.adverts or retention.withdrawn):
        return RetentionResult()
    engine = connect_archive(settings.archive, state)
    try:
        return apply_retention_to(engine, retention, now)
    finally:
        engine.dispose()


def apply_retention_to(engine: Engine, retention: Retention, now: datetime) -> RetentionResult:
    """Do what `tidy` does in an archive that is open."""
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete = ON")  # or the words would stay in the file's free pages
        return RetentionResult(
            _erase_revisions(connection, _cutoff(now, retention.revisions)),
            _delete_adverts(connection, _cutoff(now, retention.adverts)),
            _erase_withdrawn(connection, _cutoff(now, retention.withdrawn)),
        )


def _cutoff(now: datetime, days: int) -> int | None:
    """Return the second before which things are forgotten; None is never."""
    return int((now - timedelta(days=days)).timestamp()) if days else None


def _erase_revisions(connection: Connection, cutoff: int | None) -> int:
    if cutoff is None:
        return 0
    old = update(revisions).where(revisions.c.replaced < cutoff, revisions.c.paragraphs != EMPTY_LIST)
    return connection.execute(old.values(ERASED_REVISION)).rowcount


def _delete_adverts(connection: Connection, cutoff: int | None) -> int:
    """Remove the adverts of files that were last new or changed before; they return where such a file is read again."""
    if cutoff is None:
        return 0
    old = select(sources.c.key).where(sources.c.last_seen < cutoff)
    gone = delete(page_items).where(page_items.c.kind == ItemKind.AD.value, page_items.c.source.in_(old))
    return connection.execute(gone).rowcount


def _erase_withdrawn(connection: Connection, cutoff: int | None) -> int:
    if cutoff is None:
        return 0
    erased = {
        "paragraphs": EMPTY_LIST,
        "lines": EMPTY_LIST,
        "subheads": EMPTY_LIST,
        "keywords": EMPTY_LIST,
        "kicker": None,
        "subtitle": None,
        "byline": None,
        "dateline": None,
        "summary": "",
        "summary_brief": "",
        "summary_long": "",
    }
    condition = and_(
        articles.c.withdrawn.is_not(None), articles.c.withdrawn_at < cutoff, articles.c.paragraphs != EMPTY_LIST
    )
    keys = select(articles.c.key).where(condition)
    connection.execute(update(revisions).where(revisions.c.article.in_(keys)).values(ERASED_REVISION))
    return connection.execute(update(articles).where(condition).values(erased)).rowcount
