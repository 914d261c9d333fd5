"""The rows of the catalogue of faults that concern the watched folder, on a real folder and a real archive."""

from __future__ import annotations

import os
import resource
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from feedpub.edge.archive import open_archive
from feedpub.edge.engines import engine
from feedpub.edge.inbox import Inbox, Limits
from feedpub.edge.templates import templates
from feedpub.model import Spoiled
from feedpub.pipeline import Edges, Outcome, publish
from feedpub.settings import Settings
from feedpub.testing import FakeClock, FakeShelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feedpub.model import Story

PAGE = "社区图书角开张\n\n本报讯 近日，武进区社区里的图书角开张了。居民们带来了家里的旧书，每周六开放。\n"
OTHER = "山上落了第一场雪\n\n本报讯 昨天夜里，山上落了今年的第一场雪。上山的路从早晨起封闭，下午恢复通行。\n"


class House:
    """A folder, an archive and a shelf; `run` is one run, an hour after the one before."""

    def __init__(self, folder: Path) -> None:
        self.seeds = folder / "seeds"
        self.seeds.mkdir()
        self.archive = open_archive(folder / "state", Settings())
        self.shelf = FakeShelf()
        self.clock = FakeClock()
        self.inbox = Inbox(self.seeds, Limits(("txt", "md"), 5_000_000, 0))

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.seeds / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self) -> Outcome:
        self.clock.move(timedelta(hours=1))
        with engine("serial") as run:
            return publish(Edges(self.clock, self.inbox, self.archive, self.shelf, run, templates()), Settings())

    def stories(self) -> dict[str, Story]:
        return {story.headline: story for story in self.archive.stories()}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    built = House(tmp_path)
    yield built
    built.archive.close()


def test_r3_an_edit_that_keeps_size_and_mtime_is_found(house: House) -> None:
    path = house.put("a.txt", PAGE)
    house.run()
    (before,) = house.stories().values()
    status = path.stat()
    path.write_text(PAGE.replace("近日", "昨日"), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    house.run()
    (after,) = house.stories().values()

    assert path.stat().st_size == status.st_size
    assert path.stat().st_mtime_ns == status.st_mtime_ns
    assert after.guid == before.guid
    assert after.updated > before.updated


def test_r4_two_files_that_swap_their_names_are_no_news(house: House) -> None:
    one, other = house.put("a.txt", PAGE), house.put("b.txt", OTHER)
    house.run()
    before = {title: (story.guid, story.updated) for title, story in house.stories().items()}
    one.rename(house.seeds / "c")
    other.rename(one)
    (house.seeds / "c").rename(other)
    outcome = house.run()

    assert outcome.pages == 2
    assert {title: (story.guid, story.updated) for title, story in house.stories().items()} == before


def test_r6_a_file_cut_to_nothing_and_written_again_keeps_its_story(house: House) -> None:
    house.put("a.txt", PAGE)
    house.run()
    (before,) = house.stories().values()
    house.put("a.txt", "")
    assert len(house.run().spoiled) == 1
    assert len(house.stories()) == 1
    house.put("a.txt", PAGE)
    house.run()
    (after,) = house.stories().values()

    assert (after.guid, after.updated) == (before.guid, before.updated)


def test_r7_a_touch_changes_no_byte(house: House) -> None:
    path = house.put("a.txt", PAGE)
    house.run()
    before = dict(house.shelf.documents)
    os.utime(path)
    outcome = house.run()

    assert outcome.pages == 1
    assert outcome.documents == 0
    assert house.shelf.documents == before


def test_r16_a_file_that_no_descriptor_was_free_for_is_told_and_tried_again(house: House) -> None:
    house.put("a.txt", PAGE)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.open("/", os.O_RDONLY)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + 1, hard))  # enough to list the folder, not to enter and read
    try:
        (found,) = house.inbox.fresh({})
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert isinstance(found, Spoiled)
    assert "Too many open files" in found.reason
    assert found.again
    assert house.run().pages == 1


def test_r32_a_gigabyte_is_refused_unread(house: House) -> None:
    os.truncate(house.put("a.txt", ""), 10**9)
    house.put("b.txt", PAGE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = house.run()

    assert ["1,000,000,000 bytes" in spoiled.reason for spoiled in outcome.spoiled] == [True]
    assert outcome.pages == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def test_r33_a_line_of_a_hundred_megabytes_is_refused_unread(house: House) -> None:
    with house.put("a.txt", "").open("wb") as file:
        for _ in range(100):
            file.write(b"\xe6\x96\x87" * 333_334)
    outcome = house.run()

    assert "split it" in outcome.spoiled[0].reason


def test_r34_r39_links_pipes_sockets_devices_folders_and_programs_stop_nothing(house: House) -> None:
    secret = house.put("../secret.txt", OTHER)
    (house.seeds / "link.txt").symlink_to(secret)
    (house.seeds / "loop.txt").symlink_to("loop.txt")
    (house.seeds / "round").symlink_to(".")
    (house.seeds / "out").symlink_to("..")
    os.mkfifo(house.seeds / "pipe.txt")
    house.put("program.txt", b"\x7fELF" + bytes(range(256)))
    (house.seeds / "folder.txt").mkdir()
    house.put("folder.txt/good.txt", PAGE)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(house.seeds / "socket.txt"))
        outcome = house.run()

    assert [spoiled.path for spoiled in outcome.spoiled] == [
        "link.txt",
        "loop.txt",
        "pipe.txt",
        "program.txt",
        "socket.txt",
    ]
    assert [*house.stories()] == ["社区图书角开张"]


def test_i8_nothing_outside_the_folder_is_opened(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = house.put("../secret.txt", OTHER)
    (house.seeds / "link.txt").symlink_to(secret)
    (house.seeds / "folder").symlink_to("..")
    house.put("good.txt", PAGE)
    opened = []
    whole = os.open

    def noted(path: str, *rest: Any, **more: Any) -> int:
        opened.append(path)
        return whole(path, *rest, **more)

    monkeypatch.setattr(os, "open", noted)

    found = [file.path for file in house.inbox.fresh({})]

    assert found == ["good.txt", "link.txt"]
    assert {str(path) for path in opened} == {str(house.seeds), "good.txt"}


def test_i6_a_look_that_ends_early_leaves_the_rest_for_the_next(house: House) -> None:
    house.put("a.txt", PAGE)
    house.put("b.txt", OTHER)

    first = next(iter(house.inbox.fresh({})))

    assert first.path == "a.txt"
    assert house.run().pages == 2
