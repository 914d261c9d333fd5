"""A story -> withdrawn, with the reason, the moment and whose doing it was; or standing again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from feedpub.edge.schema import Withdrawal, articles
from feedpub.stages.dating import change

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from feedpub.edge.seconds import Seconds

OFF_THE_PAGE = "no longer on its page"
"""The reason of a withdrawal that ends by itself when the story is there again."""

FILE_GONE = "its file was deleted"
"""The reason of one that ends when the file is there again."""

STANDING = {"withdrawn": None, "withdrawn_at": None, "withdrawn_by": None}

ABSENT = frozenset({Withdrawal.PAGE.value, Withdrawal.FILE.value})
"""Whose withdrawals end by themselves."""


def withdraw(connection: Connection, key: int, reason: str, by: Withdrawal, now: datetime, free: Seconds) -> bool:
    """Withdraw a story; return whether that changed anything. An editor's word goes before that of pages and files."""
    wanted = select(articles.c.withdrawn, articles.c.withdrawn_by, articles.c.updated).where(articles.c.key == key)
    row = connection.execute(wanted).one()
    if row.withdrawn is not None and (by is not Withdrawal.EDITOR or (row.withdrawn, row.withdrawn_by) == (reason, by)):
        return False
    second = change(row.updated, int(now.timestamp()), free)
    free.take(second)
    values = {"withdrawn": reason, "withdrawn_at": second, "withdrawn_by": by.value}
    connection.execute(update(articles).where(articles.c.key == key).values(values))
    return True
