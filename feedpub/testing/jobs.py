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
        self.held: list[JobRun] = []

    def runs(self, job: str, slots: Collection[str]) -> Mapping[str, JobRun]:
        """Return what is on record of a job for these slots, by the slot."""
        return {run.slot: run for run in self.held if run.job == job and run.slot in slots}

    def last_runs(self) -> Mapping[str, JobRun]:
        """Return the run of each job that was put on record last, by the job."""
        return {run.job: run for run in sorted(self.held, key=lambda run: (run.lived, run.started, run.slot))}

    def record(self, run: JobRun, before: JobRun | None) -> bool:
        """Store a run in the place of `before`; false where another is on record of its slot."""
        there = next((held for held in self.held if (held.job, held.slot) == (run.job, run.slot)), None)
        if (there is None) != (before is None) or (there and before and _claim(there) != _claim(before)):
            return False
        self.held = [held for held in self.held if held is not there] + [run]
        return True

    def lived(self) -> int:
        """Return the seconds for which feedpub had been running at the last run on record."""
        return max((run.lived for run in self.held), default=0)

    def forget(self, before: datetime) -> int:
        """Forget the runs that were begun before that moment, and return how many; the last of each job stays."""
        last = self.last_runs()
        stays = [run for run in self.held if run.started >= before or last[run.job] is run]
        gone = len(self.held) - len(stays)
        self.held = stays
        return gone


def _claim(run: JobRun) -> tuple[object, ...]:
    return run.started, run.outcome, run.tries
