"""A run that is killed between any two effects: the next one ends the work, and nobody can tell that it happened."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PAGES = {
    "2023-02-07_A1.txt": "社区图书角开张\n\n近日,社区里的图书角开张了。居民们带来了家里的旧书,每周六开放。\n",
    "2023-02-07_A2.txt": "山上落了第一场雪\n\n昨天夜里,山上落了今年的第一场雪。上山的路从早晨起封闭。\n",
    "2023-02-08_A1.txt": "老桥修好通车\n\n昨日,城东的老桥修好通车。过桥的时间比从前短了一半。\n",
}

RUN = """
import os, signal, sys

what, turn = sys.argv[1], int(sys.argv[2])
count = 0

def deadly(*words, **more):
    global count
    count += 1
    if count == turn:
        os.kill(os.getpid(), signal.SIGKILL)

if what == "commit":
    from sqlalchemy import Engine, event
    event.listen(Engine, "commit", deadly)
elif what:
    whole = getattr(os, what)
    setattr(os, what, lambda *words, **more: (deadly(), whole(*words, **more))[1])

from feedpub.cli import main
sys.argv = ["feedpub", "publish"]
main()
"""


def publish(folder: Path, what: str = "", turn: int = 0) -> int:
    words = [sys.executable, "-c", RUN, what, str(turn)]
    return subprocess.run(words, cwd=folder, capture_output=True, timeout=120).returncode


def fresh(folder: Path) -> Path:
    (folder / "seeds").mkdir(parents=True)
    for name, text in PAGES.items():
        path = folder / "seeds" / name
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_675_900_000, 1_675_900_000))
    return folder


def output(folder: Path) -> dict[str, bytes]:
    out = folder / "output"
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = fresh(tmp_path_factory.mktemp("undisturbed"))
    assert publish(folder) == 0
    return output(folder)


@pytest.mark.parametrize(
    ("what", "turn"),
    [("commit", 1), ("commit", 4), ("commit", 6), ("replace", 1), ("replace", 2), ("replace", 9), ("fchmod", 10)],
)
def test_a_killed_run_is_ended_by_the_next(what: str, turn: int, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    folder = fresh(tmp_path / "run")

    assert publish(folder, what, turn) == -signal.SIGKILL
    for path, content in output(folder).items():
        if not path.rpartition("/")[2].startswith(".feedpub-new"):
            assert content == undisturbed[path]

    assert publish(folder) == 0
    assert output(folder) == undisturbed


def test_a_lost_archive_gives_the_same_output_from_the_same_pages(
    undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    folder = fresh(tmp_path / "run")
    assert publish(folder) == 0
    shutil.rmtree(folder / ".feedpub")

    assert publish(folder) == 0

    assert output(folder) == undisturbed


def test_a_deleted_output_is_built_again_byte_for_byte(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    folder = fresh(tmp_path / "run")
    assert publish(folder) == 0
    shutil.rmtree(folder / "output")

    assert publish(folder) == 0

    assert output(folder) == undisturbed
