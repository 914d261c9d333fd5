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

from tests.faults.crash.crew import verdicts_of
from tests.faults.crash.scenarios import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.faults.crash.trial import Verdict


def main() -> None:
    """Try what the command line asks for."""
    asked = _parser().parse_args()
    names = asked.scenario or [scenario.name for scenario in SCENARIOS]
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="feedpub-crash-") as folder:
        verdicts = list(verdicts_of(names, asked.sample, Path(folder)))
    report(verdicts, time.monotonic() - began)
    if asked.json:
        Path(asked.json).write_text(json.dumps([_as_dict(verdict) for verdict in verdicts], ensure_ascii=False))
    sys.exit(any(verdict.wrong for verdict in verdicts))


def report(verdicts: Sequence[Verdict], seconds: float) -> None:
    """Print what was tried, and everything that was wrong."""
    for verdict in verdicts:
        if verdict.wrong:
            print("WRONG" if verdict.fired else "NOT FIRED", verdict.point, *verdict.wrong, sep="\n    ")
    tried = Counter((each.point.scenario, each.point.fault.kind, each.point.fault.call) for each in verdicts)
    for (scenario, kind, call), number in sorted(tried.items()):
        print(f"{scenario:10} {kind:7} {call:12} {number:5}")
    fired = sum(verdict.fired for verdict in verdicts)
    wrong = sum(verdict.fired and bool(verdict.wrong) for verdict in verdicts)
    print(f"{len(verdicts)} points, {fired} fired, {wrong} wrong, {seconds:.0f} s")


def _as_dict(verdict: Verdict) -> dict[str, object]:
    return {"point": str(verdict.point), "fired": verdict.fired, "wrong": verdict.wrong}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, help="so many points instead of all")
    parser.add_argument("--scenario", action="append", help="only this one", choices=[each.name for each in SCENARIOS])
    parser.add_argument("--json", help="write every verdict here")
    return parser


if __name__ == "__main__":
    main()
