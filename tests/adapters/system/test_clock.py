"""Now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feedpub.adapters.system.clock import SystemClock, UptimeCounter


def test_now_is_aware_and_in_whole_seconds() -> None:
    now = SystemClock().now()

    assert now.tzinfo is UTC
    assert now.microsecond == 0
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=2)


def test_uptime_goes_on_from_the_record_and_never_back() -> None:
    moments = iter([100.0, 130.0, 90.0, 95.0])
    uptime = UptimeCounter(1000, lambda: next(moments))

    assert [uptime.seconds() for _ in range(3)] == [1030, 1030, 1035]


def test_a_jump_of_the_monotonic_clock_counts_as_an_hour_at_most() -> None:
    moments = iter([0.0, 1e9])

    assert UptimeCounter(0, lambda: next(moments)).seconds() == 3600
