"""That an archive came back from a copy, or was begun anew <-> counters of the archive, for the post to read.

What the post did between the copy and the restore it may have forgotten. A letter that was due in that span may have
been sent: it is not sent again by itself.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, insert, select

from feedpub.edge.schema import counters

if TYPE_CHECKING:
    from sqlalchemy import Connection

UNKNOWN_SINCE, UNKNOWN_UNTIL = "letters_unknown_since", "letters_unknown_until"


class UnknownSendPeriod(NamedTuple):
    """The span of which nobody remembers which letters were sent."""

    since: datetime
    until: datetime


def save_unknown_send_period(connection: Connection, since: datetime, until: datetime) -> None:
    """Store the span, in the place of an earlier one, in the transaction that is open."""
    values = {UNKNOWN_SINCE: int(since.timestamp()), UNKNOWN_UNTIL: int(until.timestamp())}
    connection.execute(delete(counters).where(counters.c.name.in_(values)))
    connection.execute(insert(counters), [{"name": name, "value": value} for name, value in values.items()])


def unknown_send_period(connection: Connection) -> UnknownSendPeriod | None:
    """Return the span, which may be empty; None where the archive was never restored."""
    query = select(counters.c.name, counters.c.value).where(counters.c.name.in_((UNKNOWN_SINCE, UNKNOWN_UNTIL)))
    values: dict[str, int] = {name: value for name, value in connection.execute(query)}  # noqa: C416 - rows are no pairs
    if len(values) < len((UNKNOWN_SINCE, UNKNOWN_UNTIL)):
        return None
    return UnknownSendPeriod(*(datetime.fromtimestamp(values[name], UTC) for name in (UNKNOWN_SINCE, UNKNOWN_UNTIL)))
