"""Subscribers: who asked for letters, of what, and how it stands with them. An address is read here, nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import bindparam, insert, select, update

from feedpub.model import SubscriberStatus
from feedpub.newsletter.store.tables import events, subscribers, suppressions, to_subscriber

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from feedpub.adapters.system.tokens import TokenSigner
    from feedpub.model import Frequency, Subscriber

BATCH = 500

SOFT_BOUNCE_SCORE, HARD_BOUNCE_SCORE = 0.34, 1.0
"""What a bounce adds to the score: three soft ones in a row weigh as much as a hard one."""

BOUNCE_RESET_PERIOD = timedelta(days=60)
"""So long without a bounce, the score begins anew."""

CONFIRMATION_PERIOD = timedelta(days=7)
"""For so long a sign-up may be confirmed; then nothing of it is left."""

_STATUS_QUERY = (
    select(subscribers.c.standing, suppressions.c.reason)
    .join_from(subscribers, suppressions, suppressions.c.hash == subscribers.c.hash, isouter=True)
    .where(subscribers.c.key == bindparam("wanted"))
)
"""Made once: it is asked before each letter."""


class SubscriberStore:
    """Keeps the promise of `feedpub.ports.Readers` in the post's tables; `suspend_after` hard bounces pause."""

    def __init__(self, engine: Engine, keys: TokenSigner, suspend_after: int = 3) -> None:
        self._engine = engine
        self._keys = keys
        self._suspend_after = suspend_after

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._engine.dispose()

    # As the sending of letters sees them

    def active_subscribers(self, frequency: Frequency) -> Iterator[Subscriber]:
        """Yield who gets a letter now, none of them suppressed, in the order of their keys."""
        suppressed = select(suppressions.c.hash)
        active_ones = subscribers.c.standing == SubscriberStatus.ACTIVE.value, subscribers.c.every == frequency.value
        wanted = (
            select(subscribers).where(*active_ones, subscribers.c.hash.not_in(suppressed)).order_by(subscribers.c.key)
        )
        last_key = 0
        while True:
            with self._engine.connect() as connection:
                found = connection.execute(wanted.where(subscribers.c.key > last_key).limit(BATCH)).mappings().all()
            yield from (to_subscriber(row) for row in found)
            if len(found) < BATCH:
                return
            last_key = found[-1]["key"]

    def exclusion_reason(self, subscriber: Subscriber) -> str:
        """Return "" where a letter may go out to the subscriber at this moment, or else why not."""
        with self._engine.connect() as connection:
            found = connection.execute(_STATUS_QUERY, {"wanted": subscriber.key}).first()
        if found is None or found.standing != SubscriberStatus.ACTIVE.value:
            return f"is {found.standing if found else 'erased'} by now"
        return f"is suppressed ({found.reason})" if found.reason else ""

    def record_bounce(self, id_: str, *, hard: bool, now: datetime, reason: str) -> None:
        """Add to the score of a subscriber whose mail came back; a full score pauses the subscription.

        An id that nobody has is passed over: mail comes back long after its reader has left.
        """
        timestamp = int(now.timestamp())
        with self._begin_write() as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.id == id_)).mappings().first()
            if row is None or row["standing"] != SubscriberStatus.ACTIVE.value:
                return
            is_old = row["bounced"] is not None and timestamp - row["bounced"] > BOUNCE_RESET_PERIOD.total_seconds()
            score = (0.0 if is_old else row["bounces"]) + (HARD_BOUNCE_SCORE if hard else SOFT_BOUNCE_SCORE)
            values: dict[str, Any] = {"bounces": score, "bounced": timestamp}
            if score >= self._suspend_after:
                values |= {"standing": SubscriberStatus.PAUSED.value, "changed": timestamp}
            connection.execute(update(subscribers).where(subscribers.c.key == row["key"]).values(values))
            event = "paused" if "standing" in values else ("hard bounce" if hard else "soft bounce")
            _record_event(connection, event, timestamp, row["key"], reason[:500])

    def record_complaint(self, id_: str, now: datetime, reason: str) -> None:
        """Send nothing any more to a subscriber who took a letter for abuse; an id that nobody has is passed over."""
        timestamp = int(now.timestamp())
        with self._begin_write() as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.id == id_)).mappings().first()
            if row is None or row["standing"] == SubscriberStatus.LEFT.value:
                return
            suppressed_hash = connection.scalar(select(suppressions.c.hash).where(suppressions.c.hash == row["hash"]))
            if suppressed_hash is None:
                suppression = {"hash": row["hash"], "reason": "complained", "since": timestamp}
                connection.execute(insert(suppressions).values(suppression))
                _record_event(connection, "complained", timestamp, row["key"], reason[:500])

    def _begin_write(self) -> Any:
        return self._engine.execution_options(writes=True).begin()


def _record_event(
    connection: Connection, event: str, timestamp: int, subscriber_key: int | None, detail: str = ""
) -> None:
    row = {"moment": timestamp, "what": event, "subscriber": subscriber_key, "number": None, "words": detail}
    connection.execute(insert(events).values(row))
