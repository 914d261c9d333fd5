"""Schema 5 -> schema 6: which job ran for which slot of its timetable, so that no restart forgets or repeats one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Column, MetaData, Table, Text

if TYPE_CHECKING:
    from sqlalchemy import Connection

_job_runs = Table(
    "job_runs",
    MetaData(),
    Column("job", Text, primary_key=True),
    Column("slot", Text, primary_key=True),
    Column("started", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Column("outcome", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("tries", BigInteger, nullable=False),
    Column("lived", BigInteger, nullable=False),
)


def step(connection: Connection) -> None:
    """Build the table."""
    _job_runs.create(connection)
