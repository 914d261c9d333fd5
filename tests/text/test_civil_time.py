from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from feedpub.text.civil_time import civil_time


@pytest.mark.parametrize(
    ("zone", "year", "written"),
    [
        pytest.param("Asia/Shanghai", 2023, "2023-02-07T06:00:00+08:00", id="today"),
        pytest.param("Asia/Shanghai", 1872, "1872-02-07T06:00:00+08:00", id="by_the_sun"),
        pytest.param("Europe/Amsterdam", 1872, "1872-02-07T06:00:00+00:30", id="by_another_sun"),
        pytest.param("Asia/Kathmandu", 2023, "2023-02-07T06:00:00+05:45", id="a_zone_of_quarters"),
    ],
)
def test_the_clock_stays_and_the_offset_has_whole_minutes(zone: str, year: int, written: str) -> None:
    moment = datetime(year, 2, 7, 6, tzinfo=ZoneInfo(zone))

    assert civil_time(moment, ZoneInfo(zone)).isoformat() == written
