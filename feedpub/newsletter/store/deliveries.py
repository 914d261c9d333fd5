"""Deliveries: who is to get which issue, and what became of it; nothing is sent that is not recorded here first.

Each move is committed before its effect. A letter found in `sending` at a start was under way when somebody pulled the
plug. Whether it arrived, only the next mail server can know (RFC 1047): it is uncertain, and not sent again by itself.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from sqlalchemy import func, insert, select, update

from feedpub.errors import NotFound
from feedpub.model import Delivery, DeliveryStatus, DeliveryTotals, Frequency, FrozenIssue
from feedpub.newsletter.store.tables import deliveries, events, frozen_issues, subscribers, to_subscriber

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Engine, RowMapping

    from feedpub.model import Subscriber

BATCH = 500
"""Rows in memory at a time."""

UNFINISHED_STATUSES = (DeliveryStatus.QUEUED.value, DeliveryStatus.SENDING.value, DeliveryStatus.RETRY.value)
"""What is still to come to an end."""

HELD_SINCE_RESTORE = "it may have been sent before the state was restored from a copy"
"""What is said of letters that are held until the operator decides."""


class DeliveryResult(NamedTuple):
    """What became of one attempt; `after` is when to try again, where that is to be."""

    delivery: Delivery
    status: DeliveryStatus
    reply: str
    retry_at: datetime | None = None


class DeliveryStore:
    """The deliveries in the newsletter's tables."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._engine.dispose()

    def freeze(
        self,
        issue: FrozenIssue,
        recipients: Iterable[Subscriber],
        message_id: Callable[[Subscriber], str],
        now: datetime,
    ) -> bool:
        """Store an issue with all who are to get it, in one transaction; False where it is frozen already.

        An issue is frozen once: a second call with the same key changes nothing, whatever it says.
        """
        with self.begin_write() as connection:
            if connection.scalar(select(frozen_issues.c.key).where(frozen_issues.c.key == issue.key)):
                return False
            connection.execute(insert(frozen_issues).values(_to_row(issue, now)))
            count = 0
            for batch in _batches(
                _queued_row(issue.key, subscriber, message_id(subscriber), now) for subscriber in recipients
            ):
                connection.execute(insert(deliveries), batch)
                count += len(batch)
            connection.execute(update(frozen_issues).where(frozen_issues.c.key == issue.key).values(candidates=count))
            _record_event(
                connection, "frozen", now, issue.key, detail=f"{len(issue.guids)} stories, {count} subscribers"
            )
        return True

    def frozen_issue(self, issue_key: str) -> FrozenIssue:
        """Return a frozen issue; raises `NotFound`."""
        with self._engine.connect() as connection:
            row = connection.execute(select(frozen_issues).where(frozen_issues.c.key == issue_key)).mappings().first()
        if row is None:
            raise NotFound(f"{issue_key}: no such issue was frozen; `feedpub letters` lists those that were")
        return _to_frozen_issue(row)

    def all_frozen_issues(self, *, unfinished: bool = False) -> list[FrozenIssue]:
        """Return the frozen issues, the latest first; with `unfinished` those with letters still to be sent."""
        wanted = select(frozen_issues).order_by(frozen_issues.c.due.desc(), frozen_issues.c.key.desc())
        if unfinished:
            wanted = wanted.where(frozen_issues.c.closed.is_(None))
        with self._engine.connect() as connection:
            return [_to_frozen_issue(row) for row in connection.execute(wanted).mappings()]

    def due(self, issue_key: str, now: datetime, limit: int, skip_domains: Iterable[str] = ()) -> list[Delivery]:
        """Return letters of an issue to be sent now, no more than `limit`, none to the mail domains of `skip`.

        Equal wishes come together, so that a letter is made once for all of them.
        """
        is_due = deliveries.c.number == issue_key, deliveries.c.not_before <= int(now.timestamp())
        waiting = deliveries.c.state.in_((DeliveryStatus.QUEUED.value, DeliveryStatus.RETRY.value))
        is_other_domain = deliveries.c.domain.not_in(list(skip_domains))
        order = subscribers.c.regions, subscribers.c.language, subscribers.c.key
        with self._engine.connect() as connection:
            wanted = _with_subscribers().where(*is_due, waiting, is_other_domain).order_by(*order).limit(limit)
            return [_to_delivery(row) for row in connection.execute(wanted).mappings()]

    def commit_round(
        self, results: Sequence[DeliveryResult], to_send: Sequence[Delivery], now: datetime
    ) -> list[Delivery]:
        """Store what became of some letters and that others are under way, in one transaction; return the latter.

        Only after that may their first byte be sent. A letter that is not waiting any more is left out.
        """
        if not results and not to_send:
            return []
        with self.begin_write() as connection:
            for result in results:
                _store_result(connection, result, now)
            marked = [delivery for delivery in to_send if _mark_sending(connection, delivery, now)]
            for issue_key in {each.delivery.issue_key for each in results}:
                _close_when_finished(connection, issue_key, now)
        return marked

    def mark_interrupted(self, now: datetime) -> list[Delivery]:
        """Make uncertain what was under way when the last run ended; return all that is uncertain.

        The caller must be the only sender.
        """
        with self.begin_write() as connection:
            interrupted = update(deliveries).where(deliveries.c.state == DeliveryStatus.SENDING.value)
            values = {"state": DeliveryStatus.UNCERTAIN.value, "reply": "the sender was stopped while it was under way"}
            found = connection.execute(interrupted.values(values)).rowcount  # its moment stays that of the attempt
            if found:
                _record_event(
                    connection, "uncertain", now, detail=f"{found} letters were under way when the sender was stopped"
                )
            for issue_key in connection.scalars(
                select(frozen_issues.c.key).where(frozen_issues.c.closed.is_(None))
            ).all():
                _close_when_finished(connection, issue_key, now)
        return self.with_status(DeliveryStatus.UNCERTAIN)

    def with_status(self, status: DeliveryStatus, issue_key: str | None = None) -> list[Delivery]:
        """Return the letters in a state, of one issue or of all."""
        wanted = (
            _with_subscribers()
            .where(deliveries.c.state == status.value)
            .order_by(deliveries.c.number, subscribers.c.key)
        )
        if issue_key:
            wanted = wanted.where(deliveries.c.number == issue_key)
        with self._engine.connect() as connection:
            return [_to_delivery(row) for row in connection.execute(wanted).mappings()]

    def resolve(self, results: Sequence[DeliveryResult], now: datetime, *, due_at: datetime | None = None) -> int:
        """Store what was found out of uncertain letters, by asking or by the operator's word; return how many moved.

        With `due`, their issues count as due then: what the operator wants sent late is not too late.
        """
        values = {"closed": None} | ({"due": int(due_at.timestamp())} if due_at else {})
        resolved = 0
        with self.begin_write() as connection:
            for result in results:
                resolved += _store_result(connection, result, now, status_before=DeliveryStatus.UNCERTAIN)
                connection.execute(
                    update(frozen_issues).where(frozen_issues.c.key == result.delivery.issue_key).values(values)
                )
            for issue_key in {each.delivery.issue_key for each in results}:
                _close_when_finished(connection, issue_key, now)
        return resolved

    def end_waiting(self, issue_key: str, status: DeliveryStatus, reason: str, now: datetime) -> int:
        """End all letters of an issue that wait; return how many did."""
        waiting = deliveries.c.state.in_((DeliveryStatus.QUEUED.value, DeliveryStatus.RETRY.value))
        values = {"state": status.value, "reply": reason, "moment": int(now.timestamp())}
        with self.begin_write() as connection:
            ended = update(deliveries).where(deliveries.c.number == issue_key, waiting).values(values)
            count = int(connection.execute(ended).rowcount)
            if count:
                _record_event(connection, status.value, now, issue_key, detail=f"{count} letters: {reason}")
            _close_when_finished(connection, issue_key, now)
        return count

    def hold_since_restore(self, issue_key: str, until: datetime, now: datetime) -> int:
        """Make uncertain what waits since before a restore, and what was frozen anew after it; return how many.

        What the operator has had sent again since then is not held a second time.
        """
        is_queued = deliveries.c.state == DeliveryStatus.QUEUED.value
        is_older_retry = (deliveries.c.state == DeliveryStatus.RETRY.value) & (
            deliveries.c.moment <= int(until.timestamp())
        )
        values = {"state": DeliveryStatus.UNCERTAIN.value, "reply": HELD_SINCE_RESTORE, "moment": int(now.timestamp())}
        with self.begin_write() as connection:
            held = update(deliveries).where(deliveries.c.number == issue_key, is_queued | is_older_retry).values(values)
            count = int(connection.execute(held).rowcount)
            if count:
                _record_event(
                    connection,
                    DeliveryStatus.UNCERTAIN.value,
                    now,
                    issue_key,
                    detail=f"{count} letters: {HELD_SINCE_RESTORE}",
                )
            _close_when_finished(connection, issue_key, now)
        return count

    def totals(self, issue_key: str) -> DeliveryTotals:
        """Return what became of the letters of an issue; raises `NotFound`."""
        count_by_status = select(deliveries.c.state, func.count()).where(deliveries.c.number == issue_key)
        with self._engine.connect() as connection:
            recipients = connection.scalar(select(frozen_issues.c.candidates).where(frozen_issues.c.key == issue_key))
            counts = Counter(
                {row[0]: int(row[1]) for row in connection.execute(count_by_status.group_by(deliveries.c.state))}
            )
        if recipients is None:
            raise NotFound(f"{issue_key}: no such issue was frozen; `feedpub letters` lists those that were")
        return DeliveryTotals(
            recipients=recipients,
            sent=counts[DeliveryStatus.SENT.value],
            excluded=counts[DeliveryStatus.EXCLUDED.value],
            failed=counts[DeliveryStatus.FAILED.value],
            uncertain=counts[DeliveryStatus.UNCERTAIN.value],
            pending=sum(counts[status] for status in UNFINISHED_STATUSES),
        )

    def begin_write(self) -> Any:
        """Return the context of a transaction that writes."""
        return self._engine.execution_options(writes=True).begin()


