"""Nothing -> schema 1: subscribers, and what is sent to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_meta = MetaData()
_Key = BigInteger().with_variant(Integer, "sqlite")

_subscribers = Table(
    "subscribers",
    _meta,
    Column("key", _Key, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("address", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("regions", Text, nullable=False),
    Column("every", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("asked", BigInteger, nullable=False),
    Column("confirmed", BigInteger),
    Column("changed", BigInteger, nullable=False),
    Column("bounces", Float, nullable=False),
    Column("bounced", BigInteger),
)
Index("one_subscriber_per_address", _subscribers.c.hash, unique=True)
Index("by_standing", _subscribers.c.standing, _subscribers.c.every)

Table(
    "suppressions",
    _meta,
    Column("hash", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("since", BigInteger, nullable=False),
)

_signups = Table(
    "signups",
    _meta,
    Column("key", _Key, primary_key=True, autoincrement=True),
    Column("hash", Text, nullable=False),
    Column("network", Text, nullable=False),
    Column("moment", BigInteger, nullable=False),
)
Index("signups_by_hash", _signups.c.hash)
Index("signups_by_moment", _signups.c.moment)

_numbers = Table(
    "numbers",
    _meta,
    Column("key", Text, primary_key=True),
    Column("every", Text, nullable=False),
    Column("frozen", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("first", Text, nullable=False),
    Column("last", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("guids", Text, nullable=False),
    Column("candidates", BigInteger, nullable=False),
    Column("closed", BigInteger),
)

_deliveries = Table(
    "deliveries",
    _meta,
    Column("number", Text, ForeignKey(_numbers.c.key), primary_key=True),
    Column("subscriber", _Key, ForeignKey(_subscribers.c.key), primary_key=True),
    Column("state", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("not_before", BigInteger, nullable=False),
    Column("moment", BigInteger, nullable=False),
    Column("reply", Text, nullable=False),
)
Index("deliveries_by_state", _deliveries.c.number, _deliveries.c.state, _deliveries.c.not_before)

Table(
    "events",
    _meta,
    Column("key", _Key, primary_key=True, autoincrement=True),
    Column("moment", BigInteger, nullable=False),
    Column("what", Text, nullable=False),
    Column("subscriber", BigInteger),
    Column("number", Text),
    Column("words", Text, nullable=False),
)


def step(connection: Connection) -> None:
    """Build the tables."""
    _meta.create_all(connection)
