"""Try the points and say what came of it; ends with 1 where a promise is broken or a fault did not fire.

python -m tests.faults.crash [--sample 60] [--scenario first --scenario edit] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.crash.scenarios import SCENARIOS
from tests.faults.crash.workers import results_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.faults.crash.trial import TrialResult


def main() -> None:
    """Try what the command line asks for."""
    options = _parser().parse_args()
    names = options.scenario or [scenario.name for scenario in SCENARIOS]
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="feedpub-crash-") as folder:
        results = list(results_of(names, options.sample, Path(folder)))
    report(results, time.monotonic() - started)
    if options.json:
        Path(options.json).write_text(json.dumps([_as_dict(verdict) for verdict in results], ensure_ascii=False))
    sys.exit(any(verdict.problems for verdict in results))


def report(results: Sequence[TrialResult], seconds: float) -> None:
    """Print what was tried, and everything that was wrong."""
    for result in results:
        if result.problems:
            print("WRONG" if result.fired else "NOT FIRED", result.point, *result.problems, sep="\n    ")
    counts = Counter((each.point.scenario, each.point.fault.kind, each.point.fault.call) for each in results)
    for (scenario, kind, call), number in sorted(counts.items()):
        print(f"{scenario:10} {kind:7} {call:12} {number:5}")
    fired = sum(verdict.fired for verdict in results)
    wrong = sum(verdict.fired and bool(verdict.problems) for verdict in results)
    print(f"{len(results)} points, {fired} fired, {wrong} wrong, {seconds:.0f} s")


def _as_dict(result: TrialResult) -> dict[str, object]:
    return {"point": str(result.point), "fired": result.fired, "wrong": result.problems}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, help="so many points instead of all")
    parser.add_argument("--scenario", action="append", help="only this one", choices=[each.name for each in SCENARIOS])
    parser.add_argument("--json", help="write every verdict here")
    return parser


if __name__ == "__main__":
    main()
