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

from feedpub.adapters.inbox import watcher
from feedpub.adapters.inbox.watcher import InotifyWatcher
from feedpub.adapters.system.filesystem import filesystem_type

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
def folder_watcher(folder: Path) -> Iterator[InotifyWatcher]:
    opened = InotifyWatcher(folder, "events", 60)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "RECHECK_DELAY", 0.2)


def wait_for_silence(folder_watcher: InotifyWatcher) -> None:
    """Wait until the last ring and its echo are over."""
    while folder_watcher.wait(2 * watcher.RECHECK_DELAY):
        pass


def test_without_a_change_there_is_no_event(folder_watcher: InotifyWatcher) -> None:
    assert not folder_watcher.wait(SHORT)
    assert folder_watcher.fallback_reason == ""


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
def test_a_change_is_reported_and_rechecked_once(folder: Path, change: Callable[[Path], object]) -> None:
    (folder / "below").mkdir()
    (folder / "old.txt").write_text("old")
    folder_watcher = InotifyWatcher(folder, "events", 60)
    change(folder)

    assert folder_watcher.wait(LONG)
    assert folder_watcher.wait(LONG), "the echo"
    assert folder_watcher.fallback_reason == ""
    folder_watcher.close()


def test_names_that_are_not_utf8_do_not_end_the_watch(folder: Path, folder_watcher: InotifyWatcher) -> None:
    Path(os.fsdecode(bytes(folder) + b"/\xb1\xa8.txt")).write_text("a")
    assert folder_watcher.wait(LONG)
    wait_for_silence(folder_watcher)

    (folder / "a.txt").write_text("a")

    assert folder_watcher.wait(LONG)
    assert folder_watcher.fallback_reason == ""


def test_a_file_in_a_folder_made_meanwhile_is_reported(folder: Path, folder_watcher: InotifyWatcher) -> None:
    (folder / "2023").mkdir()
    assert folder_watcher.wait(LONG)
    wait_for_silence(folder_watcher)

    (folder / "2023/a.txt").write_text("a")

    assert folder_watcher.wait(LONG)


def test_hidden_and_unfinished_files_are_not_reported(folder: Path, folder_watcher: InotifyWatcher) -> None:
    for name in (".a.txt", "a.txt.part", "#a", ".git/a.txt"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("a")

    assert not folder_watcher.wait(SHORT)


def test_a_file_renamed_into_place_is_whole_and_one_that_is_written_there_is_not(
    folder: Path, folder_watcher: InotifyWatcher
) -> None:
    (folder / "a.txt.part").write_text("a")
    (folder / "a.txt.part").rename(folder / "a.txt")
    assert folder_watcher.wait(LONG)

    assert folder_watcher.renamed_in() == {"a.txt"}
    (folder / "b.txt").write_text("b")
    assert folder_watcher.wait(LONG)
    assert folder_watcher.renamed_in() == set()


def test_a_stop_request_ends_the_wait(folder: Path) -> None:
    stop = threading.Event()
    folder_watcher = InotifyWatcher(folder, "events", 60, stop.is_set)
    threading.Timer(0.1, stop.set).start()
    before = time.monotonic()

    assert not folder_watcher.wait(LONG)
    assert time.monotonic() - before < LONG / 2
    folder_watcher.close()


# The folder goes away


def test_a_folder_that_goes_and_comes_back_is_watched_again(
    folder: Path, folder_watcher: InotifyWatcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "FOLDER_CHECK_INTERVAL", 0.05)
    shutil.rmtree(folder)
    wait_for_silence(folder_watcher)
    folder.mkdir()
    assert folder_watcher.wait(LONG), "it is there again"
    wait_for_silence(folder_watcher)

    (folder / "a.txt").write_text("a")

    assert folder_watcher.wait(LONG)


def test_a_folder_that_is_not_there_yet_is_waited_for(folder: Path) -> None:
    folder.rmdir()
    folder_watcher = InotifyWatcher(folder, "events", 60)
    assert not folder_watcher.wait(SHORT)

    folder.mkdir()

    assert folder_watcher.wait(LONG)
    folder_watcher.close()


# R11, R12: no events


def test_r12_by_polling_alone_it_reports_after_each_interval(folder: Path) -> None:
    folder_watcher = InotifyWatcher(folder, "poll", 0.2)

    assert "watch.mode" in folder_watcher.fallback_reason
    assert not folder_watcher.wait(0.01)
    assert folder_watcher.wait(LONG)
    assert folder_watcher.wait(LONG)
    folder_watcher.close()


NO_WATCHES = """
import sys
from pathlib import Path
Path("/proc/sys/user/max_inotify_" + sys.argv[2]).write_text("0")
from feedpub.adapters.inbox.watcher import InotifyWatcher
watcher = InotifyWatcher(Path(sys.argv[1]), "events", 0.2)
print(watcher.fallback_reason)
print(watcher.wait(20))
"""


@pytest.mark.parametrize(("what", "advice"), [("watches", "max_user_watches"), ("instances", "max_user_instances")])
def test_r11_at_the_limit_of_watches_it_polls_and_says_so(
    folder: Path, need: Callable[[str], str], what: str, advice: str
) -> None:
    words = [need("unshare"), "--user", "--map-root-user", sys.executable, "-c", NO_WATCHES, str(folder), what]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "unshare" in done.stderr:
        pytest.skip("no user namespaces here")

    note, reported = done.stdout.splitlines()
    assert advice in note
    assert "looking every 0.2 s" in note
    assert reported == "True"


def test_r12_the_filesystem_is_that_of_the_nearest_mount_above(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/a / ext4 rw 0 0\nhost:/a {tmp_path}/the\\040net nfs4 rw 0 0\n")

    assert filesystem_type(tmp_path / "the net/pages", mounts) == "nfs4"
    assert filesystem_type(tmp_path / "the network", mounts) == "ext4"
    assert filesystem_type(tmp_path, tmp_path / "missing") == ""
