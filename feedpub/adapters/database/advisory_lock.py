"""A database server -> held by one at a time, whichever hosts they run on; who lost it can write no more.

The lock belongs to a session of its own (PostgreSQL manual, 13.3.5): it ends with the connection, however that ends. A
writer that has lost it notices before its next transaction; and while one of its transactions is still under way, who
takes the lock next waits for the end of it.
"""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from feedpub.adapters.system.locks import CONFIRM_LOCK, RUN_LOCK, SEND_LOCK, WRITE_LOCK
from feedpub.errors import AnotherIsRunning, ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine


@contextmanager
def hold_advisory_lock(engine: Engine, lock_name: str = WRITE_LOCK) -> Iterator[None]:
    """Hold a database server, for other machines to see; raises `AnotherIsRunning`. SQLite's file needs no more locks.

    When the connection that holds it is lost, `engine` writes no more (`feedpub.adapters.database.advisory_lock`).
    """
    if engine.dialect.name != "postgresql":
        yield
        return
    with advisory_lock(engine, ADVISORY_LOCK_KEYS[lock_name]):
        yield


ADVISORY_LOCK_KEYS = {
    WRITE_LOCK: 0x66707562_01,
    RUN_LOCK: 0x66707562_02,
    SEND_LOCK: 0x66707562_03,
    CONFIRM_LOCK: 0x66707562_04,
}
"""By which the same is held on a PostgreSQL server, which more than one machine may write to."""


# A database server -> held by one at a time, whichever hosts they run on; who lost it can write no more.
#
# The lock belongs to a session of its own (PostgreSQL manual, 13.3.5): it ends with the connection, however that ends.
# A writer that has lost it notices before its next transaction; while one of its transactions is still under way, the
# next holder of the lock waits for its end.


TRANSACTION_LOCK_KEY = 0x66707562_00
"""The lock that each writing transaction shares with the others, and that a new holder waits for once."""

MAX_APPLICATION_NAME = 63
"""Bytes of `application_name` that PostgreSQL keeps."""

LOCK_CONDITION = (
    "locktype = 'advisory' AND granted AND classid = :high AND objid = :low"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@contextmanager
def advisory_lock(engine: Engine, key: int) -> Iterator[None]:
    """Hold `key` on the server of `engine`; raises `AnotherIsRunning` at once where somebody else does, with the name.

    Until the end, no transaction of `engine` that writes begins unless the lock is still ours; raises `ArchiveError`
    there.
    """
    name = f"feedpub {os.getpid()} on {socket.gethostname()}"[:MAX_APPLICATION_NAME]
    lock_engine = create_engine(engine.url, isolation_level="AUTOCOMMIT", connect_args={"application_name": name})
    address = engine.url.render_as_string(hide_password=True)
    try:
        with _session(lock_engine, address) as session:
            _acquire(session, key, address)
            check = _ownership_check(session, key, address)
            event.listen(engine, "begin", check)
            try:
                yield
            finally:
                event.remove(engine, "begin", check)
    finally:
        lock_engine.dispose()


@contextmanager
def _session(lock_engine: Engine, address: str) -> Iterator[Connection]:
    try:
        session = lock_engine.connect()
    except SQLAlchemyError as error:
        raise ArchiveError(f"{address}: cannot be used ({error}); is the server up, and the address right?") from error
    try:
        yield session
    finally:
        session.invalidate()  # a lock must never go back into a pool
        session.close()


def _acquire(session: Connection, key: int, address: str) -> None:
    if not session.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}):
        raise AnotherIsRunning(
            f"{address}: another feedpub is at work there{_describe_holder(session, key)}; stop one of the two"
        )
    session.execute(text("SELECT pg_advisory_lock(:key)"), {"key": TRANSACTION_LOCK_KEY})
    session.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": TRANSACTION_LOCK_KEY})


def _ownership_check(session: Connection, key: int, address: str) -> Callable[[Connection], None]:
    """Return what looks, in a transaction that writes, whether the lock is still that session's."""
    query = text(f"SELECT 1 FROM pg_locks WHERE pid = :pid AND {LOCK_CONDITION}")  # noqa: S608 - constants
    values = _split_key(key) | {"pid": session.scalar(text("SELECT pg_backend_pid()"))}

    def check(connection: Connection) -> None:
        if not connection.get_execution_options().get("writes"):
            return
        connection.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": TRANSACTION_LOCK_KEY})
        if connection.execute(query, values).first() is None:
            reason = "the connection that kept others from writing is lost"
            raise ArchiveError(f"{address}: {reason}; nothing more is written; try again")

    return check


def _describe_holder(session: Connection, key: int) -> str:
    """Return who holds it, as far as this user may see that, for a message."""
    query = text(
        "SELECT application_name, client_addr, backend_start FROM pg_stat_activity"  # noqa: S608 - constants
        f" WHERE pid = (SELECT pid FROM pg_locks WHERE {LOCK_CONDITION} LIMIT 1)"
    )
    row = session.execute(query, _split_key(key)).first()
    if row is None or not row.application_name:
        return ""
    place = f" ({row.client_addr})" if row.client_addr else ""
    return f": {row.application_name}{place}, since {row.backend_start:%Y-%m-%d %H:%M:%S %Z}"


def _split_key(key: int) -> dict[str, int]:
    """Return a key as pg_locks shows it (PostgreSQL manual, 54.12)."""
    return {"high": key >> 32, "low": key & 0xFFFFFFFF}
