"""Mails that ask for confirmation -> what became of each; its intent is on the disk before its first byte goes out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select, update

from feedpub.model import DeliveryStatus, Frequency, Preferences, SubscriberStatus
from feedpub.newsletter.store.erasure import secure_write
from feedpub.newsletter.store.subscribers import CONFIRMATION_PERIOD
from feedpub.newsletter.store.tables import confirmations, subscribers, to_subscriber

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from feedpub.model import Subscriber

WAITING_STATUSES = (DeliveryStatus.QUEUED.value, DeliveryStatus.RETRY.value)

RETRY_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""After the first, the second ... attempt; the last holds until the link would be dead."""


class ConfirmationMail(NamedTuple):
    """A mail to a reader who is to confirm a wish; `key` is its number in its link."""

    key: int
    subscriber: Subscriber
    """With the wish that is to be confirmed."""
    is_confirmed_subscriber: bool
    """Whether they get letters already, and asked for others."""
    attempts: int
    changed_at: datetime
    """When its state last changed."""


class ConfirmationStore:
    """The mails that are to be sent, in the post's tables; the caller is the only sender of them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self, now: datetime, limit: int) -> list[ConfirmationMail]:
        """Return mails to be sent now, the oldest first; none that was confirmed, or is too old, meanwhile."""
        return self._select(
            confirmations.c.state.in_(WAITING_STATUSES),
            confirmations.c.not_before <= int(now.timestamp()),
            confirmations.c.asked > int((now - CONFIRMATION_PERIOD).timestamp()),
            limit=limit,
        )

    def interrupted(self) -> list[ConfirmationMail]:
        """Return the mails that were under way when their sender was stopped."""
        return self._select(confirmations.c.state == DeliveryStatus.SENDING.value, limit=-1)

    def _select(self, *conditions: object, limit: int) -> list[ConfirmationMail]:
        with_subscribers = select(
            subscribers,
            confirmations.c.key.label("number"),
            confirmations.c.attempt,
            confirmations.c.moment,
            confirmations.c.regions.label("asked_regions"),
            confirmations.c.every.label("asked_every"),
            confirmations.c.language.label("asked_language"),
        ).join(confirmations, confirmations.c.subscriber == subscribers.c.key)
        is_open = confirmations.c.used.is_(None), subscribers.c.standing != SubscriberStatus.LEFT.value
        wanted = with_subscribers.where(*is_open, *conditions).order_by(confirmations.c.key)  # type: ignore[arg-type] # mypy does not see through *conditions
        with self._engine.connect() as connection:
            rows = connection.execute(wanted.limit(limit) if limit >= 0 else wanted).mappings().all()
        return [
            ConfirmationMail(
                row["number"],
                replace(
                    to_subscriber(row),
                    preferences=Preferences(
                        tuple(json.loads(row["asked_regions"])), Frequency(row["asked_every"]), row["asked_language"]
                    ),
                ),
                row["standing"] != SubscriberStatus.PENDING.value,
                row["attempt"],
                datetime.fromtimestamp(row["moment"], UTC),
            )
            for row in rows
        ]

    def mark_sending(self, mail: ConfirmationMail, now: datetime) -> bool:
        """Store that a mail is under way; false where it is not waiting any more. Only then may it be sent."""
        waiting = (
            confirmations.c.key == mail.key,
            confirmations.c.state.in_(WAITING_STATUSES),
            confirmations.c.used.is_(None),
        )
        values = {"state": DeliveryStatus.SENDING.value, "moment": int(now.timestamp()), "attempt": mail.attempts + 1}
        with secure_write(self._engine) as connection:
            return bool(connection.execute(update(confirmations).where(*waiting).values(values)).rowcount)

    def record_status(
        self,
        mails: Sequence[ConfirmationMail],
        status: DeliveryStatus,
        now: datetime,
        reply: str = "",
        *,
        immediately: bool = False,
    ) -> None:
        """Store what became of mails; one to be tried again, unless `soon`, waits the longer the more it was tried."""
        with secure_write(self._engine) as connection:
            for mail in mails:
                delay = (
                    RETRY_DELAYS[min(mail.attempts, len(RETRY_DELAYS) - 1)]
                    if status is DeliveryStatus.RETRY and not immediately
                    else timedelta()
                )
                values = {
                    "state": status.value,
                    "moment": int(now.timestamp()),
                    "not_before": int((now + delay).timestamp()),
                    "reply": reply.replace(mail.subscriber.address, "…")[:400],
                }
                connection.execute(update(confirmations).where(confirmations.c.key == mail.key).values(values))
