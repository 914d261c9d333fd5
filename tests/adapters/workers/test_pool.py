"""The process pool: no item takes the program with it, and each death is put down to the right one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from feedpub.adapters.workers import pool as edge_pool
from feedpub.adapters.workers.crash_records import CrashRecords, TaskKey
from feedpub.adapters.workers.policy import ResourceLimits, TaskPolicy
from feedpub.adapters.workers.pool import open_process_pool
from tests.adapters.workers.work import (
    CrashesInterpreter,
    EatsMemory,
    KillsWorker,
    NeverEnds,
    count_preloads,
    double_or_die,
    preload,
    time_work,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.adapters.workers.pool import ProcessPool
    from feedpub.ports import FailureReason

TIGHT = ResourceLimits(timeout=60, memory=300_000_000)


def describe_failure(item: Any, reason: FailureReason) -> str:
    return f"{reason.message} {'for good' if reason.is_final else 'for now'}"


def task_key_of(item: object) -> TaskKey:
    return TaskKey(item.path if isinstance(item, KillsWorker) else str(item), "1")


@contextmanager
def open_test_pool(limits: ResourceLimits = TIGHT, state: Path | None = None, **more: Any) -> Iterator[ProcessPool]:
    crash_records = CrashRecords(state) if state else None
    with open_process_pool(2, TaskPolicy(describe_failure, limits, task_key_of, crash_records, **more)) as run:
        yield run


@pytest.mark.parametrize(
    ("culprit", "words"),
    [
        pytest.param(NeverEnds(), "takes longer than the 0.5 s of [pages] timeout for good", id="takes_for_ever"),
        pytest.param(
            EatsMemory(), "needs more memory than the 300,000,000 bytes of [pages] memory_limit for good", id="eats"
        ),
        pytest.param(
            CrashesInterpreter(),
            f"kills the process that works on it (signal {signal.SIGSEGV:d}) for good",
            id="crashes",
        ),
    ],
)
def test_i6_what_one_item_does_stops_no_other(culprit: object, words: str) -> None:
    limits = ResourceLimits(timeout=0.5) if isinstance(culprit, NeverEnds) else TIGHT
    with open_test_pool(limits) as run:
        found = list(run(double_or_die, [1, culprit, *range(2, 8)]))

    assert found == [2, words, 4, 6, 8, 10, 12, 14]


def test_results_come_in_the_order_of_the_items() -> None:
    with open_test_pool() as run:
        assert list(run(double_or_die, range(100))) == list(range(0, 200, 2))


def test_what_is_loaded_is_loaded_once_for_all() -> None:
    with open_test_pool(preload=preload) as run:
        assert set(run(count_preloads, range(8))) == {(1, 1)}


def test_without_an_item_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *words, **more: pytest.fail("a process was started"))

    with open_test_pool() as run:
        assert list(run(double_or_die, [])) == []


def test_a_pool_whose_results_are_no_longer_read_is_free_for_others() -> None:
    with open_test_pool(ResourceLimits()) as run:
        first = next(iter(run(double_or_die, [1, NeverEnds(), 2])))
        again = list(run(double_or_die, [3]))

    assert (first, again) == (2, [6])


def test_while_one_is_slow_the_others_wait_for_it_in_no_more_than_so_much_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(edge_pool, "MAX_HELD_BYTES", 10_000)
    taken = []

    def items() -> Iterator[bytes]:
        for number in range(40):
            taken.append(number)
            yield bytes(4_000)

    with open_test_pool() as run:
        next(run(double_or_die, items()))

    assert len(taken) <= 4


# R41: strikes


def test_r41_deaths_from_outside_count_once_a_run_and_three_runs_are_enough(tmp_path: Path) -> None:
    poison = KillsWorker(str(tmp_path / "marks"))
    failures = []
    for _ in range(4):
        with open_test_pool(state=tmp_path) as run:
            found = list(run(double_or_die, [1, poison, 2]))
        assert found[::2] == [2, 4]
        failures.append(str(found[1]))

    assert [failure.rpartition(" for ")[2] for failure in failures] == ["now", "now", "good", "good"]
    assert len((tmp_path / "marks").read_text()) == 9, "the fourth run does not even try"


def test_r41_an_item_that_succeeds_has_its_crash_record_deleted(tmp_path: Path) -> None:
    crash_records = CrashRecords(tmp_path)
    crash_records.add(task_key_of(1), "why")
    crash_records.add(task_key_of(1), "why")

    with open_test_pool(state=tmp_path) as run:
        assert list(run(double_or_die, [1])) == [2]

    assert CrashRecords(tmp_path).count(task_key_of(1)) == 0


def test_r41_a_suspect_is_alone_with_its_work(tmp_path: Path) -> None:
    CrashRecords(tmp_path).add(task_key_of(3), "why")

    with open_test_pool(state=tmp_path) as run:
        spans = dict(zip(range(8), run(time_work, range(8)), strict=True))

    begin, end = spans.pop(3)
    assert all(other_end <= begin or other_begin >= end for other_begin, other_end in spans.values())


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.adapters.workers.test_pool import ResourceLimits, open_test_pool
from tests.adapters.workers.work import work_until_go
with open_test_pool(ResourceLimits(), Path(sys.argv[1])) as run:
    list(run(work_until_go, [(1, sys.argv[1]), (2, sys.argv[1])]))
"""


def kill_while_working(state: Path, *, with_its_workers: bool) -> None:
    """Run a pool that is killed while two items are in its workers' hands."""
    words = [sys.executable, "-c", KILLED, str(state)]
    with subprocess.Popen(words, start_new_session=True) as program:
        workers = _until(lambda: _at_work(state))
        program.kill()
    if with_its_workers:
        for number in workers:
            os.kill(number, signal.SIGKILL)
    else:
        (state / "go").touch()
    _until(lambda: not any(Path(f"/proc/{number}").exists() for number in workers))


def _at_work(state: Path) -> list[int]:
    marks = list((state / "in-progress").glob("*"))
    found = [int(mark.name) for mark in marks if mark.stat().st_size]
    return found if len(found) == 2 else []


def _until(ready: Any) -> Any:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := ready():
            return found
        time.sleep(0.01)
    raise AssertionError("it never came to that")


def test_r41_what_died_with_the_whole_program_counts_as_a_crash(tmp_path: Path) -> None:
    kill_while_working(tmp_path, with_its_workers=True)

    crash_records = CrashRecords(tmp_path)
    crashed_paths = crash_records.collect_dead_workers()

    assert len(crashed_paths) == 2
    assert [crash_records.count(TaskKey(path, "1")) for path in crashed_paths] == [1, 1]
    assert crash_records.collect_dead_workers() == [], "a death counts once"


def test_r41_a_worker_that_outlives_the_program_and_succeeds_counts_as_none(tmp_path: Path) -> None:
    kill_while_working(tmp_path, with_its_workers=False)

    assert CrashRecords(tmp_path).collect_dead_workers() == []
    assert not list((tmp_path / "in-progress").iterdir())
