"""The system's clocks -> now, and how long we have run."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_COUNTED_STEP = 3600.0
"""Seconds that count at most between two looks at the monotonic clock: what jumps further was not lived through."""


class SystemClock:
    """Keeps the promise of `feedpub.ports.Clock`."""

    def now(self) -> datetime:
        """Return the present moment in UTC, without microseconds."""
        return datetime.now(UTC).replace(microsecond=0)


class UptimeCounter:
    """How long feedpub has run, in all its lives: a lower bound of what has passed, whatever the wall clock says.

    It goes on from `before`, the seconds on record. It must be asked more often than every `LONGEST_STEP` seconds.
    """

    def __init__(self, recorded_seconds: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._seconds = float(recorded_seconds)
        self._monotonic = monotonic
        self._last = monotonic()

    def seconds(self) -> int:
        """Return the seconds; they never go back."""
        now = self._monotonic()
        self._seconds += min(max(now - self._last, 0.0), MAX_COUNTED_STEP)
        self._last = now
        return int(self._seconds)
