"""The watched folder: what is taken, what is refused, what is left for the next look."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from feedpub.adapters.inbox.reader import FolderInbox, InboxLimits
from feedpub.errors import SettingsError
from feedpub.model import Rejected, SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LIMITS = InboxLimits(("txt", "md"), 1000, 2.0)
OLD = 1_675_720_800  # 2023-02-06 22:00 UTC


def put(folder: Path, name: str, content: bytes = b"page", mtime: float | None = OLD) -> Path:
    """Write a file, and say that it was written at that time; with None, it was written just now."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if mtime is not None:
        os.utime(path, (mtime, mtime))
    return path


def no_sleep(seconds: float) -> None:
    pytest.fail(f"waited {seconds} s")


def scan_once(folder: Path, known: dict[str, str] | None = None, *only_paths: Path) -> list[SourceFile | Rejected]:
    return list(FolderInbox(folder, LIMITS, only_paths, sleep=no_sleep).new_files(known or {}))


def paths(found: list[SourceFile | Rejected]) -> list[str]:
    return [each.path for each in found]


def test_files_of_all_folders_come_in_the_order_of_their_paths(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a.txt", "a/b/c.TXT"):
        put(tmp_path, name, name.encode())

    found = scan_once(tmp_path)

    assert paths(found) == ["a.txt", "a/b/c.TXT", "a/z.md", "b.txt"]
    assert [file.content.decode() for file in found if isinstance(file, SourceFile)] == paths(found)


def test_what_is_known_does_not_come_again(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    known = {file.path: file.fingerprint for file in scan_once(tmp_path)}

    assert not scan_once(tmp_path, known)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda path: put(path.parent, path.name, b"other"), id="other_size"),
        pytest.param(lambda path: put(path.parent, path.name, b"egap"), id="same_size_and_mtime"),
        pytest.param(lambda path: os.utime(path, (OLD + 1, OLD + 1)), id="touched"),
        pytest.param(lambda path: put(path.parent, "beside", b"egap").replace(path), id="renamed_over"),
    ],
)
def test_what_changed_comes_again(tmp_path: Path, change: Callable[[Path], object]) -> None:
    path = put(tmp_path, "a.txt")
    known = {file.path: file.fingerprint for file in scan_once(tmp_path)}

    change(path)

    assert paths(scan_once(tmp_path, known)) == ["a.txt"]


def test_two_files_of_the_same_bytes_both_come(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "b.txt")

    assert paths(scan_once(tmp_path)) == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    "name",
    [
        ".a.txt",
        ".git/a.txt",
        "a.txt~",
        "a.txt.part",
        "a.txt.tmp",
        "a.txt.crdownload",
        "~$a.txt",
        "#a.txt",
        "a.pdf",
        "txt",
    ],
)
def test_hidden_unfinished_and_foreign_files_are_ignored(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)

    assert not scan_once(tmp_path)


@pytest.mark.parametrize(
    "name", [b"\xb1\xa8.txt", "第1版\n.txt".encode(), b"-rf.txt", b"<b>&.txt", b"a" * 251 + b".txt"]
)
def test_any_name_is_a_name(tmp_path: Path, name: bytes) -> None:
    put(tmp_path, os.fsdecode(name))

    assert [os.fsencode(path) for path in paths(scan_once(tmp_path))] == [name]


# What is refused


def only_rejected(folder: Path) -> Rejected:
    (found,) = scan_once(folder)
    assert isinstance(found, Rejected)
    assert found.fingerprint
    return found


def test_a_large_file_is_rejected_before_it_is_read(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    os.truncate(tmp_path / "a.txt", 50_000_000_000)
    os.utime(tmp_path / "a.txt", (OLD, OLD))

    assert "50,000,000,000 bytes" in only_rejected(tmp_path).reason


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    put(tmp_path, "secret")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").symlink_to(tmp_path / "secret")

    assert "is a link" in only_rejected(tmp_path / "in").reason


def test_a_linked_folder_is_ignored(tmp_path: Path) -> None:
    put(tmp_path, "out/a.txt")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/out").symlink_to(tmp_path / "out")

    assert not scan_once(tmp_path / "in")


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    put(tmp_path, "real/a.txt")
    (tmp_path / "seeds").symlink_to("real")

    assert paths(scan_once(tmp_path / "seeds")) == ["a.txt"]


def test_pipes_and_sockets_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "b.txt"))

        found = scan_once(tmp_path)

    assert paths(found) == ["a.txt", "b.txt"]
    assert all(isinstance(each, Rejected) and "no regular file" in each.reason for each in found)


def test_a_device_is_never_opened(tmp_path: Path) -> None:
    try:
        os.mknod(tmp_path / "a.txt", 0o20666, os.makedev(1, 5))  # /dev/zero
    except PermissionError:
        pytest.skip("only root may make devices")

    assert "no regular file" in only_rejected(tmp_path).reason


def test_a_folder_may_be_called_like_a_page(tmp_path: Path) -> None:
    put(tmp_path, "folder.txt/a.txt")

    assert paths(scan_once(tmp_path)) == ["folder.txt/a.txt"]


