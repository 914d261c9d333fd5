"""Letters -> the ledger: who is to get which issue, and what became of it; nothing is sent that is not intended here.

Each move is committed before its effect. A letter found in `sending` at a start was under way when somebody pulled the
plug. Whether it arrived, only the next mail server can know (RFC 1047): it is uncertain, and not sent again by itself.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sqlalchemy import func, insert, select, update

from feedpub.edge.post.rows import subscriber_of
from feedpub.edge.post.schema import deliveries, events, numbers, subscribers
from feedpub.errors import NotFound
from feedpub.model import Accounts, Delivery, Every, Frozen, Sending

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine, RowMapping

    from feedpub.model import Subscriber

BATCH = 500
"""Rows in memory at a time."""

OPEN = (Sending.QUEUED.value, Sending.SENDING.value, Sending.RETRY.value)
"""What is still to come to an end."""

RESTORED = "it may have been sent before the state was restored from a copy"
"""What is said of letters that are held until the operator decides."""


class Settled(NamedTuple):
    """What became of one attempt; `after` is when to try again, where that is to be."""

    delivery: Delivery
    state: Sending
    reply: str
    after: datetime | None = None


class Ledger:
    """Keeps the promise of `feedpub.ports.Ledger` in the post's tables."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._engine.dispose()

    def freeze(
        self,
        issue: Frozen,
        readers: Iterable[Subscriber],
        message_id: Callable[[Subscriber], str],
        now: datetime,
    ) -> bool:
        """Store an issue with all who are to get it, in one transaction; False where it is frozen already.

        An issue is frozen once: a second call with the same key changes nothing, whatever it says.
        """
        with self.writing() as connection:
            if connection.scalar(select(numbers.c.key).where(numbers.c.key == issue.key)):
                return False
            connection.execute(insert(numbers).values(_row_of(issue, now)))
            count = 0
            for batch in _batches(_queued(issue.key, reader, message_id(reader), now) for reader in readers):
                connection.execute(insert(deliveries), batch)
                count += len(batch)
            connection.execute(update(numbers).where(numbers.c.key == issue.key).values(candidates=count))
            _note(connection, "frozen", now, issue.key, words=f"{len(issue.guids)} stories, {count} subscribers")
        return True

    def issue(self, key: str) -> Frozen:
        """Return a frozen issue; raises `NotFound`."""
        with self._engine.connect() as connection:
            row = connection.execute(select(numbers).where(numbers.c.key == key)).mappings().first()
        if row is None:
            raise NotFound(f"{key}: no such issue was frozen; `feedpub post` lists those that were")
        return _issue_of(row)

    def issues(self, *, unfinished: bool = False) -> list[Frozen]:
        """Return the frozen issues, the latest first; with `unfinished` those with letters still to be sent."""
        wanted = select(numbers).order_by(numbers.c.due.desc(), numbers.c.key.desc())
        if unfinished:
            wanted = wanted.where(numbers.c.closed.is_(None))
        with self._engine.connect() as connection:
            return [_issue_of(row) for row in connection.execute(wanted).mappings()]

    def owed(self, key: str, now: datetime, limit: int, skip: Iterable[str] = ()) -> list[Delivery]:
        """Return letters of an issue to be sent now, no more than `limit`, none to the mail domains of `skip`.

        Equal wishes come together, so that a letter is made once for all of them.
        """
        mine = deliveries.c.number == key, deliveries.c.not_before <= int(now.timestamp())
        waiting = deliveries.c.state.in_((Sending.QUEUED.value, Sending.RETRY.value))
        elsewhere = deliveries.c.domain.not_in(list(skip))
        order = subscribers.c.regions, subscribers.c.language, subscribers.c.key
        with self._engine.connect() as connection:
            wanted = _joined().where(*mine, waiting, elsewhere).order_by(*order).limit(limit)
            return [_delivery_of(row) for row in connection.execute(wanted).mappings()]

    def step(self, settled: Sequence[Settled], intended: Sequence[Delivery], now: datetime) -> list[Delivery]:
        """Store what became of some letters and that others are under way, in one transaction; return the latter.

        Only after that may their first byte be sent. A letter that is not waiting any more is left out.
        """
        if not settled and not intended:
            return []
        with self.writing() as connection:
            for each in settled:
                _settle(connection, each, now)
            under_way = [delivery for delivery in intended if _intend(connection, delivery, now)]
            for key in {each.delivery.number for each in settled}:
                _close(connection, key, now)
        return under_way

    def recover(self, now: datetime) -> list[Delivery]:
        """Make uncertain what was under way when the last run ended; return all that is uncertain.

        The caller must be the only sender.
        """
        with self.writing() as connection:
            cut_off = update(deliveries).where(deliveries.c.state == Sending.SENDING.value)
            values = {"state": Sending.UNCERTAIN.value, "reply": "the sender was stopped while it was under way"}
            found = connection.execute(cut_off.values(values)).rowcount  # its moment stays that of the attempt
            if found:
                _note(connection, "uncertain", now, words=f"{found} letters were under way when the sender was stopped")
            for key in connection.scalars(select(numbers.c.key).where(numbers.c.closed.is_(None))).all():
                _close(connection, key, now)
        return self.in_state(Sending.UNCERTAIN)

    def in_state(self, state: Sending, key: str | None = None) -> list[Delivery]:
        """Return the letters in a state, of one issue or of all."""
        wanted = _joined().where(deliveries.c.state == state.value).order_by(deliveries.c.number, subscribers.c.key)
        if key:
            wanted = wanted.where(deliveries.c.number == key)
        with self._engine.connect() as connection:
            return [_delivery_of(row) for row in connection.execute(wanted).mappings()]

    def decide(self, found: Sequence[Settled], now: datetime, *, due: datetime | None = None) -> int:
        """Store what was found out of uncertain letters, by asking or by the operator's word; return how many moved.

        With `due`, their issues count as due then: what the operator wants sent late is not too late.
        """
        values = {"closed": None} | ({"due": int(due.timestamp())} if due else {})
        moved = 0
        with self.writing() as connection:
            for each in found:
                moved += _settle(connection, each, now, before=Sending.UNCERTAIN)
                connection.execute(update(numbers).where(numbers.c.key == each.delivery.number).values(values))
            for key in {each.delivery.number for each in found}:
                _close(connection, key, now)
        return moved

    def give_up(self, key: str, state: Sending, why: str, now: datetime) -> int:
        """End all letters of an issue that wait; return how many did."""
        waiting = deliveries.c.state.in_((Sending.QUEUED.value, Sending.RETRY.value))
        values = {"state": state.value, "reply": why, "moment": int(now.timestamp())}
        with self.writing() as connection:
            ended = update(deliveries).where(deliveries.c.number == key, waiting).values(values)
            count = int(connection.execute(ended).rowcount)
            if count:
                _note(connection, state.value, now, key, words=f"{count} letters: {why}")
            _close(connection, key, now)
        return count

    def hold(self, key: str, until: datetime, now: datetime) -> int:
        """Make uncertain what waits since before a restore, and what was frozen anew after it; return how many.

        What the operator has had sent again since then is not held a second time.
        """
        fresh = deliveries.c.state == Sending.QUEUED.value
        older = (deliveries.c.state == Sending.RETRY.value) & (deliveries.c.moment <= int(until.timestamp()))
        values = {"state": Sending.UNCERTAIN.value, "reply": RESTORED, "moment": int(now.timestamp())}
        with self.writing() as connection:
            held = update(deliveries).where(deliveries.c.number == key, fresh | older).values(values)
            count = int(connection.execute(held).rowcount)
            if count:
                _note(connection, Sending.UNCERTAIN.value, now, key, words=f"{count} letters: {RESTORED}")
            _close(connection, key, now)
        return count

    def accounts(self, key: str) -> Accounts:
        """Return what became of the letters of an issue; raises `NotFound`."""
        of_states = select(deliveries.c.state, func.count()).where(deliveries.c.number == key)
        with self._engine.connect() as connection:
            candidates = connection.scalar(select(numbers.c.candidates).where(numbers.c.key == key))
            counts = Counter(
                {row[0]: int(row[1]) for row in connection.execute(of_states.group_by(deliveries.c.state))}
            )
        if candidates is None:
            raise NotFound(f"{key}: no such issue was frozen; `feedpub post` lists those that were")
        return Accounts(
            candidates=candidates,
            sent=counts[Sending.SENT.value],
            excluded=counts[Sending.EXCLUDED.value],
            failed=counts[Sending.FAILED.value],
            uncertain=counts[Sending.UNCERTAIN.value],
            pending=sum(counts[state] for state in OPEN),
        )

    def writing(self) -> Any:
        """Return the context of a transaction that writes."""
        return self._engine.execution_options(writes=True).begin()


