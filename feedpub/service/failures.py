"""What cannot be done at present: why, and until when it is not tried again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.service.reporter import Reporter

FIRST_BACKOFF = 1.0
MAX_BACKOFF = 30.0
"""Seconds until the next try: 1, 2, 4, 8, 16, and then this. A disk that has room again is found out soon."""

REMINDER_INTERVAL = 3600.0
"""Seconds after which the same failure is reported again."""


@dataclass(slots=True)
class _Failure:
    reason: str
    tries: int
    retry_at: float
    reported_at: float


class FailureTracker:
    """Keeps track of failures by the monotonic clock; each is reported once, and again after an hour."""

    def __init__(self, reporter: Reporter, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._reporter = reporter
        self._monotonic = monotonic
        self._failures: dict[str, _Failure] = {}

    @property
    def reasons(self) -> dict[str, str]:
        """Why, by what cannot be done."""
        return {task: failure.reason for task, failure in self._failures.items()}

    def is_backing_off(self, task: str) -> bool:
        """Whether it is too early for another try."""
        failure = self._failures.get(task)
        return failure is not None and 0 < failure.retry_at - self._monotonic() <= MAX_BACKOFF

    def record(self, task: str, error: Exception) -> None:
        """Note that something failed, and tell it where it is news."""
        now = self._monotonic()
        before = self._failures.get(task)
        tries = before.tries + 1 if before else 1
        backoff = min(FIRST_BACKOFF * 2 ** (tries - 1), MAX_BACKOFF)
        reason = str(error) or type(error).__name__
        is_news = before is None or before.reason != reason or now - before.reported_at >= REMINDER_INTERVAL
        self._failures[task] = _Failure(
            reason, tries, now + backoff, now if is_news or not before else before.reported_at
        )
        if is_news:
            self._reporter.failed(task, error, backoff)

    def resolve(self, task: str) -> None:
        """Note that something was done, and tell it where it had failed before."""
        if self._failures.pop(task, None):
            self._reporter.recovered(task)
