"""Schema 1 -> 2: what readers asked for by the form, and the mails by which they confirm it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, Table, Text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_meta = MetaData()
_Key = BigInteger().with_variant(Integer, "sqlite")

_subscribers = Table("subscribers", _meta, Column("key", _Key, primary_key=True))

_requests = Table(
    "requests",
    _meta,
    Column("key", _Key, primary_key=True, autoincrement=True),
    Column("address", Text, nullable=False),
    Column("regions", Text, nullable=False),
    Column("every", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("network", Text, nullable=False),
    Column("moment", BigInteger, nullable=False),
)

_confirmations = Table(
    "confirmations",
    _meta,
    Column("key", _Key, primary_key=True, autoincrement=True),
    Column("subscriber", _Key, ForeignKey(_subscribers.c.key), nullable=False),
    Column("regions", Text, nullable=False),
    Column("every", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("asked", BigInteger, nullable=False),
    Column("used", BigInteger),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("not_before", BigInteger, nullable=False),
    Column("moment", BigInteger, nullable=False),
    Column("reply", Text, nullable=False),
)
Index("confirmations_by_state", _confirmations.c.state, _confirmations.c.not_before)
Index("confirmations_by_subscriber", _confirmations.c.subscriber)


def step(connection: Connection) -> None:
    """Build the tables."""
    _meta.create_all(connection, tables=[_requests, _confirmations])
