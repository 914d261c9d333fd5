"""A run of a job -> the archive: one row for each slot, whoever comes first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from feedpub.adapters.archive.tables import job_runs
from feedpub.model import JobRun, RunState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Engine, RowMapping


class SqlJobLog:
    """Keeps the promise of `feedpub.ports.JobLog` in the database of the archive."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def runs(self, job: str, slots: Collection[str]) -> Mapping[str, JobRun]:
        """Return what is on record of a job for these slots, by the slot."""
        query = select(job_runs).where(job_runs.c.job == job, job_runs.c.slot.in_(slots))
        with self._engine.connect() as connection:
            return {row["slot"]: _run_of(row) for row in connection.execute(query).mappings()}

    def last_runs(self) -> Mapping[str, JobRun]:
        """Return the run of each job that was put on record last, by the job: `lived` never goes back."""
        query = select(job_runs).order_by(job_runs.c.lived, job_runs.c.started, job_runs.c.slot)
        with self._engine.connect() as connection:
            return {row["job"]: _run_of(row) for row in connection.execute(query).mappings()}

    def record(self, run: JobRun, previous: JobRun | None) -> bool:
        """Store a run in the place of `before`; false where another is on record of its slot."""
        try:
            with self._engine.execution_options(writes=True).begin() as connection:
                if previous is None:
                    connection.execute(insert(job_runs).values(_row_of(run)))
                    return True
                condition = and_(
                    *(
                        job_runs.c[name] == value
                        for name, value in _row_of(previous).items()
                        if name in _IDENTIFYING_COLUMNS
                    )
                )
                return connection.execute(update(job_runs).where(condition).values(_row_of(run))).rowcount == 1
        except IntegrityError:
            return False

    def uptime(self) -> int:
        """Return the seconds for which feedpub had been running at the last run on record."""
        with self._engine.connect() as connection:
            return connection.scalar(select(func.max(job_runs.c.lived))) or 0

    def delete_before(self, cutoff: datetime) -> int:
        """Forget the runs that were begun before that moment, and return how many; the last of each job stays."""
        old = job_runs.c.started < int(cutoff.timestamp())
        last = self.last_runs()
        kept = [and_(job_runs.c.job == run.job, job_runs.c.slot == run.slot) for run in last.values()]
        with self._engine.execution_options(writes=True).begin() as connection:
            return connection.execute(delete(job_runs).where(old, *(~each for each in kept))).rowcount


_IDENTIFYING_COLUMNS = ("job", "slot", "started", "outcome", "tries")
"""What must still be as it was seen, for a run to take the place of another."""


def _run_of(row: RowMapping) -> JobRun:
    return JobRun(
        job=row["job"],
        slot=row["slot"],
        started=datetime.fromtimestamp(row["started"], UTC),
        state=RunState(row["outcome"]),
        ended=None if row["ended"] is None else datetime.fromtimestamp(row["ended"], UTC),
        note=row["note"],
        tries=row["tries"],
        uptime=row["lived"],
    )


def _row_of(run: JobRun) -> dict[str, object]:
    return {
        "job": run.job,
        "slot": run.slot,
        "started": int(run.started.timestamp()),
        "ended": None if run.ended is None else int(run.ended.timestamp()),
        "outcome": run.state.value,
        "note": run.note.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0"),
        "tries": run.tries,
        "lived": run.uptime,
    }
