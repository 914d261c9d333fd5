"""Which command when: `schedule` ticks, and nothing else decides (it keeps nothing, so it must not)."""

from __future__ import annotations

import signal
import time
from typing import TYPE_CHECKING

from schedule import Scheduler

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType


PATIENCE = 0.2
"""Seconds after which a wish to stop is noticed at the latest, between two jobs."""


class Stop:
    """Becomes true at SIGTERM or SIGINT; the job at work is finished first."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the form that signal calls
        self.asked = True


def every(seconds: int, job: Callable[[], None], stop: Callable[[], bool] | None = None) -> None:
    """Do `job` at once and then every `seconds`, until `stop` says so (by default, at SIGTERM or Ctrl-C).

    A tick is late when the job before it took longer, and never doubled. When the clock is set back, the job is done at
    once instead of after as long as the clock was ahead (`schedule` alone would be silent until then).
    """
    asked = stop or _at_signal()
    scheduler = Scheduler()
    scheduler.every(seconds).seconds.do(job)
    scheduler.run_all()
    while not asked():
        wait = scheduler.idle_seconds or 0
        if wait > seconds:
            scheduler.run_all()
        else:
            scheduler.run_pending()
        time.sleep(min(max(wait, 0), PATIENCE))


def _at_signal() -> Callable[[], bool]:
    stop = Stop()
    return lambda: stop.asked
