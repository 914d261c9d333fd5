"""Subscribers as their owner sees them: added with consent, listed, erased, suppressed."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, insert, select

from feedpub.model import SubscriberStatus
from feedpub.newsletter.store.erasure import (
    erase_subscriber,
    record_event,
    secure_write,
    suppress_address,
    unsuppress,
)
from feedpub.newsletter.store.tables import (
    deliveries,
    events,
    signup_requests,
    subscribers,
    suppressions,
    to_subscriber,
)
from feedpub.text.email_address import address_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine, RowMapping

    from feedpub.adapters.system.tokens import TokenSigner
    from feedpub.model import Preferences, Subscriber

BATCH = 500


@dataclass(frozen=True, slots=True)
class NewSubscriber:
    """A subscriber to be: `address` is valid; `consent` is what they said yes to, and when, in the owner's words."""

    address: str
    preferences: Preferences
    source: str
    consent: str


class SubscriberRecord(NamedTuple):
    """A subscriber, and how they came to be one."""

    subscriber: Subscriber
    source: str
    consent: str
    requested_at: datetime
    confirmed_at: datetime | None
    bounce_score: float


class SubscriberHistory(NamedTuple):
    """What happened with a subscriber."""

    record: SubscriberRecord | None
    suppression: str
    """Why nothing is sent to the address, and since when; "" where something may be."""
    letters: dict[str, int]
    """How many letters stand at which state."""
    events: Sequence[tuple[datetime, str]]


