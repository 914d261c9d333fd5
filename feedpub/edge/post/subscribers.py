"""Subscribers: who asked for letters, of what, and how it stands with them. An address is read here, nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import bindparam, insert, select, update

from feedpub.edge.post.rows import subscriber_of
from feedpub.edge.post.schema import events, subscribers, suppressions
from feedpub.model import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from feedpub.edge.keys import Keys
    from feedpub.model import Every, Subscriber

BATCH = 500

SOFT, HARD = 0.34, 1.0
"""What a bounce adds to the score: three soft ones in a row weigh as much as a hard one."""

FORGIVEN = timedelta(days=60)
"""So long without a bounce, the score begins anew."""

UNCONFIRMED = timedelta(days=7)
"""For so long a sign-up may be confirmed; then nothing of it is left."""

_STANDING = (
    select(subscribers.c.standing, suppressions.c.reason)
    .join_from(subscribers, suppressions, suppressions.c.hash == subscribers.c.hash, isouter=True)
    .where(subscribers.c.key == bindparam("wanted"))
)
"""Made once: it is asked before each letter."""


class Subscribers:
    """Keeps the promise of `feedpub.ports.Readers` in the post's tables; `suspend_after` hard bounces pause."""

    def __init__(self, engine: Engine, keys: Keys, suspend_after: int = 3) -> None:
        self._engine = engine
        self._keys = keys
        self._suspend_after = suspend_after

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._engine.dispose()

    # As the sending of letters sees them

    def active(self, every: Every) -> Iterator[Subscriber]:
        """Yield who gets a letter now, none of them suppressed, in the order of their keys."""
        suppressed = select(suppressions.c.hash)
        mine = subscribers.c.standing == Standing.ACTIVE.value, subscribers.c.every == every.value
        wanted = select(subscribers).where(*mine, subscribers.c.hash.not_in(suppressed)).order_by(subscribers.c.key)
        last = 0
        while True:
            with self._engine.connect() as connection:
                found = connection.execute(wanted.where(subscribers.c.key > last).limit(BATCH)).mappings().all()
            yield from (subscriber_of(row) for row in found)
            if len(found) < BATCH:
                return
            last = found[-1]["key"]

    def may_get(self, subscriber: Subscriber) -> str:
        """Return "" where a letter may go out to the subscriber at this moment, or else why not."""
        with self._engine.connect() as connection:
            found = connection.execute(_STANDING, {"wanted": subscriber.key}).first()
        if found is None or found.standing != Standing.ACTIVE.value:
            return f"is {found.standing if found else 'erased'} by now"
        return f"is suppressed ({found.reason})" if found.reason else ""

    def note_bounce(self, id_: str, *, hard: bool, now: datetime, words: str) -> None:
        """Add to the score of a subscriber whose mail came back; a full score pauses the subscription.

        An id that nobody has is passed over: mail comes back long after its reader has left.
        """
        moment = int(now.timestamp())
        with self._writing() as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.id == id_)).mappings().first()
            if row is None or row["standing"] != Standing.ACTIVE.value:
                return
            is_old = row["bounced"] is not None and moment - row["bounced"] > FORGIVEN.total_seconds()
            score = (0.0 if is_old else row["bounces"]) + (HARD if hard else SOFT)
            values: dict[str, Any] = {"bounces": score, "bounced": moment}
            if score >= self._suspend_after:
                values |= {"standing": Standing.PAUSED.value, "changed": moment}
            connection.execute(update(subscribers).where(subscribers.c.key == row["key"]).values(values))
            what = "paused" if "standing" in values else ("hard bounce" if hard else "soft bounce")
            _note(connection, what, moment, row["key"], words[:500])

    def note_complaint(self, id_: str, now: datetime, words: str) -> None:
        """Send nothing any more to a subscriber who took a letter for abuse; an id that nobody has is passed over."""
        moment = int(now.timestamp())
        with self._writing() as connection:
            row = connection.execute(select(subscribers).where(subscribers.c.id == id_)).mappings().first()
            if row is None or row["standing"] == Standing.LEFT.value:
                return
            known = connection.scalar(select(suppressions.c.hash).where(suppressions.c.hash == row["hash"]))
            if known is None:
                barred = {"hash": row["hash"], "reason": "complained", "since": moment}
                connection.execute(insert(suppressions).values(barred))
                _note(connection, "complained", moment, row["key"], words[:500])

    def _writing(self) -> Any:
        return self._engine.execution_options(writes=True).begin()


def _note(connection: Connection, what: str, moment: int, key: int | None, words: str = "") -> None:
    row = {"moment": moment, "what": what, "subscriber": key, "number": None, "words": words}
    connection.execute(insert(events).values(row))
