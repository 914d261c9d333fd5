"""Which command when: the ticker, the signals, and the duties that have their hours."""

from __future__ import annotations

from feedpub.timetable.duties import ScheduledJob, FinishedRun, due_runs, run_due
from feedpub.timetable.signals import Signals, ShutdownRequested
from feedpub.timetable.ticker import TICK_SECONDS, tick_until_stopped

__all__ = ["TICK_SECONDS", "ScheduledJob", "FinishedRun", "Signals", "ShutdownRequested", "due_runs", "run_due", "tick_until_stopped"]
