"""What is due is done and on record, once; an error, a kill or a rival changes that for no other run (R22 to R24)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from feedpub.model import RunState
from feedpub.service.scheduler import ScheduledJob, run_due
from feedpub.service.signals import ShutdownRequested
from feedpub.stages.calendar.slots import Schedule
from feedpub.testing import FakeClock
from tests.model.job_log import FakeJobLog

if TYPE_CHECKING:
    from feedpub.model import JobRun
    from feedpub.service.scheduler import FinishedRun
    from feedpub.stages.calendar.slots import Slot

ZONE = ZoneInfo("Asia/Shanghai")
PLAN = Schedule("digest", time(8), 1, timedelta(days=3))
LATE = datetime(2026, 11, 23, 8, 5, tzinfo=ZONE)


class JobBench:
    """A job whose work is told what to do, its record and its clock."""

    def __init__(self) -> None:
        self.log = FakeJobLog()
        self.clock = FakeClock(LATE)
        self.done: list[str] = []
        self.error: BaseException | None = None

    def work(self, slot: Slot) -> str:
        self.clock.move(timedelta(seconds=2))
        if self.error:
            raise self.error
        self.done.append(slot.key)
        return "3 stories"

    def tick(self) -> list[FinishedRun]:
        return list(run_due(ScheduledJob(PLAN, self.work), ZONE, self.log, self.clock, lambda: 7))

    @property
    def run(self) -> JobRun:
        (run,) = self.log.stored
        return run


def test_what_is_due_is_done_and_on_record() -> None:
    bench = JobBench()

    (ended,) = bench.tick()

    assert ended.run == bench.run
    assert (bench.run.slot, bench.run.state, bench.run.note) == ("2026-W47", RunState.DONE, "3 stories")
    assert (bench.run.started, bench.run.ended, bench.run.uptime) == (LATE, LATE + timedelta(seconds=2), 7)
    assert bench.tick() == []


@pytest.mark.fault("R24")
def test_r24_an_error_is_on_record_and_the_job_is_tried_again() -> None:
    bench = JobBench()
    bench.error = ValueError("no ink")

    (ended,) = bench.tick()
    assert ended.error is bench.error
    assert (bench.run.state, bench.run.note, bench.run.tries) == (RunState.FAILED, "ValueError: no ink", 1)
    assert bench.tick() == []
    bench.error = None
    bench.clock.move(timedelta(minutes=1))

    assert [each.run.state for each in bench.tick()] == [RunState.DONE]
    assert (bench.run.tries, bench.done) == (2, ["2026-W47"])


@pytest.mark.fault("R22")
def test_r22_an_interrupted_run_is_repeated_after_the_next_start() -> None:
    bench = JobBench()
    bench.error = ShutdownRequested()

    with pytest.raises(ShutdownRequested):
        bench.tick()
    assert bench.run.state is RunState.BEGUN
    bench.error = None

    assert [each.run.state for each in bench.tick()] == [RunState.DONE]
    assert bench.done == ["2026-W47"]


@pytest.mark.fault("R23")
def test_r23_a_run_that_is_too_late_is_recorded_and_skipped() -> None:
    bench = JobBench()
    bench.clock.move(timedelta(days=4))

    (ended,) = bench.tick()

    assert ended.run.state is RunState.SKIPPED
    assert "72 h" in ended.run.note
    assert bench.done == []


@pytest.mark.fault("R27")
def test_r27_of_two_services_one_runs_the_job() -> None:
    bench, rival = JobBench(), JobBench()
    rival.log = bench.log

    first = run_due(ScheduledJob(PLAN, bench.work), ZONE, bench.log, bench.clock, lambda: 0)
    rival.error = AssertionError("both did it")
    stale = rival.log.runs
    rival.log.runs = lambda job, slots: {}  # type: ignore[method-assign] # what the rival saw before the first began

    assert [each.run.state for each in first] == [RunState.DONE]
    assert rival.tick() == []
    assert stale("digest", ["2026-W47"])["2026-W47"].state is RunState.DONE
