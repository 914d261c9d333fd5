"""The archive, the settings and the present moment -> the archive without what its owner wants forgotten.

What no reader sees may go: words that an edit replaced, adverts, the text of withdrawn stories. Digests stay, because
they are how a story is known again when an old file comes back; so do guids, headlines, and all that is published.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, delete, select, update

from feedpub.edge.database import connect
from feedpub.edge.schema import articles, asides, revisions, sources
from feedpub.model import Kind

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from feedpub.settings import Retention, Settings

NOTHING = "[]"
"""A list without anything in it, as the archive stores one."""


NO_WORDS = {"headline": "", "title": None, "byline": None, "paragraphs": NOTHING, "summary": ""}
"""What is left of a revision, besides its digest."""


class Tidied(NamedTuple):
    """How much was forgotten."""

    revisions: int = 0
    adverts: int = 0
    withdrawn: int = 0


def tidy(state: Path, settings: Settings, now: datetime) -> Tidied:
    """Forget what is older than the settings say, in one transaction, and return how much that was.

    The caller is the only writer. Raises `ArchiveError` and its kin.
    """
    choices = settings.retention
    if not (choices.revisions or choices.adverts or choices.withdrawn):
        return Tidied()
    engine = connect(settings.archive, state)
    try:
        return forget(engine, choices, now)
    finally:
        engine.dispose()


def forget(engine: Engine, choices: Retention, now: datetime) -> Tidied:
    """Do what `tidy` does in an archive that is open."""
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete = ON")  # or the words would stay in the file's free pages
        return Tidied(
            _revisions(connection, _before(now, choices.revisions)),
            _adverts(connection, _before(now, choices.adverts)),
            _withdrawn(connection, _before(now, choices.withdrawn)),
        )


def _before(now: datetime, days: int) -> int | None:
    """Return the second before which things are forgotten; None is never."""
    return int((now - timedelta(days=days)).timestamp()) if days else None


def _revisions(connection: Connection, before: int | None) -> int:
    if before is None:
        return 0
    old = update(revisions).where(revisions.c.replaced < before, revisions.c.paragraphs != NOTHING)
    return connection.execute(old.values(NO_WORDS)).rowcount


def _adverts(connection: Connection, before: int | None) -> int:
    """Remove the adverts of files that were last new or changed before; they return where such a file is read again."""
    if before is None:
        return 0
    old = select(sources.c.key).where(sources.c.last_seen < before)
    gone = delete(asides).where(asides.c.kind == Kind.AD.value, asides.c.source.in_(old))
    return connection.execute(gone).rowcount


def _withdrawn(connection: Connection, before: int | None) -> int:
    if before is None:
        return 0
    words = {
        "paragraphs": NOTHING,
        "lines": NOTHING,
        "subheads": NOTHING,
        "keywords": NOTHING,
        "kicker": None,
        "subtitle": None,
        "byline": None,
        "dateline": None,
        "summary": "",
        "summary_brief": "",
        "summary_long": "",
    }
    gone = and_(articles.c.withdrawn.is_not(None), articles.c.withdrawn_at < before, articles.c.paragraphs != NOTHING)
    keys = select(articles.c.key).where(gone)
    connection.execute(update(revisions).where(revisions.c.article.in_(keys)).values(NO_WORDS))
    return connection.execute(update(articles).where(gone).values(words)).rowcount
