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

from feedpub.edge.post.erasing import BLOCKED, erase, lift, note, suppress, writing
from feedpub.edge.post.rows import subscriber_of
from feedpub.edge.post.schema import confirmations, requests, signups, subscribers, suppressions
from feedpub.edge.post.subscribers import UNCONFIRMED
from feedpub.language.reader_address import known_as
from feedpub.model import Every, Sending, Standing, Wish

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine, RowMapping

    from feedpub.edge.keys import Keys
    from feedpub.model import Subscriber
    from feedpub.settings import Signup

BATCH = 200

REMEMBERED = timedelta(days=365)
"""For so long a mail that nobody confirmed counts against its address; only the address's hash is kept."""

CONFIRM = "confirm"
"""What the token of a confirmation is good for, and the name of its page."""


class Swept(NamedTuple):
    """How much housekeeping forgot."""

    unconfirmed: int = 0
    confirmations: int = 0


class Signups:
    """The readers' own doings in the post's tables, under the caps of `[signup]`."""

    def __init__(self, engine: Engine, keys: Keys, caps: Signup) -> None:
        self._engine, self._keys, self._caps = engine, keys, caps

    # By the form

    def ask(self, address: str, wish: Wish, network: str, now: datetime) -> None:
        """Lay down what a form brought: one row, whoever it is."""
        row = {
            "address": address,
            **_columns(wish),
            "network": self._keys.hash(f"network {network}"),
            "moment": int(now.timestamp()),
        }
        with writing(self._engine) as connection:
            connection.execute(insert(requests).values(row))

    def decide(self, now: datetime) -> Counter[str]:
        """Work off all that was laid down; return how often each thing was done: "mail", "blocked", "too often" ..."""
        done: Counter[str] = Counter()
        while True:
            with writing(self._engine) as connection:
                found = connection.execute(select(requests).order_by(requests.c.key).limit(BATCH)).mappings().all()
                for row in found:
                    done[self._decide(connection, row, now)] += 1
                    connection.execute(delete(requests).where(requests.c.key == row["key"]))
            if len(found) < BATCH:
                return done

    def _decide(self, connection: Connection, asked: RowMapping, now: datetime) -> str:
        digest = self._keys.hash(known_as(asked["address"]))
        reason = connection.scalar(select(suppressions.c.reason).where(suppressions.c.hash == digest))
        if reason in BLOCKED:
            return "blocked"
        if why := self._too_often(connection, digest, asked["network"], now):
            return why
        moment = int(now.timestamp())
        key = self._pending(connection, digest, asked, moment)
        mail = {name: asked[name] for name in ("regions", "every", "language")}
        mail |= {"subscriber": key, "asked": moment, "state": Sending.QUEUED.value, "attempt": 0}
        mail |= {"not_before": moment, "moment": moment, "reply": "", "used": None}
        connection.execute(insert(confirmations).values(mail))
        signup = {"hash": digest, "network": asked["network"], "moment": moment}
        connection.execute(insert(signups).values(signup))
        return "mail"

    def _too_often(self, connection: Connection, digest: str, network: str, now: datetime) -> str:
        caps, moment = self._caps, int(now.timestamp())
        day, hour = moment - caps.address_hours * 3600, moment - 3600
        mine = select(func.count()).select_from(signups).where(signups.c.hash == digest)
        recent = select(func.count()).select_from(signups).where(signups.c.moment > hour)
        if connection.scalar(mine.where(signups.c.moment > day)):
            return "too often for its address"
        if (connection.scalar(mine) or 0) >= caps.address_most:
            return "too often without being confirmed"
        if (connection.scalar(recent.where(signups.c.network == network)) or 0) >= caps.network_hour:
            return "too often from its network"
        return "too often in all" if (connection.scalar(recent) or 0) >= caps.hour else ""

    def _pending(self, connection: Connection, digest: str, asked: RowMapping, moment: int) -> int:
        """Return the key of the subscriber with that hash, made if there is none."""
        found = connection.execute(select(subscribers).where(subscribers.c.hash == digest)).mappings().first()
        if found is not None:
            if found["standing"] == Standing.PENDING.value:
                mine = update(subscribers).where(subscribers.c.key == found["key"])
                connection.execute(mine.values(asked=moment, changed=moment))
            return int(found["key"])
        row = {name: asked[name] for name in ("address", "regions", "every", "language")} | {
            "id": secrets.token_hex(8),
            "hash": digest,
            "standing": Standing.PENDING.value,
            "source": "form",
            "consent": f"asked by the form, network {asked['network'][:12]}",
            "asked": moment,
            "confirmed": None,
            "changed": moment,
            "bounces": 0.0,
            "bounced": None,
        }
        return int(connection.execute(insert(subscribers).values(row).returning(subscribers.c.key)).scalar_one())

    # By the links of mails

    def token(self, subscriber: Subscriber, confirmation: int) -> str:
        """Return what a confirmation's link bears; it passes with its time."""
        return self._keys.passing_token(CONFIRM, f"{subscriber.id}.{confirmation}")

    def meant(self, token: str) -> Wish | None:
        """Return what a confirmation's link would confirm, None where it is good for nothing; nothing is changed."""
        with self._engine.connect() as connection:
            found = self._meant(connection, token)
        return _wish_of(found) if found is not None else None

    def confirm(self, token: str, now: datetime) -> Subscriber | None:
        """Make active what a link confirms, and return whose it is; None where it is good for nothing.

        A link that was used, or whose reader confirmed by another one since, changes nothing.
        """
        moment = int(now.timestamp())
        with writing(self._engine) as connection:
            found = self._meant(connection, token)
            if found is None:
                return None
            mine = subscribers.c.key == found["subscriber"]
            if found["used"] is None:
                values: dict[str, Any] = {name: found[name] for name in ("regions", "every", "language")}
                values |= {"standing": Standing.ACTIVE.value, "confirmed": moment, "changed": moment}
                connection.execute(update(subscribers).where(mine).values(values | {"bounces": 0.0, "bounced": None}))
                others = confirmations.c.subscriber == found["subscriber"], confirmations.c.used.is_(None)
                connection.execute(update(confirmations).where(*others).values(used=moment))
                lift(connection, found["hash"])
                note(connection, "confirmed", now, found["subscriber"])
            row = connection.execute(select(subscribers).where(mine)).mappings().one()
        return subscriber_of(row)

    def _meant(self, connection: Connection, token: str) -> RowMapping | None:
        said = self._keys.read_passing(CONFIRM, token, UNCONFIRMED)
        id_, _, number = (said or "").partition(".")
        if not number.isdecimal() or len(number) > 18:
            return None
        joined = select(confirmations, subscribers.c.hash).join(
            subscribers, subscribers.c.key == confirmations.c.subscriber
        )
        wanted = joined.where(confirmations.c.key == int(number), subscribers.c.id == id_)
        found = connection.execute(wanted).mappings().first()
        if found is None:
            return None
        reason = connection.scalar(select(suppressions.c.reason).where(suppressions.c.hash == found["hash"]))
        return None if reason in BLOCKED else found

    def reader(self, id_: str) -> Subscriber | None:
        """Return who has that id and still is a subscriber, confirmed or not."""
        gone = subscribers.c.standing != Standing.LEFT.value
        with self._engine.connect() as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.id == id_, gone)).mappings().first()
        return subscriber_of(row) if row is not None else None

    def change(self, id_: str, wish: Wish, now: datetime) -> Subscriber | None:
        """Store another wish of a confirmed subscriber, and return them; None where there is none of that id."""
        confirmed = subscribers.c.standing.in_((Standing.ACTIVE.value, Standing.PAUSED.value))
        values = {**_columns(wish), "changed": int(now.timestamp())}
        with writing(self._engine) as connection:
            mine = subscribers.c.id == id_, confirmed
            if not connection.execute(update(subscribers).where(*mine).values(values)).rowcount:
                return None
            row = connection.execute(select(subscribers).where(*mine)).mappings().one()
        return subscriber_of(row)

    def leave(self, id_: str, now: datetime) -> bool:
        """Send nothing more to a subscriber and erase the address; whether there was anybody to leave."""
        with writing(self._engine) as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.id == id_)).mappings().first()
            if row is None or row["standing"] == Standing.LEFT.value:
                return False
            suppress(connection, row["hash"], "left", now)
            erase(connection, row, now)
            note(connection, "left", now, row["key"])
        return True

    # By the clock

    def sweep(self, now: datetime) -> Swept:
        """Forget who did not confirm for seven days, and mails whose links are dead."""
        late = int((now - UNCONFIRMED).timestamp())
        unconfirmed = subscribers.c.standing == Standing.PENDING.value, subscribers.c.asked <= late
        if not self._is_due(late):
            return Swept()
        with writing(self._engine) as connection:
            keys = select(subscribers.c.key).where(*unconfirmed)
            dead = (confirmations.c.asked <= late) | confirmations.c.subscriber.in_(keys)
            mails = connection.execute(delete(confirmations).where(dead)).rowcount
            gone = connection.execute(delete(subscribers).where(*unconfirmed)).rowcount
            connection.execute(delete(requests).where(requests.c.moment <= late))
            old = int((now - REMEMBERED).timestamp())
            connection.execute(delete(signups).where(signups.c.moment <= old))
        return Swept(gone, mails)

    def _is_due(self, late: int) -> bool:
        """Whether there is anything to forget: to look costs no write."""
        old = confirmations.c.asked <= late
        pending = subscribers.c.standing == Standing.PENDING.value, subscribers.c.asked <= late
        forgotten = requests.c.moment <= late
        oldest = signups.c.moment <= late - int((REMEMBERED - UNCONFIRMED).total_seconds())
        with self._engine.connect() as connection:
            return any(
                connection.execute(select(1).where(select(1).where(*what).exists())).first()
                for what in ((old,), pending, (forgotten,), (oldest,))
            )


def _columns(wish: Wish) -> dict[str, str]:
    return {"regions": json.dumps(wish.regions), "every": wish.every.value, "language": wish.language}


def _wish_of(row: RowMapping) -> Wish:
    return Wish(tuple(json.loads(row["regions"])), Every(row["every"]), row["language"])
