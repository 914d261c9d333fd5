"""A run of a job, as it is on record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class RunState(StrEnum):
    """How a run of a job went."""

    BEGUN = "begun"
    """It is at work, or was cut off."""
    DONE = "done"
    FAILED = "failed"
    """It raised an error, and is tried again until its slot is stale."""
    SKIPPED = "skipped"
    """Its slot was stale when feedpub came to it."""


@dataclass(frozen=True, slots=True)
class JobRun:
    """What is on record of a job for a slot of its timetable; there is one for each slot at most."""

    job: str
    slot: str
    """The period or the day that it is for: "2026-W47", "2026-11-21"; "" for a job without a timetable."""
    started: datetime
    state: RunState
    ended: datetime | None = None
    note: str = ""
    tries: int = 1
    uptime: int = 0
    """The seconds for which feedpub had been running, in all its lives, when the run began."""