def _store_result(
    connection: Connection,
    result: DeliveryResult,
    now: datetime,
    status_before: DeliveryStatus = DeliveryStatus.SENDING,
) -> int:
    delivery, status, reply, retry_at = result
    is_delivery = deliveries.c.number == delivery.issue_key, deliveries.c.subscriber == delivery.subscriber.key
    values = {
        "state": status.value,
        "reply": reply[:500],
        "moment": int(now.timestamp()),
        "not_before": int((retry_at or now).timestamp()),
    }
    stored = update(deliveries).where(*is_delivery, deliveries.c.state == status_before.value).values(values)
    count = int(connection.execute(stored).rowcount)
    if count and status is not DeliveryStatus.SENT:
        _record_event(connection, status.value, now, delivery.issue_key, delivery.subscriber.key, reply[:500])
    return count


def _mark_sending(connection: Connection, delivery: Delivery, now: datetime) -> bool:
    is_delivery = deliveries.c.number == delivery.issue_key, deliveries.c.subscriber == delivery.subscriber.key
    waiting = deliveries.c.state.in_((DeliveryStatus.QUEUED.value, DeliveryStatus.RETRY.value))
    values = {
        "state": DeliveryStatus.SENDING.value,
        "moment": int(now.timestamp()),
        "attempt": deliveries.c.attempt + 1,
    }
    return connection.execute(update(deliveries).where(*is_delivery, waiting).values(values)).rowcount == 1


