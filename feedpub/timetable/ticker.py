"""A tick, again and again: `schedule` says when, and nothing else; what a tick does is decided from the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schedule import Scheduler

if TYPE_CHECKING:
    from collections.abc import Callable

TICK_SECONDS = 1
"""Seconds between two ticks; so much later than its time a job begins, at most, while nothing else is at work."""


def tick_until_stopped(tick: Callable[[], None], wait: Callable[[float], bool], stop: Callable[[], bool]) -> None:
    """Tick at once, whenever `wait` says that the bell rang, and every second, until `stop` says so.

    `wait` is told for how long. `schedule` goes by the wall clock, in local time: when that is set back, it would be
    silent for as long as the clock was ahead; so a wait of more than a tick is no wait.
    """
    scheduler = Scheduler()

    def tick_now() -> None:
        scheduler.clear()
        scheduler.every(TICK_SECONDS).seconds.do(tick)
        tick()

    tick_now()
    while not stop():
        idle_seconds = scheduler.idle_seconds or 0.0
        if wait(min(max(idle_seconds, 0.0), TICK_SECONDS)) or idle_seconds > TICK_SECONDS:
            tick_now()
        else:
            scheduler.run_pending()
