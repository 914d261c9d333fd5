"""Mails that ask for confirmation -> what became of each; its intent is on the disk before its first byte goes out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, update

from feedpub.edge.post.erasing import writing
from feedpub.edge.post.rows import subscriber_of
from feedpub.edge.post.schema import confirmations, subscribers
from feedpub.edge.post.subscribers import UNCONFIRMED
from feedpub.model import Every, Sending, Standing, Wish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from feedpub.model import Subscriber

WAITING = (Sending.QUEUED.value, Sending.RETRY.value)

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""After the first, the second ... attempt; the last holds until the link would be dead."""


class Confirmation(NamedTuple):
    """A mail to a reader who is to confirm a wish; `key` is its number in its link."""

    key: int
    subscriber: Subscriber
    """With the wish that is to be confirmed."""
    known: bool
    """Whether they get letters already, and asked for others."""
    attempt: int
    moment: datetime
    """When its state last changed."""


class Confirmations:
    """The mails that are to be sent, in the post's tables; the caller is the only sender of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def owed(self, now: datetime, limit: int) -> list[Confirmation]:
        """Return mails to be sent now, the oldest first; none that was confirmed, or is too old, meanwhile."""
        return self._found(
            confirmations.c.state.in_(WAITING),
            confirmations.c.not_before <= int(now.timestamp()),
            confirmations.c.asked > int((now - UNCONFIRMED).timestamp()),
            limit=limit,
        )

    def in_the_dark(self) -> list[Confirmation]:
        """Return the mails that were under way when their sender was stopped."""
        return self._found(confirmations.c.state == Sending.SENDING.value, limit=-1)

    def _found(self, *conditions: object, limit: int) -> list[Confirmation]:
        joined = select(
            subscribers,
            confirmations.c.key.label("number"),
            confirmations.c.attempt,
            confirmations.c.moment,
            confirmations.c.regions.label("asked_regions"),
            confirmations.c.every.label("asked_every"),
            confirmations.c.language.label("asked_language"),
        ).join(confirmations, confirmations.c.subscriber == subscribers.c.key)
        open_ = confirmations.c.used.is_(None), subscribers.c.standing != Standing.LEFT.value
        wanted = joined.where(*open_, *conditions).order_by(confirmations.c.key)  # type: ignore[arg-type] # mypy does not see through *conditions
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.limit(limit) if limit >= 0 else wanted).mappings().all()
        return [
            Confirmation(
                row["number"],
                replace(
                    subscriber_of(row),
                    wish=Wish(
                        tuple(json.loads(row["asked_regions"])), Every(row["asked_every"]), row["asked_language"]
                    ),
                ),
                row["standing"] != Standing.PENDING.value,
                row["attempt"],
                datetime.fromtimestamp(row["moment"], UTC),
            )
            for row in rows
        ]

    def intend(self, mail: Confirmation, now: datetime) -> bool:
        """Store that a mail is under way; false where it is not waiting any more. Only then may it be sent."""
        waiting = confirmations.c.key == mail.key, confirmations.c.state.in_(WAITING), confirmations.c.used.is_(None)
        values = {"state": Sending.SENDING.value, "moment": int(now.timestamp()), "attempt": mail.attempt + 1}
        with writing(self._engine) as connection:
            return bool(connection.execute(update(confirmations).where(*waiting).values(values)).rowcount)

    def settle(
        self, mails: Sequence[Confirmation], state: Sending, now: datetime, reply: str = "", *, soon: bool = False
    ) -> None:
        """Store what became of mails; one to be tried again, unless `soon`, waits the longer the more it was tried."""
        with writing(self._engine) as connection:
            for mail in mails:
                wait = (
                    BACK_OFF[min(mail.attempt, len(BACK_OFF) - 1)]
                    if state is Sending.RETRY and not soon
                    else timedelta()
                )
                values = {
                    "state": state.value,
                    "moment": int(now.timestamp()),
                    "not_before": int((now + wait).timestamp()),
                    "reply": reply.replace(mail.subscriber.address, "…")[:400],
                }
                connection.execute(update(confirmations).where(confirmations.c.key == mail.key).values(values))
