"""A fault at every effect: a spread of the points in each run of the tests; `make crash` tries them all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import ROOT
from tests.faults.crash.effects import calls, effects

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Need = Callable[[str], str]

pytestmark = pytest.mark.timeout(900)  # hundreds of runs of the program

POINTS = int(os.environ.get("CRASH_POINTS", "60"))
"""How many points are tried; .ci/run asks for more."""

WRITE_IN_PLACE_SCRIPT = """
import os, sys
from pathlib import Path
from feedpub.adapters.output import writer

def in_place(path, content, mode, suffix=0):
    path.write_bytes(content[:9])
    with path.open("ab") as file:
        file.write(content[9:])
    return path

writer.write_temp = in_place

from tests.faults.crash.effects import calls, effects
from tests.faults.crash.program import Fault, freeze_clock, warm_up
from tests.faults.crash.trial import Point, prepared_trial

folder = Path(sys.argv[1])
freeze_clock()
warm_up(folder / "warm")
made = prepared_trial("edit", folder)
feeds = [p for p in made.points() if p.fault.kind == "KILL" and p.fault.call == "write" and p.path.endswith("rss.xml")]
print(made.try_point(feeds[1]))
"""

DURABILITY_SCRIPT = """
import sys
from pathlib import Path
from tests.faults.crash.effects import calls
from tests.faults.crash.durability import durability_risks
from tests.faults.crash.program import freeze_clock, warm_up
from tests.faults.crash.trial import prepared_trial
{sabotage}
folder = Path(sys.argv[1])
freeze_clock()
warm_up(folder / "warm")
for name in {names}:
    made = prepared_trial(name, folder)
    found = list(calls(made.trace, made.folder))
    assert sum(call.call == "rename" for call in found) > 2
    print(*durability_risks(found, made.folder / ".feedpub", made.folder / "output", folder / "log"), sep="\\n", end="")
"""


def python(script: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, need: Need) -> list[dict[str, Any]]:
    need("strace")
    path = tmp_path_factory.mktemp("crash") / "verdicts.json"
    words = [sys.executable, "-m", "tests.faults.crash", "--sample", str(POINTS), "--json", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=1800, cwd=ROOT)
    assert path.exists(), done.stdout + done.stderr
    found: list[dict[str, Any]] = json.loads(path.read_text())
    return found


@pytest.mark.fault("R13", "R14", "R15", "R16", "R43")
def test_nothing_is_lost_doubled_or_torn_by_a_fault_at_any_effect(results: list[dict[str, Any]]) -> None:
    wrong = [result for result in results if result["wrong"]]

    assert not wrong


def test_every_fault_was_injected_at_the_call_that_was_meant(results: list[dict[str, Any]]) -> None:
    fired = [result["point"] for result in results if result["fired"]]

    assert len(fired) == len(set(fired)) >= min(POINTS, 60)
    scenarios, kinds, names = (Counter(point.split(":")[part] for point in fired) for part in range(3))
    assert scenarios.keys() >= {"first", "edit", "digest", "migrate", "model", "afresh"}
    assert kinds.keys() == {"KILL", "ENOSPC", "EIO"}
    assert names.keys() >= {"write", "pwrite64", "fdatasync", "syncfs", "rename", "unlink", "mkdir", "connect"}


@pytest.mark.fault("R14")
def test_what_is_reported_is_on_the_disk_before_it_is_reported(tmp_path: Path, need: Need) -> None:
    need("strace")

    assert python(DURABILITY_SCRIPT.format(sabotage="", names=("first", "edit", "digest", "migrate")), tmp_path) == ""


def test_a_missing_sync_would_be_found(tmp_path: Path, need: Need) -> None:
    need("strace")
    sabotage = "from feedpub.adapters.output import writer\nwriter.sync = lambda *paths: None"

    assert "got its name" in python(DURABILITY_SCRIPT.format(sabotage=sabotage, names=("digest",)), tmp_path)


def test_a_feed_written_in_place_would_be_found(tmp_path: Path, need: Need) -> None:
    need("strace")

    found = python(WRITE_IN_PLACE_SCRIPT, tmp_path)

    assert "fired=True" in found
    assert "neither old nor new" in found


# The reading of a trace

TRACE = """\
openat(AT_FDCWD</home/a>, "seeds/b.txt", O_RDONLY) = 4</home/a/seeds/b.txt>
write(1</home/log>, "/home/a/output/x", 16) = 16
write(5</home/a/output/.new>, "12, \\"34\\"", 8) = 8
fdatasync(6</home/a/.feedpub>)  = 0
--- SIGCHLD {si_signo=SIGCHLD} ---
rename("output/.new", "output/\\346\\261\\237.xml") = -1 EIO (Input/output error) (INJECTED)
connect(7<socket:[1]>, {sa_family=AF_INET, sin_port=htons(25), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
unlink("output/x" <unfinished ...>)     = ?
+++ killed by SIGKILL +++
"""


def test_a_trace_is_read_call_by_call(tmp_path: Path) -> None:
    home = tmp_path / "a"
    trace = TRACE.replace("/home", str(tmp_path))

    found = list(effects(calls(trace, home), [home / "output", home / ".feedpub"]))

    assert [(call.call, call.nth, call.path.removeprefix(f"{home}/")) for call in found] == [
        ("write", 2, "output/.new"),
        ("fdatasync", 1, ".feedpub"),
        ("rename", 1, "output/江.xml"),
        ("connect", 1, "/127.0.0.1:25"),
        ("unlink", 1, "output/x"),
    ]
    assert [call.is_injected for call in found] == [False, False, True, False, False]
    assert [call.succeeded for call in found] == [True, True, False, True, False]