class SubscriberAdmin:
    """The owner's doings in the post's tables."""

    def __init__(self, engine: Engine, keys: TokenSigner) -> None:
        self._engine, self._keys = engine, keys

    def add(
        self,
        entries: Iterable[NewSubscriber],
        now: datetime,
        *,
        dry_run: bool = False,
        override_suppression: bool = False,
    ) -> list[str]:
        """Store subscribers in one transaction; return for each "" or why it was refused.

        A suppressed address is refused, unless `lifts`. With `dry`, nothing is stored.
        """
        with self._engine.execution_options(writes=True).connect() as connection, connection.begin() as transaction:
            refusal_reasons = [
                self._add(connection, entry, now, override_suppression=override_suppression) for entry in entries
            ]
            if dry_run:
                transaction.rollback()
        return refusal_reasons

    def _add(self, connection: Connection, entry: NewSubscriber, now: datetime, *, override_suppression: bool) -> str:
        address_hash, timestamp = self._address_hash(entry.address), int(now.timestamp())
        row = connection.execute(select(subscribers).where(subscribers.c.hash == address_hash)).mappings().first()
        if row is not None and row["standing"] != SubscriberStatus.PENDING.value:
            return f"is a subscriber already ({row['standing']})"
        reason = connection.scalar(select(suppressions.c.reason).where(suppressions.c.hash == address_hash))
        if reason and not override_suppression:
            return f"is suppressed ({reason})"
        unsuppress(connection, address_hash)
        if row is not None:  # asked by the form; the owner knows of their consent, so that they need not confirm
            erase_subscriber(connection, row, now)
        values: dict[str, Any] = {
            "id": secrets.token_hex(8),
            "address": entry.address,
            "hash": address_hash,
            "regions": json.dumps(entry.preferences.region_codes),
            "every": entry.preferences.frequency.value,
            "language": entry.preferences.language,
            "standing": SubscriberStatus.ACTIVE.value,
            "source": entry.source,
            "consent": entry.consent,
            "asked": timestamp,
            "confirmed": timestamp,
            "changed": timestamp,
            "bounces": 0.0,
            "bounced": None,
        }
        key = connection.execute(insert(subscribers).values(values).returning(subscribers.c.key)).scalar_one()
        record_event(connection, f"added by {entry.source}", now, key)
        return ""

    def all_records(self) -> Iterator[SubscriberRecord]:
        """Yield every subscriber who has an address, in the order of their keys."""
        last_key = 0
        wanted = (
            select(subscribers).where(subscribers.c.standing != SubscriberStatus.LEFT.value).order_by(subscribers.c.key)
        )
        while True:
            with self._engine.connect() as connection:
                found = connection.execute(wanted.where(subscribers.c.key > last_key).limit(BATCH)).mappings().all()
            yield from (_to_record(row) for row in found)
            if len(found) < BATCH:
                return
            last_key = found[-1]["key"]

    def counts(self) -> dict[str, int]:
        """Return how many subscribers there are of each standing, and how many hashes are suppressed."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(subscribers.c.standing, func.count()).group_by(subscribers.c.standing)
            ).all()
            suppressed = connection.scalar(select(func.count()).select_from(suppressions)) or 0
        return {**{str(status): int(number) for status, number in rows}, "suppressed": int(suppressed)}

    def history_of(self, address_or_id: str) -> SubscriberHistory:
        """Return what is known of an address or an id."""
        with self._engine.connect() as connection:
            row = self._find_row(connection, address_or_id)
            address_hash = row["hash"] if row is not None else self._address_hash(address_or_id)
            found = (
                connection.execute(select(suppressions).where(suppressions.c.hash == address_hash)).mappings().first()
            )
            letters, event_log = _letters_and_events(connection, row["key"]) if row is not None else ({}, [])
        suppression_text = f"{found['reason']}, {_to_datetime(found['since']):%Y-%m-%d}" if found else ""
        return SubscriberHistory(_to_record(row) if row is not None else None, suppression_text, letters, event_log)

    def remove(self, address_or_id: str, now: datetime) -> bool:
        """Erase a subscriber, by address or id; only a hash stays, that keeps an old list from adding them again.

        Return whether there was anybody. An address that is not known is suppressed all the same.
        """
        with secure_write(self._engine) as connection:
            row = self._find_row(connection, address_or_id)
            was_subscribed = row is not None and row["standing"] != SubscriberStatus.LEFT.value
            if row is not None and was_subscribed:
                suppress_address(connection, row["hash"], "erased", now)
                erase_subscriber(connection, row, now)
                record_event(connection, "erased", now, row["key"])
            if "@" in address_or_id:
                if row is None:
                    suppress_address(connection, self._address_hash(address_or_id), "erased", now)
                connection.execute(
                    delete(signup_requests).where(func.lower(signup_requests.c.address) == address_key(address_or_id))
                )
        return was_subscribed

    def suppress(self, address_or_id: str, now: datetime) -> bool:
        """Let nothing be sent to an address or an id, whatever a form says, until the owner lifts it.

        Return whether it belongs to a subscriber, who is erased.
        """
        with secure_write(self._engine) as connection:
            row = self._find_row(connection, address_or_id)
            was_subscribed = row is not None and row["standing"] != SubscriberStatus.LEFT.value
            if row is not None and was_subscribed:
                suppress_address(connection, row["hash"], "by hand", now)
                erase_subscriber(connection, row, now)
                record_event(connection, "suppressed", now, row["key"])
            elif "@" in address_or_id:
                suppress_address(connection, self._address_hash(address_or_id), "by hand", now)
        return was_subscribed

    def unsuppress(self, address: str) -> bool:
        """Let an address be written to again, once it is added or confirmed; return whether it was suppressed."""
        address_hash = self._address_hash(address)
        with secure_write(self._engine) as connection:
            found = connection.scalar(select(suppressions.c.hash).where(suppressions.c.hash == address_hash))
            unsuppress(connection, address_hash)
        return found is not None

    def _find_row(self, connection: Connection, address_or_id: str) -> RowMapping | None:
        column, value = (
            (subscribers.c.hash, self._address_hash(address_or_id))
            if "@" in address_or_id
            else (subscribers.c.id, address_or_id)
        )
        return connection.execute(select(subscribers).where(column == value)).mappings().first()

    def _address_hash(self, address: str) -> str:
        return self._keys.hash(address_key(address))


def _letters_and_events(connection: Connection, key: int) -> tuple[dict[str, int], list[tuple[datetime, str]]]:
    letter_counts = select(deliveries.c.state, func.count()).where(deliveries.c.subscriber == key)
    letters = {
        str(state): int(number) for state, number in connection.execute(letter_counts.group_by(deliveries.c.state))
    }
    wanted = select(events).where(events.c.subscriber == key).order_by(events.c.key)
    rows = connection.execute(wanted).mappings().all()
    return letters, [(_to_datetime(row["moment"]), " ".join((row["what"], row["words"])).strip()) for row in rows]


def _to_record(row: RowMapping) -> SubscriberRecord:
    confirmed = _to_datetime(row["confirmed"]) if row["confirmed"] is not None else None
    return SubscriberRecord(
        to_subscriber(row), row["source"], row["consent"], _to_datetime(row["asked"]), confirmed, float(row["bounces"])
    )


def _to_datetime(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
