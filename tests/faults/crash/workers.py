"""Scenarios -> a verdict on each of their points, or on some, by two workers with folders of their own."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import TYPE_CHECKING

from tests.faults.crash.program import freeze_clock, warm_up
from tests.faults.crash.sample import spread
from tests.faults.crash.scenarios import SCENARIOS
from tests.faults.crash.trial import Trial, prepared_trial

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.faults.crash.trial import Point, TrialResult

WORKERS = 2


def results_of(names: Sequence[str], sample: int | None, folder: Path) -> Iterator[TrialResult]:
    """Yield the verdict on each point of the scenarios, or on a spread of `sample` of them."""
    os.environ["PYTHONHASHSEED"] = "0"  # sets of folders are gone through in the same order in every run
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        places = [folder] * len(names)
        points = [point for found in pool.map(_points, names, places) for point in found]
        chosen = _chosen(points, sample) if sample else points
        yield from pool.map(_try_point, chosen, [folder] * len(chosen), chunksize=2)


def _chosen(points: Sequence[Point], sample: int) -> list[Point]:
    """Return `sample` points; the slow ones, with a whole new Python, are a twentieth of them."""
    slow = {scenario.name for scenario in SCENARIOS if scenario.slow}
    few = spread([point for point in points if point.scenario in slow], sample // 20)
    return few + spread([point for point in points if point.scenario not in slow], sample - len(few))


def _points(name: str, folder: Path) -> list[Point]:
    return list(_prepared_trial(name, folder).points())


def _try_point(point: Point, folder: Path) -> TrialResult:
    return _prepared_trial(point.scenario, folder).try_point(point)


@cache
def _prepared_trial(name: str, folder: Path) -> Trial:
    """Return a scenario made ready for this worker alone."""
    mine = folder / str(os.getpid())
    if not mine.exists():
        freeze_clock()
        warm_up(mine / "warm")
    return prepared_trial(name, mine)