def _settle(connection: Connection, settled: Settled, now: datetime, before: Sending = Sending.SENDING) -> int:
    delivery, state, reply, after = settled
    mine = deliveries.c.number == delivery.number, deliveries.c.subscriber == delivery.subscriber.key
    values = {
        "state": state.value,
        "reply": reply[:500],
        "moment": int(now.timestamp()),
        "not_before": int((after or now).timestamp()),
    }
    done = update(deliveries).where(*mine, deliveries.c.state == before.value).values(values)
    count = int(connection.execute(done).rowcount)
    if count and state is not Sending.SENT:
        _note(connection, state.value, now, delivery.number, delivery.subscriber.key, reply[:500])
    return count


def _intend(connection: Connection, delivery: Delivery, now: datetime) -> bool:
    mine = deliveries.c.number == delivery.number, deliveries.c.subscriber == delivery.subscriber.key
    waiting = deliveries.c.state.in_((Sending.QUEUED.value, Sending.RETRY.value))
    values = {"state": Sending.SENDING.value, "moment": int(now.timestamp()), "attempt": deliveries.c.attempt + 1}
    return connection.execute(update(deliveries).where(*mine, waiting).values(values)).rowcount == 1


def _close(connection: Connection, key: str, now: datetime) -> None:
    """Note when the last letter of an issue has come to an end."""
    still = select(deliveries.c.number).where(deliveries.c.number == key, deliveries.c.state.in_(OPEN)).limit(1)
    if connection.scalar(still) is None:
        ended = update(numbers).where(numbers.c.key == key, numbers.c.closed.is_(None))
        if connection.execute(ended.values(closed=int(now.timestamp()))).rowcount:
            _note(connection, "closed", now, key)