def _close_when_finished(connection: Connection, issue_key: str, now: datetime) -> None:
    """Note when the last letter of an issue has come to an end."""
    unfinished = (
        select(deliveries.c.number)
        .where(deliveries.c.number == issue_key, deliveries.c.state.in_(UNFINISHED_STATUSES))
        .limit(1)
    )
    if connection.scalar(unfinished) is None:
        ended = update(frozen_issues).where(frozen_issues.c.key == issue_key, frozen_issues.c.closed.is_(None))
        if connection.execute(ended.values(closed=int(now.timestamp()))).rowcount:
            _record_event(connection, "closed", now, issue_key)


def _record_event(
    connection: Connection,
    event: str,
    now: datetime,
    issue_key: str | None = None,
    subscriber: int | None = None,
    detail: str = "",
) -> None:
    row = {
        "moment": int(now.timestamp()),
        "what": event,
        "number": issue_key,
        "subscriber": subscriber,
        "words": detail,
    }
    connection.execute(insert(events).values(row))


def _with_subscribers() -> Any:
    return select(deliveries, subscribers).join_from(
        deliveries, subscribers, subscribers.c.key == deliveries.c.subscriber
    )


def _queued_row(issue_key: str, subscriber: Subscriber, message_id: str, now: datetime) -> dict[str, Any]:
    return {
        "number": issue_key,
        "subscriber": subscriber.key,
        "state": DeliveryStatus.QUEUED.value,
        "message_id": message_id,
        "domain": subscriber.address.rpartition("@")[2].lower(),
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


def _to_row(issue: FrozenIssue, now: datetime) -> dict[str, Any]:
    return {
        "key": issue.key,
        "every": issue.frequency.value,
        "frozen": int(now.timestamp()),
        "due": int(issue.due_at.timestamp()),
        "first": issue.first.isoformat(),
        "last": issue.last.isoformat(),
        "title": issue.title,
        "guids": json.dumps(issue.guids),
        "candidates": 0,
    }


def _to_frozen_issue(row: RowMapping) -> FrozenIssue:
    return FrozenIssue(
        key=row["key"],
        frequency=Frequency(row["every"]),
        title=row["title"],
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        due_at=datetime.fromtimestamp(row["due"], UTC),
        guids=tuple(json.loads(row["guids"])),
    )


def _to_delivery(row: RowMapping) -> Delivery:
    return Delivery(
        issue_key=row["number"],
        subscriber=to_subscriber(row),
        status=DeliveryStatus(row["state"]),
        message_id=row["message_id"],
        attempts=row["attempt"],
        reply=row["reply"],
        changed_at=datetime.fromtimestamp(row["moment"], UTC),
    )
