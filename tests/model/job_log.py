"""The record of the jobs, faked: in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from feedpub.model import JobRun


class FakeJobLog:
    """Keeps the promise of `feedpub.ports.JobLog`; `held` is what is on record, in the order in which it came."""

    def __init__(self) -> None:
        self.stored: list[JobRun] = []

    def runs(self, job: str, slots: Collection[str]) -> Mapping[str, JobRun]:
        """Return what is on record of a job for these slots, by the slot."""
        return {run.slot: run for run in self.stored if run.job == job and run.slot in slots}

    def last_runs(self) -> Mapping[str, JobRun]:
        """Return the run of each job that was put on record last, by the job."""
        return {run.job: run for run in sorted(self.stored, key=lambda run: (run.uptime, run.started, run.slot))}

    def record(self, run: JobRun, previous: JobRun | None) -> bool:
        """Store a run in the place of `before`; false where another is on record of its slot."""
        current = next(
            (run_of_slot for run_of_slot in self.stored if (run_of_slot.job, run_of_slot.slot) == (run.job, run.slot)),
            None,
        )
        if (current is None) != (previous is None) or (
            current and previous and _identity(current) != _identity(previous)
        ):
            return False
        self.stored = [held for held in self.stored if held is not current] + [run]
        return True

    def uptime(self) -> int:
        """Return the seconds for which feedpub had been running at the last run on record."""
        return max((run.uptime for run in self.stored), default=0)

    def delete_before(self, cutoff: datetime) -> int:
        """Forget the runs that were begun before that moment, and return how many; the last of each job stays."""
        last = self.last_runs()
        kept = [run for run in self.stored if run.started >= cutoff or last[run.job] is run]
        deleted_count = len(self.stored) - len(kept)
        self.stored = kept
        return deleted_count


def _identity(run: JobRun) -> tuple[object, ...]:
    return run.started, run.state, run.tries
