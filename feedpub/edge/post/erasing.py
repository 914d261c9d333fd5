"""A subscriber's row -> one that tells nothing of anybody; what the letters' accounts refer to stays."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from feedpub.edge.post.schema import confirmations, deliveries, events, signups, subscribers, suppressions
from feedpub.model import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Engine, RowMapping


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that writes, and that leaves nothing of what it removes in the file's free pages."""
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        yield connection


def erase(connection: Connection, row: RowMapping, now: datetime) -> None:
    """Make a subscriber one who has left: no address, no hash of it, and no words of a server that could quote it."""
    key, moment = row["key"], int(now.timestamp())
    values = {
        "address": "",
        "hash": f"gone {row['id']}",
        "standing": Standing.LEFT.value,
        "source": "",
        "consent": "",
        "changed": moment,
        "bounces": 0.0,
        "bounced": None,
    }
    connection.execute(update(subscribers).where(subscribers.c.key == key).values(values))
    connection.execute(update(deliveries).where(deliveries.c.subscriber == key).values(reply="", domain=""))
    connection.execute(update(events).where(events.c.subscriber == key).values(words=""))
    connection.execute(delete(confirmations).where(confirmations.c.subscriber == key))


def suppress(connection: Connection, digest: str, reason: str, now: datetime) -> None:
    """Keep a hash from getting letters; a reason that is there already stays, unless the new one weighs more."""
    found = connection.scalar(select(suppressions.c.reason).where(suppressions.c.hash == digest))
    if found in BLOCKED:
        return
    connection.execute(delete(suppressions).where(suppressions.c.hash == digest))
    row = {"hash": digest, "reason": reason, "since": int(now.timestamp())}
    connection.execute(insert(suppressions).values(row))


def lift(connection: Connection, digest: str) -> None:
    """Forget that a hash was suppressed, and which mails it was sent until it was confirmed."""
    connection.execute(delete(suppressions).where(suppressions.c.hash == digest))
    connection.execute(delete(signups).where(signups.c.hash == digest))


BLOCKED = ("complained", "by hand")
"""Reasons that a sign-up does not lift; only the owner does."""


def note(connection: Connection, what: str, now: datetime, key: int | None) -> None:
    """Add to what happened."""
    row = {"moment": int(now.timestamp()), "what": what, "subscriber": key, "number": None, "words": ""}
    connection.execute(insert(events).values(row))
