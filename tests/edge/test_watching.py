"""The bell: it rings when something may have changed in the watched folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feedpub.edge import watching
from feedpub.edge.mounts import kind_of_mount
from feedpub.edge.watching import FolderBell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONG = 20.0
"""Seconds after which a bell that does not ring is broken."""
SHORT = 0.3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "seeds"
    made.mkdir()
    return made


@pytest.fixture
def bell(folder: Path) -> Iterator[FolderBell]:
    opened = FolderBell(folder, "events", 60)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "ECHO", 0.2)


def silence(bell: FolderBell) -> None:
    """Wait until the last ring and its echo are over."""
    while bell.wait(2 * watching.ECHO):
        pass


def test_without_a_change_it_does_not_ring(bell: FolderBell) -> None:
    assert not bell.wait(SHORT)
    assert bell.note == ""


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda folder: (folder / "a.txt").write_text("a"), id="written"),
        pytest.param(lambda folder: (folder / "old.txt").unlink(), id="deleted"),
        pytest.param(lambda folder: (folder / "old.txt").rename(folder / "new.txt"), id="renamed"),
        pytest.param(lambda folder: os.utime(folder / "old.txt"), id="touched"),
        pytest.param(lambda folder: (folder / "below" / "deep.txt").write_text("a"), id="in_a_folder"),
        pytest.param(lambda folder: (folder / "new").mkdir(), id="new_folder"),
        pytest.param(lambda folder: (folder / "a\nb.txt").write_text("a"), id="line_end_in_the_name"),
        pytest.param(lambda folder: Path(os.fsdecode(bytes(folder) + b"/\xb1\xa8.txt")).write_text("a"), id="gbk_name"),
    ],
)
def test_it_rings_at_a_change_and_once_more(folder: Path, change: Callable[[Path], object]) -> None:
    (folder / "below").mkdir()
    (folder / "old.txt").write_text("old")
    bell = FolderBell(folder, "events", 60)
    change(folder)

    assert bell.wait(LONG)
    assert bell.wait(LONG), "the echo"
    assert bell.note == ""
    bell.close()


def test_names_that_are_not_utf8_do_not_end_the_watch(folder: Path, bell: FolderBell) -> None:
    Path(os.fsdecode(bytes(folder) + b"/\xb1\xa8.txt")).write_text("a")
    assert bell.wait(LONG)
    silence(bell)

    (folder / "a.txt").write_text("a")

    assert bell.wait(LONG)
    assert bell.note == ""


def test_a_file_in_a_folder_made_meanwhile_is_heard(folder: Path, bell: FolderBell) -> None:
    (folder / "2023").mkdir()
    assert bell.wait(LONG)
    silence(bell)

    (folder / "2023/a.txt").write_text("a")

    assert bell.wait(LONG)


def test_hidden_and_unfinished_files_do_not_ring(folder: Path, bell: FolderBell) -> None:
    for name in (".a.txt", "a.txt.part", "#a", ".git/a.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("a")

    assert not bell.wait(SHORT)


def test_a_file_renamed_into_place_is_whole_and_one_that_is_written_there_is_not(
    folder: Path, bell: FolderBell
) -> None:
    (folder / "a.txt.part").write_text("a")
    (folder / "a.txt.part").rename(folder / "a.txt")
    assert bell.wait(LONG)

    assert bell.whole() == {"a.txt"}
    (folder / "b.txt").write_text("b")
    assert bell.wait(LONG)
    assert bell.whole() == set()


def test_a_wish_to_stop_ends_the_wait(folder: Path) -> None:
    stop = threading.Event()
    bell = FolderBell(folder, "events", 60, stop.is_set)
    threading.Timer(0.1, stop.set).start()
    before = time.monotonic()

    assert not bell.wait(LONG)
    assert time.monotonic() - before < LONG / 2
    bell.close()


# The folder goes away


def test_a_folder_that_goes_and_comes_back_is_watched_again(
    folder: Path, bell: FolderBell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "CHECK", 0.05)
    shutil.rmtree(folder)
    silence(bell)
    folder.mkdir()
    assert bell.wait(LONG), "it is there again"
    silence(bell)

    (folder / "a.txt").write_text("a")

    assert bell.wait(LONG)


def test_a_folder_that_is_not_there_yet_is_waited_for(folder: Path) -> None:
    folder.rmdir()
    bell = FolderBell(folder, "events", 60)
    assert not bell.wait(SHORT)

    folder.mkdir()

    assert bell.wait(LONG)
    bell.close()


# R11, R12: no events


def test_r12_by_looking_alone_it_rings_after_each_period(folder: Path) -> None:
    bell = FolderBell(folder, "poll", 0.2)

    assert "watch.mode" in bell.note
    assert not bell.wait(0.01)
    assert bell.wait(LONG)
    assert bell.wait(LONG)
    bell.close()


NO_WATCHES = """
import sys
from pathlib import Path
Path("/proc/sys/user/max_inotify_" + sys.argv[2]).write_text("0")
from feedpub.edge.watching import FolderBell
bell = FolderBell(Path(sys.argv[1]), "events", 0.2)
print(bell.note)
print(bell.wait(20))
"""


@pytest.mark.parametrize(("what", "advice"), [("watches", "max_user_watches"), ("instances", "max_user_instances")])
def test_r11_at_the_limit_of_watches_it_goes_looking_and_says_so(
    folder: Path, need: Callable[[str], str], what: str, advice: str
) -> None:
    words = [need("unshare"), "--user", "--map-root-user", sys.executable, "-c", NO_WATCHES, str(folder), what]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "unshare" in done.stderr:
        pytest.skip("no user namespaces here")

    note, rang = done.stdout.splitlines()
    assert advice in note
    assert "looking every 0.2 s" in note
    assert rang == "True"


def test_r12_the_kind_of_a_mount_is_that_of_the_nearest_above(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nhost:/a {tmp_path}/the\\040net nfs4 rw 0 0\n")

    assert kind_of_mount(tmp_path / "the net/pages", mounts) == "nfs4"
    assert kind_of_mount(tmp_path / "the network", mounts) == "ext4"
    assert kind_of_mount(tmp_path, tmp_path / "missing") == ""
