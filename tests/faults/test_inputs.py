"""The rows of the catalogue of faults that concern the watched folder, on a real folder and a real archive."""

from __future__ import annotations

import os
import resource
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from feedpub.adapters.archive.archive import open_archive
from feedpub.adapters.inbox.reader import FolderInbox, InboxLimits
from feedpub.adapters.templates import load_templates
from feedpub.adapters.workers.engines import open_engine
from feedpub.model import Rejected
from feedpub.pipeline.publish import publish
from feedpub.pipeline.run import Adapters, RunResult
from feedpub.settings import Settings
from feedpub.testing import FakeClock, FakeOutput

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feedpub.model import Story

PAGE = "社区图书角开张\n\n本报讯 近日，武进区社区里的图书角开张了。居民们带来了家里的旧书，每周六开放。\n"
OTHER = "山上落了第一场雪\n\n本报讯 昨天夜里，山上落了今年的第一场雪。上山的路从早晨起封闭，下午恢复通行。\n"


class Workbench:
    """A folder, an archive and a shelf; `run` is one run, an hour after the one before."""

    def __init__(self, folder: Path) -> None:
        self.seeds = folder / "seeds"
        self.seeds.mkdir()
        self.archive = open_archive(folder / "state", Settings())
        self.output = FakeOutput()
        self.clock = FakeClock()
        self.inbox = FolderInbox(self.seeds, InboxLimits(("txt", "md"), 5_000_000, 0))

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.seeds / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self) -> RunResult:
        self.clock.move(timedelta(hours=1))
        with open_engine("serial") as run:
            return publish(
                Adapters(self.clock, self.inbox, self.archive, self.output, run, load_templates()), Settings()
            )

    def stories(self) -> dict[str, Story]:
        return {story.headline: story for story in self.archive.stories()}


@pytest.fixture
def workbench(tmp_path: Path) -> Iterator[Workbench]:
    built = Workbench(tmp_path)
    yield built
    built.archive.close()


def test_r3_an_edit_that_keeps_size_and_mtime_is_found(workbench: Workbench) -> None:
    path = workbench.put("a.txt", PAGE)
    workbench.run()
    (before,) = workbench.stories().values()
    status = path.stat()
    path.write_text(PAGE.replace("近日", "昨日"), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    workbench.run()
    (after,) = workbench.stories().values()

    assert path.stat().st_size == status.st_size
    assert path.stat().st_mtime_ns == status.st_mtime_ns
    assert after.guid == before.guid
    assert after.updated > before.updated


def test_r4_two_files_that_swap_their_names_are_no_news(workbench: Workbench) -> None:
    one, other = workbench.put("a.txt", PAGE), workbench.put("b.txt", OTHER)
    workbench.run()
    before = {title: (story.guid, story.updated) for title, story in workbench.stories().items()}
    one.rename(workbench.seeds / "c")
    other.rename(one)
    (workbench.seeds / "c").rename(other)
    outcome = workbench.run()

    assert outcome.pages == 2
    assert {title: (story.guid, story.updated) for title, story in workbench.stories().items()} == before


def test_r6_a_file_cut_to_nothing_and_written_again_keeps_its_story(workbench: Workbench) -> None:
    workbench.put("a.txt", PAGE)
    workbench.run()
    (before,) = workbench.stories().values()
    workbench.put("a.txt", "")
    assert len(workbench.run().rejected) == 1
    assert len(workbench.stories()) == 1
    workbench.put("a.txt", PAGE)
    workbench.run()
    (after,) = workbench.stories().values()

    assert (after.guid, after.updated) == (before.guid, before.updated)


def test_r7_a_touch_changes_no_byte(workbench: Workbench) -> None:
    path = workbench.put("a.txt", PAGE)
    workbench.run()
    before = dict(workbench.output.documents)
    os.utime(path)
    outcome = workbench.run()

    assert outcome.pages == 1
    assert outcome.documents == 0
    assert workbench.output.documents == before


def test_r16_a_file_that_no_descriptor_was_free_for_is_rejected_and_retried(workbench: Workbench) -> None:
    workbench.put("a.txt", PAGE)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.open("/", os.O_RDONLY)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + 1, hard))  # enough to list the folder, not to enter and read
    try:
        (found,) = workbench.inbox.new_files({})
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert isinstance(found, Rejected)
    assert "Too many open files" in found.reason
    assert found.retry
    assert workbench.run().pages == 1


def test_r32_a_gigabyte_is_rejected_unread(workbench: Workbench) -> None:
    os.truncate(workbench.put("a.txt", ""), 10**9)
    workbench.put("b.txt", PAGE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = workbench.run()

    assert ["1,000,000,000 bytes" in rejected.reason for rejected in outcome.rejected] == [True]
    assert outcome.pages == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def test_r33_a_line_of_a_hundred_megabytes_is_rejected_unread(workbench: Workbench) -> None:
    with workbench.put("a.txt", "").open("wb") as file:
        for _ in range(100):
            file.write(b"\xe6\x96\x87" * 333_334)
    outcome = workbench.run()

    assert "split it" in outcome.rejected[0].reason


def test_r34_r39_links_pipes_sockets_devices_folders_and_programs_stop_nothing(workbench: Workbench) -> None:
    secret = workbench.put("../secret.txt", OTHER)
    (workbench.seeds / "link.txt").symlink_to(secret)
    (workbench.seeds / "loop.txt").symlink_to("loop.txt")
    (workbench.seeds / "round").symlink_to(".")
    (workbench.seeds / "out").symlink_to("..")
    os.mkfifo(workbench.seeds / "pipe.txt")
    workbench.put("program.txt", b"\x7fELF" + bytes(range(256)))
    (workbench.seeds / "folder.txt").mkdir()
    workbench.put("folder.txt/good.txt", PAGE)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(workbench.seeds / "socket.txt"))
        outcome = workbench.run()

    assert [rejected.path for rejected in outcome.rejected] == [
        "link.txt",
        "loop.txt",
        "pipe.txt",
        "program.txt",
        "socket.txt",
    ]
    assert [*workbench.stories()] == ["社区图书角开张"]


def test_i8_nothing_outside_the_folder_is_opened(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = workbench.put("../secret.txt", OTHER)
    (workbench.seeds / "link.txt").symlink_to(secret)
    (workbench.seeds / "folder").symlink_to("..")
    workbench.put("good.txt", PAGE)
    opened = []
    whole = os.open

    def noted(path: str, *rest: Any, **more: Any) -> int:
        opened.append(path)
        return whole(path, *rest, **more)

    monkeypatch.setattr(os, "open", noted)

    found = [file.path for file in workbench.inbox.new_files({})]

    assert found == ["good.txt", "link.txt"]
    assert {str(path) for path in opened} == {str(workbench.seeds), "good.txt"}


def test_i6_a_scan_that_ends_early_leaves_the_rest_for_the_next(workbench: Workbench) -> None:
    workbench.put("a.txt", PAGE)
    workbench.put("b.txt", OTHER)

    first = next(iter(workbench.inbox.new_files({})))

    assert first.path == "a.txt"
    assert workbench.run().pages == 2
