"""`schedule` is only the ticker: a tick at once, at each ring, each second, and when the clock is set back (R25)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.service.scheduler import tick_until_stopped

if TYPE_CHECKING:
    from collections.abc import Callable


def stop_after(count: int) -> Callable[[], bool]:
    """Return a wish to stop that comes true when it was asked for the `count`-th time."""
    turns = iter(range(count))
    return lambda: next(turns, None) is None


def test_a_tick_comes_at_once() -> None:
    ticks: list[str] = []

    tick_until_stopped(lambda: ticks.append("tick"), lambda _: False, stop_after(0))

    assert ticks == ["tick"]


def test_an_event_ticks_at_once() -> None:
    ticks: list[str] = []

    tick_until_stopped(lambda: ticks.append("tick"), lambda _: True, stop_after(3))

    assert len(ticks) == 4


def test_a_tick_comes_when_its_second_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeWallClock(monkeypatch)
    ticks: list[datetime] = []

    tick_until_stopped(lambda: ticks.append(clock.now), clock.wait, stop_after(3))

    assert [(tick - ticks[0]).total_seconds() for tick in ticks] == [0, 1, 2, 3]


@pytest.mark.fault("R25")
def test_r25_a_clock_that_is_set_back_ten_years_does_not_silence_the_ticker(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeWallClock(monkeypatch)
    ticks: list[datetime] = []
    enough = stop_after(2)

    def set_back() -> bool:
        clock.now = datetime(2016, 11, 21)  # noqa: DTZ001 - `schedule` knows local time only
        return enough()

    tick_until_stopped(lambda: ticks.append(clock.now), clock.wait, set_back)

    assert len(ticks) == 3


class FakeWallClock:
    """The clock of `schedule` and the waiting, as one: what is waited is what passes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = datetime(2026, 11, 21, 8)  # noqa: DTZ001 - `schedule` knows local time only
        clock = self

        class Time(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # type: ignore[override] # narrower than datetime's
                return clock.now

        monkeypatch.setattr("schedule.datetime.datetime", Time)

    def wait(self, seconds: float) -> bool:
        assert 0 <= seconds <= 1
        self.now += timedelta(seconds=seconds)
        return False
