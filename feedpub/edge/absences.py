"""What a look at the folder did not find -> files that are missing; later, files that are gone, and their stories."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from feedpub.edge.rows import moment
from feedpub.edge.schema import Link, Status, Withdrawal, article_sources, sources
from feedpub.edge.withdrawals import FILE_GONE, withdraw

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from feedpub.edge.seconds import Seconds

HOLDING = (Link.HERE.value, Link.PAST.value)
"""States in which a file keeps a story published."""


def missing(connection: Connection) -> dict[str, datetime]:
    """Return the files that are missing, with the first look that did not find each, in the order of the paths."""
    wanted = select(sources.c.path, sources.c.missing_since).where(sources.c.missing_since.is_not(None))
    found = connection.execute(wanted.order_by(sources.c.path))
    return {os.fsdecode(path): moment(second) for path, second in found}


def mark(connection: Connection, paths: Collection[str], since: datetime | None) -> None:
    """Note since when files are missing, or that they are there."""
    for path in sorted(paths):
        which = update(sources).where(sources.c.path == os.fsencode(path))
        connection.execute(which.values(missing_since=int(since.timestamp()) if since else None))


def let_go(connection: Connection, path: str) -> int | None:
    """Note that a file is gone; return its key, or None where there is no such file or it was gone already."""
    which = update(sources).where(sources.c.path == os.fsencode(path), sources.c.status != Status.GONE.value)
    gone = which.values(status=Status.GONE.value, reason=None, missing_since=None).returning(sources.c.key)
    key = connection.execute(gone).scalar()
    return None if key is None else int(key)


def take_along(connection: Connection, source: int, now: datetime, free: Seconds) -> tuple[int, int]:
    """Part a file from its stories; return how many of them, and how many were withdrawn since no other holds them."""
    mine = article_sources.c.source == source, article_sources.c.state == Link.HERE.value
    keys = list(connection.scalars(select(article_sources.c.article).where(*mine).order_by(article_sources.c.key)))
    connection.execute(update(article_sources).where(*mine).values(state=Link.LOST.value))
    alone = [key for key in keys if not is_held(connection, key)]
    return len(keys), sum(withdraw(connection, key, FILE_GONE, Withdrawal.FILE, now, free) for key in alone)


def is_held(connection: Connection, key: int) -> bool:
    """Whether any file keeps a story published."""
    holding = article_sources.c.article == key, article_sources.c.state.in_(HOLDING)
    return connection.execute(select(article_sources.c.key).where(*holding)).first() is not None