def _note(
    connection: Connection,
    what: str,
    now: datetime,
    key: str | None = None,
    subscriber: int | None = None,
    words: str = "",
) -> None:
    row = {"moment": int(now.timestamp()), "what": what, "number": key, "subscriber": subscriber, "words": words}
    connection.execute(insert(events).values(row))


def _joined() -> Any:
    return select(deliveries, subscribers).join_from(
        deliveries, subscribers, subscribers.c.key == deliveries.c.subscriber
    )


def _queued(key: str, reader: Subscriber, message_id: str, now: datetime) -> dict[str, Any]:
    return {
        "number": key,
        "subscriber": reader.key,
        "state": Sending.QUEUED.value,
        "message_id": message_id,
        "domain": reader.address.rpartition("@")[2].lower(),
        "attempt": 0,
        "not_before": 0,
        "moment": int(now.timestamp()),
        "reply": "",
    }


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _row_of(issue: Frozen, now: datetime) -> dict[str, Any]:
    return {
        "key": issue.key,
        "every": issue.every.value,
        "frozen": int(now.timestamp()),
        "due": int(issue.due.timestamp()),
        "first": issue.first.isoformat(),
        "last": issue.last.isoformat(),
        "title": issue.title,
        "guids": json.dumps(issue.guids),
        "candidates": 0,
    }


def _issue_of(row: RowMapping) -> Frozen:
    return Frozen(
        key=row["key"],
        every=Every(row["every"]),
        title=row["title"],
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        due=datetime.fromtimestamp(row["due"], UTC),
        guids=tuple(json.loads(row["guids"])),
    )


def _delivery_of(row: RowMapping) -> Delivery:
    return Delivery(
        number=row["number"],
        subscriber=subscriber_of(row),
        state=Sending(row["state"]),
        message_id=row["message_id"],
        attempt=row["attempt"],
        reply=row["reply"],
        moment=datetime.fromtimestamp(row["moment"], UTC),
    )
