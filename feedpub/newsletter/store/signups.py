"""What came by the form -> mails to confirm it, as many as the caps allow; and what was confirmed, changed, left.

A request is laid down in the same way whoever asks; only later, off the request, is looked up whose address it is. So
neither the answer nor the time it takes says who is a subscriber (S12).
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import delete, func, insert, select, update

from feedpub.model import DeliveryStatus, Frequency, Preferences, SubscriberStatus
from feedpub.newsletter.store.erasure import (
    PERMANENT_REASONS,
    erase_subscriber,
    record_event,
    secure_write,
    suppress_address,
    unsuppress,
)
from feedpub.newsletter.store.subscribers import CONFIRMATION_PERIOD
from feedpub.newsletter.store.tables import (
    confirmations,
    signup_log,
    signup_requests,
    subscribers,
    suppressions,
    to_subscriber,
)
from feedpub.text.email_address import address_key

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine, RowMapping

    from feedpub.adapters.system.tokens import TokenSigner
    from feedpub.model import Subscriber
    from feedpub.settings import Signup

BATCH = 200

LIMIT_MEMORY = timedelta(days=365)
"""For so long a mail that nobody confirmed counts against its address; only the address's hash is kept."""

CONFIRM_PURPOSE = "confirm"
"""What the token of a confirmation is good for, and the name of its page."""


class PurgedCounts(NamedTuple):
    """How much housekeeping forgot."""

    unconfirmed: int = 0
    confirmations: int = 0


