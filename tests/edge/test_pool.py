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

from feedpub.edge import pool as edge_pool
from feedpub.edge.budget import Budget
from feedpub.edge.pool import processes
from feedpub.edge.rules import Rules
from feedpub.edge.strikes import Name, Strikes
from tests.edge.work import Crash, Forever, Glutton, Poison, double, load, loaded, process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.edge.pool import Pool
    from feedpub.ports import Cause

TIGHT = Budget(seconds=60, memory=300_000_000)


def given_up(item: Any, cause: Cause) -> str:
    return f"{cause.words} {'for good' if cause.is_final else 'for now'}"


def named(item: object) -> Name:
    return Name(item.path if isinstance(item, Poison) else str(item), "1")


@contextmanager
def lend(budget: Budget = TIGHT, state: Path | None = None, **more: Any) -> Iterator[Pool]:
    strikes = Strikes(state) if state else None
    with processes(2, Rules(given_up, budget, named, strikes, **more)) as run:
        yield run


@pytest.mark.parametrize(
    ("culprit", "words"),
    [
        pytest.param(Forever(), "takes longer than the 0.5 s of [pages] seconds for good", id="takes_for_ever"),
        pytest.param(Glutton(), "needs more memory than the 300,000,000 bytes of [pages] memory for good", id="eats"),
        pytest.param(Crash(), f"kills the process that works on it (signal {signal.SIGSEGV:d}) for good", id="crashes"),
    ],
)
def test_i6_what_one_item_does_stops_no_other(culprit: object, words: str) -> None:
    budget = Budget(seconds=0.5) if isinstance(culprit, Forever) else TIGHT
    with lend(budget) as run:
        found = list(run(double, [1, culprit, *range(2, 8)]))

    assert found == [2, words, 4, 6, 8, 10, 12, 14]


def test_results_come_in_the_order_of_the_items() -> None:
    with lend() as run:
        assert list(run(double, range(100))) == list(range(0, 200, 2))


def test_what_is_loaded_is_loaded_once_for_all() -> None:
    with lend(warm=load) as run:
        assert set(run(loaded, range(8))) == {(1, 1)}


def test_without_an_item_nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", lambda *words, **more: pytest.fail("a process was started"))

    with lend() as run:
        assert list(run(double, [])) == []


def test_a_pool_that_nobody_listens_to_any_more_is_free_for_others() -> None:
    with lend(Budget()) as run:
        first = next(iter(run(double, [1, Forever(), 2])))
        again = list(run(double, [3]))

    assert (first, again) == (2, [6])


def test_while_one_is_slow_the_others_wait_for_it_in_no_more_than_so_much_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(edge_pool, "MOST_HELD", 10_000)
    taken = []

    def items() -> Iterator[bytes]:
        for number in range(40):
            taken.append(number)
            yield bytes(4_000)

    with lend() as run:
        next(run(double, items()))

    assert len(taken) <= 4


# R41: strikes


def test_r41_deaths_from_outside_count_once_a_run_and_three_runs_are_enough(tmp_path: Path) -> None:
    poison = Poison(str(tmp_path / "marks"))
    fates = []
    for _ in range(4):
        with lend(state=tmp_path) as run:
            found = list(run(double, [1, poison, 2]))
        assert found[::2] == [2, 4]
        fates.append(str(found[1]))

    assert [fate.rpartition(" for ")[2] for fate in fates] == ["now", "now", "good", "good"]
    assert len((tmp_path / "marks").read_text()) == 9, "the fourth run does not even try"


def test_r41_an_item_that_comes_through_has_its_strikes_forgotten(tmp_path: Path) -> None:
    strikes = Strikes(tmp_path)
    strikes.add(named(1), "why")
    strikes.add(named(1), "why")

    with lend(state=tmp_path) as run:
        assert list(run(double, [1])) == [2]

    assert Strikes(tmp_path).count(named(1)) == 0


def test_r41_a_suspect_is_alone_with_its_work(tmp_path: Path) -> None:
    Strikes(tmp_path).add(named(3), "why")

    with lend(state=tmp_path) as run:
        spans = dict(zip(range(8), run(process, range(8)), strict=True))

    begin, end = spans.pop(3)
    assert all(other_end <= begin or other_begin >= end for other_begin, other_end in spans.values())


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.edge.test_pool import Budget, lend
from tests.edge.work import take_long
with lend(Budget(), Path(sys.argv[1])) as run:
    list(run(take_long, [(1, sys.argv[1]), (2, sys.argv[1])]))
"""


def died_at_work(state: Path, *, with_its_workers: bool) -> None:
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
    marks = list((state / "under-way").glob("*"))
    found = [int(mark.name) for mark in marks if mark.stat().st_size]
    return found if len(found) == 2 else []


def _until(ready: Any) -> Any:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if found := ready():
            return found
        time.sleep(0.01)
    raise AssertionError("it never came to that")


def test_r41_what_died_with_the_whole_program_has_a_strike(tmp_path: Path) -> None:
    died_at_work(tmp_path, with_its_workers=True)

    strikes = Strikes(tmp_path)
    struck = strikes.collect()

    assert len(struck) == 2
    assert [strikes.count(Name(path, "1")) for path in struck] == [1, 1]
    assert strikes.collect() == [], "a death counts once"


def test_r41_who_outlives_the_program_and_ends_well_has_none(tmp_path: Path) -> None:
    died_at_work(tmp_path, with_its_workers=False)

    assert Strikes(tmp_path).collect() == []
    assert not list((tmp_path / "under-way").iterdir())
