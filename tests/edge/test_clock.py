"""Now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from feedpub.edge.clock import SystemClock


def test_now_is_aware_and_in_whole_seconds() -> None:
    now = SystemClock().now()

    assert now.tzinfo is UTC
    assert now.microsecond == 0
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=2)