class SignupStore:
    """The readers' own doings in the post's tables, under the caps of `[signup]`."""

    def __init__(self, engine: Engine, keys: TokenSigner, limits: Signup) -> None:
        self._engine, self._keys, self._limits = engine, keys, limits

    # By the form

    def store_request(self, address: str, preferences: Preferences, network: str, now: datetime) -> None:
        """Lay down what a form brought: one row, whoever it is."""
        row = {
            "address": address,
            **_preference_columns(preferences),
            "network": self._keys.hash(f"network {network}"),
            "moment": int(now.timestamp()),
        }
        with secure_write(self._engine) as connection:
            connection.execute(insert(signup_requests).values(row))

    def process_requests(self, now: datetime) -> Counter[str]:
        """Work off all that was laid down; return how often each thing was done: "mail", "blocked", "too often" ..."""
        outcome_counts: Counter[str] = Counter()
        while True:
            with secure_write(self._engine) as connection:
                found = (
                    connection.execute(select(signup_requests).order_by(signup_requests.c.key).limit(BATCH))
                    .mappings()
                    .all()
                )
                for row in found:
                    outcome_counts[self._process_request(connection, row, now)] += 1
                    connection.execute(delete(signup_requests).where(signup_requests.c.key == row["key"]))
            if len(found) < BATCH:
                return outcome_counts

    def _process_request(self, connection: Connection, request: RowMapping, now: datetime) -> str:
        address_hash = self._keys.hash(address_key(request["address"]))
        reason = connection.scalar(select(suppressions.c.reason).where(suppressions.c.hash == address_hash))
        if reason in PERMANENT_REASONS:
            return "blocked"
        if exceeded_limit := self._exceeded_limit(connection, address_hash, request["network"], now):
            return exceeded_limit
        timestamp = int(now.timestamp())
        key = self._subscriber_key(connection, address_hash, request, timestamp)
        mail = {name: request[name] for name in ("regions", "every", "language")}
        mail |= {"subscriber": key, "asked": timestamp, "state": DeliveryStatus.QUEUED.value, "attempt": 0}
        mail |= {"not_before": timestamp, "moment": timestamp, "reply": "", "used": None}
        connection.execute(insert(confirmations).values(mail))
        signup = {"hash": address_hash, "network": request["network"], "moment": timestamp}
        connection.execute(insert(signup_log).values(signup))
        return "mail"

    def _exceeded_limit(self, connection: Connection, address_hash: str, network: str, now: datetime) -> str:
        limits, timestamp = self._limits, int(now.timestamp())
        interval_start, hour_start = timestamp - limits.hours_between_mails * 3600, timestamp - 3600
        to_address = select(func.count()).select_from(signup_log).where(signup_log.c.hash == address_hash)
        recent = select(func.count()).select_from(signup_log).where(signup_log.c.moment > hour_start)
        if connection.scalar(to_address.where(signup_log.c.moment > interval_start)):
            return "too often for its address"
        if (connection.scalar(to_address) or 0) >= limits.max_per_address:
            return "too often without being confirmed"
        if (connection.scalar(recent.where(signup_log.c.network == network)) or 0) >= limits.max_per_network_hour:
            return "too often from its network"
        return "too often in all" if (connection.scalar(recent) or 0) >= limits.max_per_hour else ""

    def _subscriber_key(self, connection: Connection, address_hash: str, request: RowMapping, timestamp: int) -> int:
        """Return the key of the subscriber with that hash, made if there is none."""
        found = connection.execute(select(subscribers).where(subscribers.c.hash == address_hash)).mappings().first()
        if found is not None:
            if found["standing"] == SubscriberStatus.PENDING.value:
                pending_row = update(subscribers).where(subscribers.c.key == found["key"])
                connection.execute(pending_row.values(asked=timestamp, changed=timestamp))
            return int(found["key"])
        row = {name: request[name] for name in ("address", "regions", "every", "language")} | {
            "id": secrets.token_hex(8),
            "hash": address_hash,
            "standing": SubscriberStatus.PENDING.value,
            "source": "form",
            "consent": f"asked by the form, network {request['network'][:12]}",
            "asked": timestamp,
            "confirmed": None,
            "changed": timestamp,
            "bounces": 0.0,
            "bounced": None,
        }
        return int(connection.execute(insert(subscribers).values(row).returning(subscribers.c.key)).scalar_one())

    # By the links of mails

    def confirmation_token(self, subscriber: Subscriber, confirmation_key: int) -> str:
        """Return what a confirmation's link bears; it passes with its time."""
        return self._keys.timed_token(CONFIRM_PURPOSE, f"{subscriber.id}.{confirmation_key}")

    def pending_preferences(self, token: str) -> Preferences | None:
        """Return what a confirmation's link would confirm, None where it is good for nothing; nothing is changed."""
        with self._engine.connect() as connection:
            found = self._find_confirmation(connection, token)
        return _to_preferences(found) if found is not None else None

    def confirm(self, token: str, now: datetime) -> Subscriber | None:
        """Make active what a link confirms, and return whose it is; None where it is good for nothing.

        A link that was used, or whose reader confirmed by another one since, changes nothing.
        """
        timestamp = int(now.timestamp())
        with secure_write(self._engine) as connection:
            found = self._find_confirmation(connection, token)
            if found is None:
                return None
            is_subscriber = subscribers.c.key == found["subscriber"]
            if found["used"] is None:
                values: dict[str, Any] = {name: found[name] for name in ("regions", "every", "language")}
                values |= {"standing": SubscriberStatus.ACTIVE.value, "confirmed": timestamp, "changed": timestamp}
                connection.execute(
                    update(subscribers).where(is_subscriber).values(values | {"bounces": 0.0, "bounced": None})
                )
                open_confirmations = confirmations.c.subscriber == found["subscriber"], confirmations.c.used.is_(None)
                connection.execute(update(confirmations).where(*open_confirmations).values(used=timestamp))
                unsuppress(connection, found["hash"])
                record_event(connection, "confirmed", now, found["subscriber"])
            row = connection.execute(select(subscribers).where(is_subscriber)).mappings().one()
        return to_subscriber(row)

    def _find_confirmation(self, connection: Connection, token: str) -> RowMapping | None:
        signed_value = self._keys.read_timed(CONFIRM_PURPOSE, token, CONFIRMATION_PERIOD)
        subscriber_id, _, number = (signed_value or "").partition(".")
        if not number.isdecimal() or len(number) > 18:
            return None
        joined = select(confirmations, subscribers.c.hash).join(
            subscribers, subscribers.c.key == confirmations.c.subscriber
        )
        wanted = joined.where(confirmations.c.key == int(number), subscribers.c.id == subscriber_id)
        found = connection.execute(wanted).mappings().first()
        if found is None:
            return None
        reason = connection.scalar(select(suppressions.c.reason).where(suppressions.c.hash == found["hash"]))
        return None if reason in PERMANENT_REASONS else found

    def subscriber(self, id_: str) -> Subscriber | None:
        """Return who has that id and still is a subscriber, confirmed or not."""
        has_not_left = subscribers.c.standing != SubscriberStatus.LEFT.value
        with self._engine.connect() as connection:
            row = (
                connection.execute(select(subscribers).where(subscribers.c.id == id_, has_not_left)).mappings().first()
            )
        return to_subscriber(row) if row is not None else None

    def change_preferences(self, id_: str, preferences: Preferences, now: datetime) -> Subscriber | None:
        """Store another wish of a confirmed subscriber, and return them; None where there is none of that id."""
        is_confirmed = subscribers.c.standing.in_((SubscriberStatus.ACTIVE.value, SubscriberStatus.PAUSED.value))
        values = {**_preference_columns(preferences), "changed": int(now.timestamp())}
        with secure_write(self._engine) as connection:
            is_subscriber = subscribers.c.id == id_, is_confirmed
            if not connection.execute(update(subscribers).where(*is_subscriber).values(values)).rowcount:
                return None
            row = connection.execute(select(subscribers).where(*is_subscriber)).mappings().one()
        return to_subscriber(row)

    def unsubscribe(self, id_: str, now: datetime) -> bool:
        """Send nothing more to a subscriber and erase the address; whether there was anybody to leave."""
        with secure_write(self._engine) as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.id == id_)).mappings().first()
            if row is None or row["standing"] == SubscriberStatus.LEFT.value:
                return False
            suppress_address(connection, row["hash"], "left", now)
            erase_subscriber(connection, row, now)
            record_event(connection, "left", now, row["key"])
        return True

    # By the clock

    def purge_expired(self, now: datetime) -> PurgedCounts:
        """Forget who did not confirm for seven days, and mails whose links are dead."""
        cutoff = int((now - CONFIRMATION_PERIOD).timestamp())
        unconfirmed = subscribers.c.standing == SubscriberStatus.PENDING.value, subscribers.c.asked <= cutoff
        if not self._has_expired(cutoff):
            return PurgedCounts()
        with secure_write(self._engine) as connection:
            keys = select(subscribers.c.key).where(*unconfirmed)
            is_expired = (confirmations.c.asked <= cutoff) | confirmations.c.subscriber.in_(keys)
            confirmation_count = connection.execute(delete(confirmations).where(is_expired)).rowcount
            subscriber_count = connection.execute(delete(subscribers).where(*unconfirmed)).rowcount
            connection.execute(delete(signup_requests).where(signup_requests.c.moment <= cutoff))
            log_cutoff = int((now - LIMIT_MEMORY).timestamp())
            connection.execute(delete(signup_log).where(signup_log.c.moment <= log_cutoff))
        return PurgedCounts(subscriber_count, confirmation_count)

    def _has_expired(self, cutoff: int) -> bool:
        """Whether there is anything to forget: to look costs no write."""
        old_confirmation = confirmations.c.asked <= cutoff
        pending = subscribers.c.standing == SubscriberStatus.PENDING.value, subscribers.c.asked <= cutoff
        old_request = signup_requests.c.moment <= cutoff
        old_log_entry = signup_log.c.moment <= cutoff - int((LIMIT_MEMORY - CONFIRMATION_PERIOD).total_seconds())
        with self._engine.connect() as connection:
            return any(
                connection.execute(select(1).where(select(1).where(*conditions).exists())).first()
                for conditions in ((old_confirmation,), pending, (old_request,), (old_log_entry,))
            )


def _preference_columns(preferences: Preferences) -> dict[str, str]:
    return {
        "regions": json.dumps(preferences.region_codes),
        "every": preferences.frequency.value,
        "language": preferences.language,
    }


def _to_preferences(row: RowMapping) -> Preferences:
    return Preferences(tuple(json.loads(row["regions"])), Frequency(row["every"]), row["language"])
