"""A subscriber's row -> one that tells nothing of anybody; what the letters' accounts refer to stays."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from feedpub.model import SubscriberStatus
from feedpub.newsletter.store.tables import confirmations, deliveries, events, signup_log, subscribers, suppressions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Engine, RowMapping


@contextmanager
def secure_write(engine: Engine) -> Iterator[Connection]:
    """Give a transaction that writes, and that leaves nothing of what it removes in the file's free pages."""
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        yield connection


def erase_subscriber(connection: Connection, row: RowMapping, now: datetime) -> None:
    """Make a subscriber one who has left: no address, no hash of it, and no words of a server that could quote it."""
    key, timestamp = row["key"], int(now.timestamp())
    values = {
        "address": "",
        "hash": f"gone {row['id']}",
        "standing": SubscriberStatus.LEFT.value,
        "source": "",
        "consent": "",
        "changed": timestamp,
        "bounces": 0.0,
        "bounced": None,
    }
    connection.execute(update(subscribers).where(subscribers.c.key == key).values(values))
    connection.execute(update(deliveries).where(deliveries.c.subscriber == key).values(reply="", domain=""))
    connection.execute(update(events).where(events.c.subscriber == key).values(words=""))
    connection.execute(delete(confirmations).where(confirmations.c.subscriber == key))


def suppress_address(connection: Connection, address_hash: str, reason: str, now: datetime) -> None:
    """Keep a hash from getting letters; a reason that is there already stays, unless the new one weighs more."""
    present_reason = connection.scalar(select(suppressions.c.reason).where(suppressions.c.hash == address_hash))
    if present_reason in PERMANENT_REASONS:
        return
    connection.execute(delete(suppressions).where(suppressions.c.hash == address_hash))
    row = {"hash": address_hash, "reason": reason, "since": int(now.timestamp())}
    connection.execute(insert(suppressions).values(row))


def unsuppress(connection: Connection, address_hash: str) -> None:
    """Forget that a hash was suppressed, and which mails it was sent until it was confirmed."""
    connection.execute(delete(suppressions).where(suppressions.c.hash == address_hash))
    connection.execute(delete(signup_log).where(signup_log.c.hash == address_hash))


PERMANENT_REASONS = ("complained", "by hand")
"""Reasons that a sign-up does not lift; only the owner does."""


def record_event(connection: Connection, event: str, now: datetime, subscriber_key: int | None) -> None:
    """Add to what happened."""
    row = {"moment": int(now.timestamp()), "what": event, "subscriber": subscriber_key, "number": None, "words": ""}
    connection.execute(insert(events).values(row))