def test_what_may_not_be_read_is_named_and_stops_nothing(tmp_path: Path) -> None:
    """Run as an ordinary user, because root may read everything."""
    put(tmp_path, "a.txt").chmod(0)
    put(tmp_path, "b/b.txt").parent.chmod(0)
    put(tmp_path, "c.txt")
    found = {each.path: type(each).__name__ for each in scan_once(tmp_path)} if os.geteuid() else _as_nobody(tmp_path)
    (tmp_path / "b").chmod(0o755)

    assert found == {"a.txt": "Rejected", "b": "Rejected", "c.txt": "SourceFile"}


def _as_nobody(folder: Path) -> dict[str, str]:
    script = (
        "import os, sys; from pathlib import Path; from feedpub.adapters.inbox.reader import FolderInbox, InboxLimits\n"
        "os.chdir(sys.argv[1]); os.setgid(65534); os.setuid(65534)\n"
        "found = FolderInbox(Path('.'), InboxLimits(('txt',), 1000, 0)).new_files({})\n"
        "print({each.path: type(each).__name__ for each in found})"
    )
    for parent in (folder, *folder.parents[:3]):
        parent.chmod(0o755)
    done = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True)
    return dict(eval(done.stdout))


# What is named


def test_only_what_is_named_is_taken(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.txt", "b/d.txt", "e/f.txt"):
        put(tmp_path, name)

    assert paths(scan_once(tmp_path, {}, tmp_path / "b", tmp_path / "a.txt", tmp_path / "b/c.txt")) == [
        "a.txt",
        "b/c.txt",
        "b/d.txt",
    ]


def test_a_named_file_from_elsewhere_keeps_its_whole_path(tmp_path: Path) -> None:
    path = put(tmp_path, "elsewhere/a.txt")
    (tmp_path / "seeds").mkdir()

    assert (
        paths(scan_once(tmp_path / "seeds", {}, path))
        == paths(scan_once(tmp_path / "seeds", {}, path.parent))
        == [str(path)]
    )


def test_a_named_file_of_an_unknown_kind_is_rejected_with_a_reason(tmp_path: Path) -> None:
    (found,) = scan_once(tmp_path, {}, put(tmp_path, "a.pdf"))

    assert isinstance(found, Rejected)
    assert "md, txt" in found.reason


def test_a_folder_or_file_that_is_not_there_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such folder"):
        scan_once(tmp_path / "missing")
    with pytest.raises(SettingsError, match=r"missing\.txt"):
        scan_once(tmp_path, {}, tmp_path / "missing.txt")


# What keeps still


class FakeTime:
    """Time that passes when somebody sleeps, and what happens meanwhile."""

    def __init__(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        self.now = time.time()
        self.slept: list[float] = []
        self._meanwhile = meanwhile

    def wall(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self._meanwhile()

    def scan_once(self, folder: Path) -> tuple[list[str], tuple[str, ...]]:
        inbox = FolderInbox(folder, LIMITS, wall_clock=self.wall, sleep=self.sleep)
        return [file.path for file in inbox.new_files({})], inbox.unstable


def test_r1_a_file_written_just_now_is_taken_after_a_second_scan(tmp_path: Path) -> None:
    sleeper = FakeTime()
    put(tmp_path, "new.txt", mtime=None)
    put(tmp_path, "old.txt")
    sleeper.now += 0.5

    assert sleeper.scan_once(tmp_path) == (["new.txt", "old.txt"], ())
    assert sleeper.slept == [pytest.approx(1.5, abs=0.1)]


def test_r1_a_file_that_still_grows_is_left_for_the_next_time(tmp_path: Path) -> None:
    sleeper = FakeTime(lambda: put(tmp_path, "new.txt", b"page and more", None))
    put(tmp_path, "new.txt", mtime=None)
    put(tmp_path, "old.txt")

    assert sleeper.scan_once(tmp_path) == (["old.txt"], ("new.txt",))


def test_a_file_that_goes_away_meanwhile_is_not_missed(tmp_path: Path) -> None:
    sleeper = FakeTime(lambda: (tmp_path / "new.txt").unlink())
    put(tmp_path, "new.txt", mtime=None)

    assert sleeper.scan_once(tmp_path) == ([], ())


def test_a_file_of_the_future_is_watched_no_longer_than_others(tmp_path: Path) -> None:
    sleeper = FakeTime()
    put(tmp_path, "new.txt", mtime=sleeper.now + 1_000_000)

    assert sleeper.scan_once(tmp_path) == (["new.txt"], ())
    assert sleeper.slept == [2.0]


def test_r1_a_file_renamed_into_place_is_taken_at_once(tmp_path: Path) -> None:
    put(tmp_path, "new.txt.part").rename(tmp_path / "new.txt")

    assert paths(scan_once(tmp_path)) == ["new.txt"]


# R1: what is half written


def test_r1_a_file_renamed_into_place_just_after_it_was_written_is_taken_at_once(tmp_path: Path) -> None:
    now = time.time()
    put(tmp_path, "new.txt.part", mtime=now).rename(tmp_path / "new.txt")
    inbox = FolderInbox(tmp_path, LIMITS, sleep=no_sleep, renamed_in=lambda: {"new.txt"})

    assert paths(list(inbox.new_files({}))) == ["new.txt"]


def test_r1_a_file_whose_name_was_changed_after_its_last_word_is_taken_at_once(tmp_path: Path) -> None:
    sleeper = FakeTime()
    path = put(tmp_path, "new.txt.part", mtime=sleeper.now - 0.5)
    path.rename(tmp_path / "new.txt")

    assert sleeper.scan_once(tmp_path) == (["new.txt"], ())
    assert sleeper.slept == []


@pytest.mark.parametrize("is_renamed", [True, False], ids=["renamed", "settled"])
def test_r1_a_file_that_is_open_for_writing_is_left_however_still_it_keeps(tmp_path: Path, is_renamed: bool) -> None:
    now = time.time()
    path = put(tmp_path, "new.txt", mtime=now - 30)
    whole = {"new.txt"} if is_renamed else set()
    with path.open("a"):
        inbox = FolderInbox(tmp_path, LIMITS, sleep=no_sleep, renamed_in=lambda: whole)

        assert list(inbox.new_files({})) == []
        assert inbox.unstable == ("new.txt",)

    assert paths(list(inbox.new_files({}))) == ["new.txt"]


def test_r1_a_file_that_nobody_lets_go_of_is_taken_after_a_minute(tmp_path: Path) -> None:
    path = put(tmp_path, "new.txt", mtime=time.time() - 30)
    with path.open("a"):
        inbox = FolderInbox(tmp_path, LIMITS, sleep=no_sleep, wall_clock=lambda: time.time() + 61)

        assert paths(list(inbox.new_files({}))) == ["new.txt"]


def test_r1_an_empty_file_that_was_only_made_is_not_taken_at_once(tmp_path: Path) -> None:
    sleeper = FakeTime()
    put(tmp_path, "new.txt", b"", mtime=sleeper.now - 0.5)

    assert sleeper.scan_once(tmp_path) == (["new.txt"], ())
    assert sleeper.slept, "its text may still come"


def test_r1_a_stop_request_ends_the_wait(tmp_path: Path) -> None:
    def stop(seconds: float) -> None:
        raise KeyboardInterrupt

    put(tmp_path, "new.txt", b"", mtime=time.time())

    with pytest.raises(KeyboardInterrupt):
        list(FolderInbox(tmp_path, LIMITS, sleep=stop).new_files({}))


def test_a_file_that_changes_between_scan_and_reading_is_left(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    put(tmp_path, "b.txt")
    inbox = FolderInbox(tmp_path, LIMITS, sleep=no_sleep)

    found = inbox.new_files({})
    first = next(found)
    put(tmp_path, "b.txt", b"half of a pa")

    assert (first.path, list(found), inbox.unstable) == ("a.txt", [], ("b.txt",))


@pytest.mark.parametrize(
    ("mtime", "is_believed"), [(OLD, True), (0, False), (4_102_444_800, False)], ids=["2023", "1970", "2100"]
)
def test_the_arrival_is_the_time_of_the_file_if_it_is_sane(tmp_path: Path, mtime: int, is_believed: bool) -> None:
    put(tmp_path, "a.txt", mtime=mtime)
    sleeper = FakeTime()

    (found,) = FolderInbox(tmp_path, LIMITS, wall_clock=sleeper.wall, sleep=sleeper.sleep).new_files({})

    assert isinstance(found, SourceFile)
    assert found.found_at == datetime.fromtimestamp(mtime if is_believed else int(sleeper.now), UTC)


def test_the_file_of_fixes_comes_with_its_page_and_is_none_itself(tmp_path: Path) -> None:
    put(tmp_path, "A1.txt")
    put(tmp_path, "A1.txt.fix.toml", b"fixes")
    put(tmp_path, "A2.txt")

    found = scan_once(tmp_path)

    assert [(file.path, file.fixes) for file in found if isinstance(file, SourceFile)] == [
        ("A1.txt", b"fixes"),
        ("A2.txt", b""),
    ]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda fixes: put(fixes.parent, fixes.name, b"other", OLD + 1), id="edited"),
        pytest.param(lambda fixes: fixes.unlink(), id="deleted"),
        pytest.param(lambda fixes: fixes.rename(fixes.with_name("other")), id="renamed"),
    ],
)
def test_a_page_comes_again_when_its_fixes_change(tmp_path: Path, change: Callable[[Path], object]) -> None:
    put(tmp_path, "A1.txt")
    fixes = put(tmp_path, "A1.txt.fix.toml", b"fixes")
    known = {file.path: file.fingerprint for file in scan_once(tmp_path)}
    change(fixes)

    assert paths(scan_once(tmp_path, known)) == ["A1.txt"]


def test_a_named_page_comes_with_its_fixes_too(tmp_path: Path) -> None:
    page = put(tmp_path, "A1.txt")
    put(tmp_path, "A1.txt.fix.toml", b"fixes")

    (file,) = scan_once(tmp_path, {}, page)

    assert isinstance(file, SourceFile)
    assert file.fixes == b"fixes"
    assert file.fingerprint == next(iter(scan_once(tmp_path))).fingerprint
