"""The real service under a clock that is not ours: late, off for weeks, ten years ahead and back, summer time.

R23 to R26: every case ends in exactly one run of each slot.
"""

from __future__ import annotations

import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import skip_or_fail
from tests.service.running import SETTINGS, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.desk import Desk
    from tests.service.running import RunningService

BERLIN = 'zone = "Europe/Berlin"\n' + SETTINGS + '[schedule]\nbackup = "02:30"\nhousekeeping = ""\ndigest = false\n'


@pytest.fixture(scope="module")
def faketime_library() -> str:
    """Return the path of libfaketime."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    if not found:
        skip_or_fail("faketime")
    return str(found[0])


@contextmanager
def running_at(desk: Desk, faketime_path: str, moment: str, settings: str = SETTINGS) -> Iterator[RunningService]:
    """Run the service from a moment on, in UTC; `put_clock` sets its clock while it runs."""
    set_clock(desk, moment)
    environment = {
        "LD_PRELOAD": faketime_path,
        "FAKETIME_TIMESTAMP_FILE": str(desk.folder / "clock"),
        "FAKETIME_NO_CACHE": "1",
        "TZ": "UTC",
    }
    with running(desk, settings=settings, **environment) as service:
        service.wait_for_event("folder watched")
        yield service


def set_clock(desk: Desk, moment: str) -> None:
    """Set the service's clock: as far from ours as the moment is now."""
    away = time.mktime(time.strptime(moment + " UTC", "%Y-%m-%d %H:%M:%S %Z")) - time.timezone - time.time()
    beside = desk.folder / "clock.new"
    beside.write_text(f"{away:+.0f}\n", encoding="ascii")
    beside.replace(desk.folder / "clock")


def slots(service: RunningService, job: str) -> list[str]:
    """Return the slots of a job that were run; each once, or the test fails."""
    runs = [line["slot"] for line in service.events("job done", job=job)]
    assert max(Counter(runs).values(), default=1) == 1, runs
    return runs


@pytest.mark.fault("R23")
def test_r23_a_start_on_monday_at_five_past_eight_writes_the_letter_of_the_week_before(
    desk: Desk, faketime_library: str, story: Callable[[str, str], str]
) -> None:
    page = story("武进区开展义诊活动", "武进区举办了一次义诊活动。")
    desk.put("2026-11-18_A1.txt", page)
    with running_at(desk, faketime_library, "2026-11-23 00:05:00") as service:
        done = service.wait_for_event("job done", job="digest")
        service.stop()
    desk.put("b.txt", story("山上落了第一场雪", "山上落了今年的第一场雪。"))
    with running_at(desk, faketime_library, "2026-11-23 00:06:00") as again:
        again.wait_for_event("pages published", pages=1)
        assert slots(again, "digest") == []

    assert (done["slot"], done["note"]) == ("2026-W47", "1 story")
    assert (desk.folder / "output/outbox/2026-W47.html").exists()


@pytest.mark.fault("R23")
def test_r23_three_weeks_off_end_in_one_letter_and_the_missed_ones_are_on_record(
    desk: Desk, faketime_library: str
) -> None:
    with running_at(desk, faketime_library, "2026-11-23 00:05:00") as service:
        service.wait_for_event("job done", job="digest")
    with running_at(desk, faketime_library, "2026-12-15 03:00:00") as service:
        service.wait_for_event("job done", job="digest")
        skipped = [line["slot"] for line in service.events("job skipped", job="digest")]

        assert slots(service, "digest") == ["2026-W50"]
        assert skipped == ["2026-W48", "2026-W49"]


@pytest.mark.parametrize("monotonic", ["0", "1"], ids=["both_clocks_jump", "the_wall_clock_jumps"])
@pytest.mark.fault("R25")
def test_r25_ten_years_ahead_and_back_silence_nothing_and_repeat_nothing(
    desk: Desk, faketime_library: str, monotonic: str, story: Callable[[str, str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONT_FAKE_MONOTONIC", monotonic)
    with running_at(desk, faketime_library, "2026-11-23 00:05:00") as service:
        service.wait_for_event("job done", job="housekeeping")
        set_clock(desk, "2036-11-24 00:05:00")
        service.wait_for_event("job done", job="digest", count=2)
        set_clock(desk, "2026-11-24 00:05:00")
        desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
        service.wait_for_event("pages published", pages=1)
        set_clock(desk, "2026-11-30 00:00:02")
        service.wait_for_event("job done", job="digest", count=3)

        assert slots(service, "digest") == ["2026-W47", "2036-W47", "2026-W48"]
        assert service.stop()[0] == 0


@pytest.mark.parametrize(
    ("before", "after", "slot"),
    [
        pytest.param("2026-03-29 00:59:55", "2026-03-29 01:30:01", "2026-03-29", id="gap"),
        pytest.param("2026-10-25 00:29:58", "2026-10-25 01:30:01", "2026-10-25", id="fold"),
    ],
)
@pytest.mark.fault("R26")
def test_r26_a_job_in_the_hour_of_the_change_runs_once(
    desk: Desk, faketime_library: str, before: str, after: str, slot: str
) -> None:
    with running_at(desk, faketime_library, before, BERLIN) as service:
        service.wait_for_event("job done", job="backup")
        if slot not in slots(service, "backup"):
            set_clock(desk, after)
            service.wait_for_event("job done", job="backup", slot=slot)
        set_clock(desk, after)
        desk.put("a.txt", b"\0\1\2")
        service.wait_for_event("pages published", rejected=1)

        assert slots(service, "backup")[-1] == slot
