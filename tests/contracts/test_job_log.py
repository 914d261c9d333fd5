"""What every record of the jobs promises: one run for each slot, whoever asks."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.adapters.archive.archive import open_archive
from feedpub.model import JobRun, RunState
from feedpub.settings import Settings
from feedpub.testing import NOW
from tests.contracts.conftest import ARCHIVE_KINDS, open_empty_server_archive
from tests.model.job_log import FakeJobLog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feedpub.ports import JobLog

RUN = JobRun("digest", "2026-W47", NOW, RunState.BEGUN, uptime=5)


@pytest.fixture(params=ARCHIVE_KINDS)
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[JobLog]:
    with ExitStack() as stack:
        yield stack.enter_context(_empty(request, tmp_path))


@contextmanager
def _empty(request: pytest.FixtureRequest, folder: Path) -> Iterator[JobLog]:
    if request.param == "fake":
        yield FakeJobLog()
    elif request.param == "sqlite":
        with open_archive(folder / "state", Settings()) as archive:
            yield archive.job_log
    else:
        with open_empty_server_archive(request.getfixturevalue("postgresql"), folder) as archive:
            yield archive.job_log


def test_a_run_comes_back_as_it_was_recorded(log: JobLog) -> None:
    done = replace(RUN, state=RunState.DONE, ended=NOW + timedelta(seconds=3), note="三篇", tries=2)

    assert log.record(done, None)

    assert log.runs("digest", ["2026-W46", "2026-W47"]) == {"2026-W47": done}
    assert log.last_runs() == {"digest": done}


def test_a_slot_is_taken_once(log: JobLog) -> None:
    assert log.record(RUN, None)

    assert not log.record(replace(RUN, started=NOW + timedelta(seconds=1)), None)
    assert log.runs("digest", ["2026-W47"]) == {"2026-W47": RUN}


def test_another_job_has_slots_of_its_own(log: JobLog) -> None:
    log.record(RUN, None)

    assert log.record(replace(RUN, job="backup"), None)


def test_a_run_takes_the_place_of_the_one_that_was_seen_and_of_no_other(log: JobLog) -> None:
    log.record(RUN, None)
    failed = replace(RUN, state=RunState.FAILED, ended=NOW)
    again = replace(RUN, started=NOW + timedelta(minutes=1), tries=2)

    assert log.record(failed, RUN)
    assert not log.record(again, RUN)
    assert log.record(again, failed)
    assert log.runs("digest", ["2026-W47"]) == {"2026-W47": again}


def test_the_last_run_is_the_one_recorded_last_wherever_the_clock_was(log: JobLog) -> None:
    ahead = replace(RUN, slot="2036-W01", started=NOW + timedelta(days=3650), uptime=6)
    log.record(ahead, None)
    log.record(replace(RUN, slot="2026-W48", uptime=60), None)

    assert log.last_runs()["digest"].slot == "2026-W48"
    assert log.uptime() == 60


def test_what_is_old_is_forgotten_and_the_last_of_each_job_stays(log: JobLog) -> None:
    for week in range(4):
        log.record(replace(RUN, slot=f"w{week}", started=NOW + timedelta(weeks=week), uptime=week), None)
    log.record(replace(RUN, job="backup", slot="d", started=NOW - timedelta(days=900)), None)

    assert log.delete_before(NOW + timedelta(weeks=2)) == 2

    assert set(log.runs("digest", ["w0", "w1", "w2", "w3"])) == {"w2", "w3"}
    assert set(log.last_runs()) == {"digest", "backup"}
    assert log.delete_before(NOW + timedelta(weeks=900)) == 1


def test_nothing_is_on_record_at_first(log: JobLog) -> None:
    assert log.uptime() == 0
    assert not log.last_runs()
    assert not log.runs("digest", [])


def test_a_note_may_hold_any_character(log: JobLog) -> None:
    assert log.record(replace(RUN, note="坏\0名\udcff"), None)
