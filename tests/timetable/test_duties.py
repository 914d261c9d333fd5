"""What is due is done and on record, once; an error, a kill or a rival changes that for no other run (R22 to R24)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from feedpub.model import Ran
from feedpub.stages.due import Plan
from feedpub.testing import FakeClock, FakeJobLog
from feedpub.timetable import Duty, Stopping, perform

if TYPE_CHECKING:
    from feedpub.model import JobRun
    from feedpub.stages.due import Slot
    from feedpub.timetable import Ended

ZONE = ZoneInfo("Asia/Shanghai")
PLAN = Plan("digest", time(8), 1, timedelta(days=3))
LATE = datetime(2026, 11, 23, 8, 5, tzinfo=ZONE)


class Office:
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

    def tick(self) -> list[Ended]:
        return list(perform(Duty(PLAN, self.work), ZONE, self.log, self.clock, lambda: 7))

    @property
    def run(self) -> JobRun:
        (run,) = self.log.held
        return run


def test_what_is_due_is_done_and_on_record() -> None:
    office = Office()

    (ended,) = office.tick()

    assert ended.run == office.run
    assert (office.run.slot, office.run.outcome, office.run.note) == ("2026-W47", Ran.DONE, "3 stories")
    assert (office.run.started, office.run.ended, office.run.lived) == (LATE, LATE + timedelta(seconds=2), 7)
    assert office.tick() == []


@pytest.mark.fault("R24")
def test_r24_an_error_is_on_record_and_the_job_is_tried_again() -> None:
    office = Office()
    office.error = ValueError("no ink")

    (ended,) = office.tick()
    assert ended.error is office.error
    assert (office.run.outcome, office.run.note, office.run.tries) == (Ran.FAILED, "ValueError: no ink", 1)
    assert office.tick() == []
    office.error = None
    office.clock.move(timedelta(minutes=1))

    assert [each.run.outcome for each in office.tick()] == [Ran.DONE]
    assert (office.run.tries, office.done) == (2, ["2026-W47"])


@pytest.mark.fault("R22")
def test_r22_who_is_cut_off_in_the_middle_does_it_again_after_the_next_start() -> None:
    office = Office()
    office.error = Stopping()

    with pytest.raises(Stopping):
        office.tick()
    assert office.run.outcome is Ran.BEGUN
    office.error = None

    assert [each.run.outcome for each in office.tick()] == [Ran.DONE]
    assert office.done == ["2026-W47"]


@pytest.mark.fault("R23")
def test_r23_what_is_too_late_is_on_record_and_not_done() -> None:
    office = Office()
    office.clock.move(timedelta(days=4))

    (ended,) = office.tick()

    assert ended.run.outcome is Ran.SKIPPED
    assert "72 h" in ended.run.note
    assert office.done == []


@pytest.mark.fault("R27")
def test_r27_of_two_that_are_at_it_one_does_it() -> None:
    office, rival = Office(), Office()
    rival.log = office.log

    first = perform(Duty(PLAN, office.work), ZONE, office.log, office.clock, lambda: 0)
    rival.error = AssertionError("both did it")
    stale = rival.log.runs
    rival.log.runs = lambda job, slots: {}  # type: ignore[method-assign] # what the rival saw before the first began

    assert [each.run.outcome for each in first] == [Ran.DONE]
    assert rival.tick() == []
    assert stale("digest", ["2026-W47"])["2026-W47"].outcome is Ran.DONE
