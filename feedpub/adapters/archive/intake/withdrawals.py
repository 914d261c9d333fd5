"""A story -> withdrawn, with the reason, the moment and whose doing it was; or standing again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from feedpub.adapters.archive.tables import WithdrawnBy, articles
from feedpub.stages.identity.publication_time import change_second

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from feedpub.adapters.archive.intake.timestamps import UniqueTimestamps

OFF_THE_PAGE = "no longer on its page"
"""The reason of a withdrawal that ends by itself when the story is there again."""

FILE_DELETED = "its file was deleted"
"""The reason of one that ends when the file is there again."""

NOT_WITHDRAWN = {"withdrawn": None, "withdrawn_at": None, "withdrawn_by": None}

AUTOMATIC = frozenset({WithdrawnBy.PAGE.value, WithdrawnBy.FILE.value})
"""Whose withdrawals end by themselves."""


def withdraw_story(
    connection: Connection, story_key: int, reason: str, by: WithdrawnBy, now: datetime, timestamps: UniqueTimestamps
) -> bool:
    """Withdraw a story; return whether that changed anything. An editor's word goes before that of pages and files."""
    query = select(articles.c.withdrawn, articles.c.withdrawn_by, articles.c.updated).where(articles.c.key == story_key)
    row = connection.execute(query).one()
    if row.withdrawn is not None and (
        by is not WithdrawnBy.EDITOR or (row.withdrawn, row.withdrawn_by) == (reason, by)
    ):
        return False
    second = change_second(row.updated, int(now.timestamp()), timestamps)
    timestamps.take(second)
    values = {"withdrawn": reason, "withdrawn_at": second, "withdrawn_by": by.value}
    connection.execute(update(articles).where(articles.c.key == story_key).values(values))
    return True
