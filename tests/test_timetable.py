"""`schedule` is only the ticker: a job is done at once, again and again, and once more when the clock is set back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feedpub import timetable

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


def times(count: int) -> Callable[[], bool]:
    """Return a wish to stop that comes true when it was asked for the `count`-th time."""
    turns = iter(range(count))
    return lambda: next(turns, None) is None


def test_the_job_is_done_at_once() -> None:
    done: list[str] = []

    timetable.every(60, lambda: done.append("look"), times(0))

    assert done == ["look"]


def test_a_job_is_done_again_when_its_time_has_come(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[datetime] = []
    clock = Clock(monkeypatch)

    timetable.every(5, lambda: done.append(clock.now), times(60))

    assert len(done) == 3
    assert done[1] - done[0] >= timedelta(seconds=5)


def test_a_clock_that_is_set_back_ten_years_does_not_silence_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[datetime] = []
    clock = Clock(monkeypatch)
    enough = times(3)

    def set_back() -> bool:
        clock.now = datetime(2016, 11, 21)  # noqa: DTZ001 - `schedule` knows local time only
        return enough()

    timetable.every(5, lambda: done.append(clock.now), set_back)

    assert len(done) >= 2


class Clock:
    """The clock of `schedule` and the waiting of the timetable, as one: what is slept is what passes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 11, 21, 8)  # noqa: DTZ001 - `schedule` knows local time only
        clock = self

        class Time(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override] # narrower than datetime's
                return clock.now

        monkeypatch.setattr("schedule.datetime.datetime", Time)
        monkeypatch.setattr("feedpub.timetable.time.sleep", self._pass)

    def _pass(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
