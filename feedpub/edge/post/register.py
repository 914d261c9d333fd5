"""Subscribers as their owner sees them: added with consent, listed, erased, suppressed."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, insert, select

from feedpub.edge.post.erasing import erase, lift, note, suppress, writing
from feedpub.edge.post.rows import subscriber_of
from feedpub.edge.post.schema import deliveries, events, requests, subscribers, suppressions
from feedpub.language.reader_address import known_as
from feedpub.model import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine, RowMapping

    from feedpub.edge.keys import Keys
    from feedpub.model import Subscriber, Wish

BATCH = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A subscriber to be: `address` is valid; `consent` is what they said yes to, and when, in the owner's words."""

    address: str
    wish: Wish
    source: str
    consent: str


class Known(NamedTuple):
    """A subscriber, and how they came to be one."""

    subscriber: Subscriber
    source: str
    consent: str
    asked: datetime
    confirmed: datetime | None
    bounces: float


class History(NamedTuple):
    """What happened with a subscriber."""

    known: Known | None
    suppressed: str
    """Why nothing is sent to the address, and since when; "" where something may be."""
    letters: dict[str, int]
    """How many letters stand at which state."""
    events: Sequence[tuple[datetime, str]]


class Register:
    """The owner's doings in the post's tables."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self._engine, self._keys = engine, keys

    def add(self, entries: Iterable[Entry], now: datetime, *, dry: bool = False, lifts: bool = False) -> list[str]:
        """Store subscribers in one transaction; return for each "" or why it was refused.

        A suppressed address is refused, unless `lifts`. With `dry`, nothing is stored.
        """
        with self._engine.execution_options(writes=True).connect() as connection, connection.begin() as transaction:
            refused = [self._add(connection, entry, now, lifts=lifts) for entry in entries]
            if dry:
                transaction.rollback()
        return refused

    def _add(self, connection: Connection, entry: Entry, now: datetime, *, lifts: bool) -> str:
        digest, moment = self._hash(entry.address), int(now.timestamp())
        row = connection.execute(select(subscribers).where(subscribers.c.hash == digest)).mappings().first()
        if row is not None and row["standing"] != Standing.PENDING.value:
            return f"is a subscriber already ({row['standing']})"
        reason = connection.scalar(select(suppressions.c.reason).where(suppressions.c.hash == digest))
        if reason and not lifts:
            return f"is suppressed ({reason})"
        lift(connection, digest)
        if row is not None:  # asked by the form; the owner knows of their consent, so that they need not confirm
            erase(connection, row, now)
        values: dict[str, Any] = {
            "id": secrets.token_hex(8),
            "address": entry.address,
            "hash": digest,
            "regions": json.dumps(entry.wish.regions),
            "every": entry.wish.every.value,
            "language": entry.wish.language,
            "standing": Standing.ACTIVE.value,
            "source": entry.source,
            "consent": entry.consent,
            "asked": moment,
            "confirmed": moment,
            "changed": moment,
            "bounces": 0.0,
            "bounced": None,
        }
        key = connection.execute(insert(subscribers).values(values).returning(subscribers.c.key)).scalar_one()
        note(connection, f"added by {entry.source}", now, key)
        return ""

    def all(self) -> Iterator[Known]:
        """Yield every subscriber who has an address, in the order of their keys."""
        last = 0
        wanted = select(subscribers).where(subscribers.c.standing != Standing.LEFT.value).order_by(subscribers.c.key)
        while True:
            with self._engine.connect() as connection:
                found = connection.execute(wanted.where(subscribers.c.key > last).limit(BATCH)).mappings().all()
            yield from (_known(row) for row in found)
            if len(found) < BATCH:
                return
            last = found[-1]["key"]

    def counts(self) -> dict[str, int]:
        """Return how many subscribers there are of each standing, and how many hashes are suppressed."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(subscribers.c.standing, func.count()).group_by(subscribers.c.standing)
            ).all()
            suppressed = connection.scalar(select(func.count()).select_from(suppressions)) or 0
        return {**{str(standing): int(number) for standing, number in rows}, "suppressed": int(suppressed)}

    def show(self, who: str) -> History:
        """Return what is known of an address or an id."""
        with self._engine.connect() as connection:
            row = self._row(connection, who)
            digest = row["hash"] if row is not None else self._hash(who)
            found = connection.execute(select(suppressions).where(suppressions.c.hash == digest)).mappings().first()
            letters, happened = _happened(connection, row["key"]) if row is not None else ({}, [])
        why = f"{found['reason']}, {_moment(found['since']):%Y-%m-%d}" if found else ""
        return History(_known(row) if row is not None else None, why, letters, happened)

    def remove(self, who: str, now: datetime) -> bool:
        """Erase a subscriber, by address or id; only a hash stays, that keeps an old list from adding them again.

        Return whether there was anybody. An address that is not known is suppressed all the same.
        """
        with writing(self._engine) as connection:
            row = self._row(connection, who)
            there = row is not None and row["standing"] != Standing.LEFT.value
            if row is not None and there:
                suppress(connection, row["hash"], "erased", now)
                erase(connection, row, now)
                note(connection, "erased", now, row["key"])
            if "@" in who:
                if row is None:
                    suppress(connection, self._hash(who), "erased", now)
                connection.execute(delete(requests).where(func.lower(requests.c.address) == known_as(who)))
        return there

    def suppress(self, who: str, now: datetime) -> bool:
        """Let nothing be sent to an address or an id, whatever a form says, until the owner lifts it.

        Return whether it belongs to a subscriber, who is erased.
        """
        with writing(self._engine) as connection:
            row = self._row(connection, who)
            there = row is not None and row["standing"] != Standing.LEFT.value
            if row is not None and there:
                suppress(connection, row["hash"], "by hand", now)
                erase(connection, row, now)
                note(connection, "suppressed", now, row["key"])
            elif "@" in who:
                suppress(connection, self._hash(who), "by hand", now)
        return there

    def lift(self, address: str) -> bool:
        """Let an address be written to again, once it is added or confirmed; return whether it was suppressed."""
        digest = self._hash(address)
        with writing(self._engine) as connection:
            found = connection.scalar(select(suppressions.c.hash).where(suppressions.c.hash == digest))
            lift(connection, digest)
        return found is not None

    def _row(self, connection: Connection, who: str) -> RowMapping | None:
        column, value = (subscribers.c.hash, self._hash(who)) if "@" in who else (subscribers.c.id, who)
        return connection.execute(select(subscribers).where(column == value)).mappings().first()

    def _hash(self, address: str) -> str:
        return self._keys.hash(known_as(address))


def _happened(connection: Connection, key: int) -> tuple[dict[str, int], list[tuple[datetime, str]]]:
    counted = select(deliveries.c.state, func.count()).where(deliveries.c.subscriber == key)
    letters = {str(state): int(number) for state, number in connection.execute(counted.group_by(deliveries.c.state))}
    wanted = select(events).where(events.c.subscriber == key).order_by(events.c.key)
    rows = connection.execute(wanted).mappings().all()
    return letters, [(_moment(row["moment"]), " ".join((row["what"], row["words"])).strip()) for row in rows]


def _known(row: RowMapping) -> Known:
    confirmed = _moment(row["confirmed"]) if row["confirmed"] is not None else None
    return Known(
        subscriber_of(row), row["source"], row["consent"], _moment(row["asked"]), confirmed, float(row["bounces"])
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
