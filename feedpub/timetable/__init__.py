"""Which command when: the ticker, the signals, and the duties that have their hours."""

from __future__ import annotations

from feedpub.timetable.duties import Duty, Ended, outstanding, perform
from feedpub.timetable.signals import Signals, Stopping
from feedpub.timetable.ticker import TICK, tick_on

__all__ = ["TICK", "Duty", "Ended", "Signals", "Stopping", "outstanding", "perform", "tick_on"]
