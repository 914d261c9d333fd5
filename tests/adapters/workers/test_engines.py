"""Where the pure stages run: everywhere with the same results, and nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from feedpub.adapters.workers import dask_engine
from feedpub.adapters.workers.engines import open_engine
from feedpub.adapters.workers.policy import TaskPolicy
from feedpub.errors import SettingsError, WorkerDied
from feedpub.model import SourceFile
from feedpub.settings import Settings
from feedpub.stages.read import read
from tests.adapters.workers.work import KillsWorker, double_or_die, fail, kill_once, slow
from tests.conftest import skip_or_fail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feedpub.ports import FailureReason

DASK = pytest.param("dask", marks=[pytest.mark.dask])
ALL = ("serial", "processes", DASK)
WITH_WORKERS = ("processes", DASK)


@pytest.fixture(autouse=True)
def is_installed(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("dask") and find_spec("distributed") is None:
        skip_or_fail("distributed")


def open_test_engine(name: str, **more: Any) -> Any:
    return open_engine(name, workers=2, batch_size=4, **more)


@pytest.mark.parametrize("name", ALL)
def test_every_item_gets_its_result(name: str) -> None:
    with open_test_engine(name) as run:
        assert sorted(run(double_or_die, range(50))) == list(range(0, 100, 2))
        assert list(run(double_or_die, [])) == []
        assert list(run(double_or_die, [1])) == [2]


@pytest.mark.parametrize("name", WITH_WORKERS)
def test_all_engines_make_the_same_of_the_seeds(name: str, seeds: Path) -> None:
    from datetime import UTC, datetime

    arrived = datetime(2023, 2, 8, tzinfo=UTC)
    sources = [SourceFile(path.name, path.read_bytes(), arrived) for path in sorted(seeds.glob("*.txt"))]
    do = partial(read, settings=Settings())

    with open_test_engine(name) as run:
        found = sorted(run(do, sources), key=lambda page: page.path)

    assert found == [do(source) for source in sources]


@pytest.mark.parametrize("name", ALL)
def test_items_are_taken_as_they_are_needed(name: str) -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    with open_test_engine(name) as run:
        next(iter(run(slow, items())))

        assert len(taken) <= 40


@pytest.mark.parametrize("name", ALL)
def test_a_fault_of_the_work_itself_comes_to_the_caller(name: str) -> None:
    with open_test_engine(name) as run, pytest.raises(ValueError, match="no 1"):
        list(run(fail, [1]))


@pytest.mark.parametrize("name", WITH_WORKERS)
def test_a_killed_worker_loses_no_item(name: str, tmp_path: Path) -> None:
    mark = tmp_path / "killed"
    with open_test_engine(name) as run:
        found = sorted(run(kill_once, [(number, str(mark)) for number in range(40)]))

    assert mark.exists()
    assert found == list(range(40))


def describe_failure(item: Any, reason: FailureReason) -> str:
    return f"{reason.message} {'for good' if reason.is_final else 'for now'}"


@pytest.mark.parametrize("name", WITH_WORKERS)
def test_r41_an_item_that_kills_every_worker_is_given_up_after_three(name: str, tmp_path: Path) -> None:
    poison = KillsWorker(str(tmp_path / "marks"))
    with open_test_engine(name, policy=TaskPolicy(describe_failure)) as run:
        found = list(run(double_or_die, [*range(10), poison, *range(10, 20)]))

    marks = len((tmp_path / "marks").read_text())
    (failure,) = (each for each in found if isinstance(each, str))
    assert "kills" in failure
    assert sorted(each for each in found if isinstance(each, int)) == list(range(0, 40, 2))
    assert marks == 3 if name == "processes" else 3 <= marks <= 6


def test_without_an_on_failure_a_deadly_item_ends_the_run(tmp_path: Path) -> None:
    with open_test_engine("processes") as run, pytest.raises(WorkerDied, match="marks"):
        list(run(double_or_die, [KillsWorker(str(tmp_path / "marks"))]))


def test_an_engine_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingsError, match="serial, processes, dask"), open_engine("ray"):
        pytest.fail("there is none")


def test_dask_without_dask_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['distributed'] = None\n"
        "from feedpub.adapters.workers.engines import open_engine\n"
        "from feedpub.errors import SettingsError\n"
        "try:\n    open_engine('dask').__enter__()\nexcept SettingsError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert "pip install 'feedpub[dask]'" in done.stdout


@pytest.mark.dask
def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_engine, "SCHEDULER_TIMEOUT", 0.5)

    with pytest.raises(SettingsError, match=r"127\.0\.0\.1:9"), open_test_engine("dask", scheduler="tcp://127.0.0.1:9"):
        pytest.fail("nobody answers")


@pytest.mark.dask
def test_a_cluster_that_runs_already_is_used_at_its_address() -> None:
    from distributed import LocalCluster

    made: Any = LocalCluster
    with (
        made(n_workers=1, threads_per_worker=1, dashboard_address=None) as running,
        open_test_engine("dask", scheduler=running.scheduler_address) as run,
    ):
        assert sorted(run(double_or_die, range(20))) == list(range(0, 40, 2))


def test_the_serial_engine_imports_nothing_for_others() -> None:
    script = (
        "import sys; from feedpub.adapters.workers.engines import open_engine\n"
        "with open_engine('serial') as run: list(run(str, [1]))\n"
        "print([name for name in ('distributed', 'concurrent.futures', 'multiprocessing') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=dict(os.environ)
    )

    assert done.stdout.strip() == "[]"
