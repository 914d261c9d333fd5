"""What is due follows from the record: one run for each slot, whatever restarts, zones and clocks do (R23 to R26)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedpub.model import JobRun, RunState
from feedpub.stages.calendar.slots import MAX_SLOTS, DueSlot, Schedule, back_off, due_slots, last_slots, next_slot
from tests.model.job_log import FakeJobLog

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
WEEKLY = Schedule("digest", time(8), 1, timedelta(days=3))
DAILY = Schedule("backup", time(2, 30), None, timedelta(days=1))
MONDAY = datetime(2026, 11, 23, 8, tzinfo=SHANGHAI)


class SimulatedScheduler:
    """A record and who keeps it: at each tick what is due is done, as `feedpub run` does it."""

    def __init__(self, plan: Schedule, zone: ZoneInfo = SHANGHAI) -> None:
        self.plan, self.zone = plan, zone
        self.log = FakeJobLog()
        self.done: list[str] = []
        self.lived = 0

    def tick(self, now: datetime, ran: RunState = RunState.DONE) -> list[str]:
        before = len(self.done)
        for each in self.due(now):
            outcome = RunState.SKIPPED if each.is_stale else ran
            run = JobRun(self.plan.job, each.slot.key, now, outcome, now, tries=each.tries + 1, uptime=self.lived)
            assert self.log.record(run, each.previous_run)
            if outcome is RunState.DONE:
                self.done.append(each.slot.key)
        return self.done[before:]

    def due(self, now: datetime) -> list[DueSlot]:
        keys = [slot.key for slot in last_slots(self.plan, self.zone, now)]
        return due_slots(self.plan, self.zone, self.log.runs(self.plan.job, keys), now, self.lived)

    @property
    def skipped(self) -> list[str]:
        return [run.slot for run in self.log.stored if run.state is RunState.SKIPPED]


def test_the_letter_of_the_week_before_is_due_from_its_hour_on() -> None:
    desk = SimulatedScheduler(WEEKLY)
    desk.log.record(JobRun("digest", "2026-W46", MONDAY - timedelta(weeks=1), RunState.DONE), None)

    assert desk.tick(MONDAY - timedelta(seconds=1)) == []
    assert desk.tick(MONDAY) == ["2026-W47"]
    assert desk.tick(MONDAY + timedelta(seconds=1)) == []


@pytest.mark.fault("R23")
def test_r23_a_start_five_minutes_late_runs_what_was_missed() -> None:
    assert SimulatedScheduler(WEEKLY).tick(MONDAY + timedelta(minutes=5)) == ["2026-W47"]


@pytest.mark.fault("R23")
def test_r23_three_weeks_off_end_in_one_run_and_the_others_are_on_record_as_skipped() -> None:
    desk = SimulatedScheduler(WEEKLY)
    desk.tick(MONDAY)

    assert desk.tick(MONDAY + timedelta(weeks=3, hours=5)) == ["2026-W50"]
    assert desk.skipped == ["2026-W48", "2026-W49"]


@pytest.mark.fault("R23")
def test_r23_a_slot_that_is_too_late_is_skipped_and_the_next_one_is_run() -> None:
    desk = SimulatedScheduler(WEEKLY)
    desk.tick(MONDAY)

    assert desk.tick(MONDAY + timedelta(weeks=3, days=3, seconds=1)) == []
    assert desk.skipped == ["2026-W48", "2026-W49", "2026-W50"]
    assert desk.tick(MONDAY + timedelta(weeks=4)) == ["2026-W51"]


def test_a_first_start_skips_nothing_of_the_time_before() -> None:
    desk = SimulatedScheduler(WEEKLY)

    assert desk.tick(MONDAY + timedelta(days=5)) == []
    assert desk.skipped == ["2026-W47"]


@pytest.mark.fault("R25")
def test_r25_a_jump_of_ten_years_and_back_silences_nothing() -> None:
    desk = SimulatedScheduler(WEEKLY)
    desk.tick(MONDAY)
    desk.tick(MONDAY + timedelta(days=3653))

    assert desk.tick(MONDAY + timedelta(hours=1)) == []
    assert desk.tick(MONDAY + timedelta(weeks=1)) == ["2026-W48"]


@pytest.mark.fault("R25")
def test_r25_what_a_clock_ran_that_was_three_weeks_ahead_is_run_again_when_its_time_comes() -> None:
    desk = SimulatedScheduler(WEEKLY)
    desk.tick(MONDAY)
    assert desk.tick(MONDAY + timedelta(weeks=3)) == ["2026-W50"]
    desk.lived = int(timedelta(weeks=3).total_seconds())

    assert desk.tick(MONDAY + timedelta(weeks=3)) == ["2026-W50"]
    assert desk.tick(MONDAY + timedelta(weeks=3, hours=1)) == []


@pytest.mark.fault("R25")
def test_r25_a_clock_that_lags_for_an_hour_repeats_nothing_when_it_is_right_again() -> None:
    desk = SimulatedScheduler(WEEKLY)
    desk.tick(MONDAY)
    desk.tick(datetime(2016, 11, 21, 9, tzinfo=SHANGHAI))
    desk.lived = 3600

    assert desk.tick(MONDAY + timedelta(hours=1)) == []


def test_a_slot_that_was_skipped_by_a_clock_that_was_ahead_is_run_when_it_is_in_time() -> None:
    desk = SimulatedScheduler(WEEKLY)
    desk.tick(MONDAY + timedelta(days=5))
    assert desk.skipped == ["2026-W47"]

    assert desk.tick(MONDAY + timedelta(minutes=5)) == ["2026-W47"]


@pytest.mark.fault("R24")
def test_r24_a_job_that_fails_is_tried_again_ever_more_seldom() -> None:
    desk = SimulatedScheduler(WEEKLY)
    tries = []
    for minute in range(6 * 60):
        desk.tick(MONDAY + timedelta(minutes=minute), RunState.FAILED)
        tries.append(desk.log.stored[-1].tries)

    assert [tries.index(number) for number in range(1, max(tries) + 1)] == [0, 1, 5, 21, 85, 341]
    assert back_off(100) == timedelta(hours=6)


def test_a_job_that_failed_until_its_slot_was_stale_is_left_alone() -> None:
    desk = SimulatedScheduler(WEEKLY)
    desk.tick(MONDAY, RunState.FAILED)

    assert desk.due(MONDAY + timedelta(days=4)) == []
    assert desk.tick(MONDAY + timedelta(weeks=1)) == ["2026-W48"]


def test_a_failed_job_is_tried_at_once_when_the_clock_was_set_back() -> None:
    desk = SimulatedScheduler(WEEKLY)
    desk.tick(MONDAY + timedelta(days=2), RunState.FAILED)

    assert desk.tick(MONDAY + timedelta(hours=1)) == ["2026-W47"]


@pytest.mark.fault("R22")
def test_r22_a_run_that_was_cut_off_is_done_again_at_once_and_then_ever_more_seldom() -> None:
    desk = SimulatedScheduler(WEEKLY)
    desk.tick(MONDAY, RunState.BEGUN)
    assert desk.due(MONDAY + timedelta(seconds=1))
    desk.tick(MONDAY + timedelta(seconds=1), RunState.BEGUN)

    assert not desk.due(MONDAY + timedelta(seconds=2))
    assert desk.tick(MONDAY + timedelta(minutes=2)) == ["2026-W47"]


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        pytest.param("2026-03-29", "2026-03-29 03:30:00+02:00", id="gap"),
        pytest.param("2026-10-25", "2026-10-25 02:30:00+02:00", id="fold"),
        pytest.param("2026-07-01", "2026-07-01 02:30:00+02:00", id="any_day"),
    ],
)
@pytest.mark.fault("R26")
def test_r26_a_time_that_a_day_has_twice_or_never_is_one_moment(day: str, moment: str) -> None:
    slot = last_slots(DAILY, BERLIN, datetime.fromisoformat(f"{day}T12:00+00:00"))[0]

    assert str(slot.moment.astimezone(BERLIN)) == moment


@pytest.mark.fault("R26")
def test_r26_a_day_that_a_zone_left_out_has_no_slot() -> None:
    slots = last_slots(DAILY, ZoneInfo("Pacific/Apia"), datetime(2012, 1, 1, tzinfo=UTC))

    assert [slot.key for slot in slots][:3] == ["2012-01-01", "2011-12-31", "2011-12-29"]


PLANS = st.builds(
    Schedule,
    job=st.just("job"),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    weekday=st.none() | st.integers(1, 7),
    max_lateness=st.timedeltas(timedelta(hours=1), timedelta(days=6)),
)
ZONES = st.sampled_from(
    ["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu"]
).map(ZoneInfo)
MOMENTS = st.integers(1_100_000_000, 2_100_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))
OUTCOMES = st.sampled_from([RunState.DONE, RunState.BEGUN, RunState.FAILED])


@given(PLANS, ZONES, MOMENTS)
def test_slots_go_up_one_by_one_and_each_follows_the_last(plan: Schedule, zone: ZoneInfo, now: datetime) -> None:
    slots = last_slots(plan, zone, now)
    moments = [slot.moment for slot in slots]

    assert len(slots) == len({slot.key for slot in slots}) == MAX_SLOTS
    assert all(later > earlier for later, earlier in zip(moments, moments[1:], strict=False))
    assert moments[0] <= now < next_slot(plan, zone, now).moment
    assert next_slot(plan, zone, moments[1]) == slots[0]


@settings(max_examples=25)
@given(PLANS, ZONES, MOMENTS, st.integers(20, 55))
def test_who_is_always_there_runs_every_slot_once_and_in_time(
    plan: Schedule, zone: ZoneInfo, start: datetime, minutes: int
) -> None:
    desk, now = SimulatedScheduler(plan, zone), start
    ticks = 24 * 60 // minutes * (8 if plan.weekday else 3)
    for _ in range(ticks):
        desk.tick(now)
        desk.lived += minutes * 60
        now += timedelta(minutes=minutes)

    came = [slot.key for slot in last_slots(plan, zone, now - timedelta(minutes=minutes)) if slot.moment > start]
    assert [key for key in desk.done if key in came] == came[::-1]
    assert len(desk.done) == len(set(desk.done)) <= len(came) + 1
    assert len(desk.skipped) <= 1  # of the time before the first start


STEPS = st.one_of(
    st.timedeltas(timedelta(seconds=1), timedelta(hours=3)),
    st.timedeltas(timedelta(days=-3653), timedelta(days=3653)),
)


@given(PLANS, ZONES, MOMENTS, st.lists(st.tuples(STEPS, OUTCOMES), max_size=25))
def test_no_slot_is_run_twice_whatever_jumps_kills_and_failures_there_are(
    plan: Schedule, zone: ZoneInfo, now: datetime, steps: list[tuple[timedelta, RunState]]
) -> None:
    desk = SimulatedScheduler(plan, zone)
    for step, ran in steps:
        now += step
        moments = {slot.key: slot.moment for slot in last_slots(plan, zone, now)}
        for key in desk.tick(now, ran):
            assert now - moments[key] <= plan.max_lateness
        desk.lived += 600
    assert len(desk.done) == len(set(desk.done))


@given(PLANS, ZONES, MOMENTS, st.lists(st.timedeltas(timedelta(days=-3653), timedelta(days=3653)), max_size=5))
def test_after_any_jumps_the_next_slot_is_run_at_its_time(
    plan: Schedule, zone: ZoneInfo, now: datetime, jumps: list[timedelta]
) -> None:
    desk = SimulatedScheduler(plan, zone)
    desk.tick(now)
    for jump in jumps:
        desk.tick(now + jump)
    following = next_slot(plan, zone, now)
    desk.tick(following.moment)

    run = desk.log.runs("job", [following.key])[following.key]
    assert run.state is RunState.DONE
