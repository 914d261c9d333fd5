"""What becomes, in every archive, of the stories of files that are deleted, moved away, or behind a lost mount."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from feedpub.adapters.templates import load_templates
from feedpub.pipeline.publish import ingest
from feedpub.pipeline.run import Adapters
from feedpub.settings import Settings
from feedpub.settings.schema import Watch
from feedpub.testing import NOW, FakeClock, FakeInbox, FakeOutput, fake_engine

if TYPE_CHECKING:
    from feedpub.ports import Archive

WITHDRAW = msgspec.structs.replace(Settings(), watch=Watch(on_delete="withdraw"))
MINUTE = timedelta(seconds=60)


def page(number: int) -> str:
    words = "一二三四五六七八九"[number % 9] * (number // 9 + 1)
    return f"第{words}社区义诊\n\n本报讯(记者 张明)武进区第{words}社区近日举办义诊活动,{number + 100}人参加。\n"


class Folder:
    """Thirty files of a story each, and the runs over them; `on_delete` is withdraw unless a test says otherwise."""

    def __init__(self, archive: Archive, settings: Settings = WITHDRAW) -> None:
        self.archive = archive
        self.settings = settings
        self.inbox = FakeInbox({name(number): page(number) for number in range(30)})
        self.now = NOW
        self.run()

    def run(self, after: timedelta = timedelta(0)) -> list[str]:
        """Take in what is there, some time after the run before; return what the owner is told."""
        self.now += after
        edges = Adapters(FakeClock(self.now), self.inbox, self.archive, FakeOutput(), fake_engine, load_templates())
        return [warning.message for warning in ingest(edges, self.settings).warnings if warning.path == "[watch]"]

    def stories(self) -> int:
        """Return how many stories stand."""
        return len(list(self.archive.stories()))


def name(number: int) -> str:
    return f"{number:02}.txt"


@pytest.mark.fault("R5")
def test_by_default_the_stories_of_a_deleted_file_stay(archive: Archive) -> None:
    folder = Folder(archive, Settings())
    folder.inbox.remove(name(3))

    folder.run(MINUTE)
    first = list(archive.missing())
    folder.run(MINUTE)

    assert folder.stories() == 30
    assert (first, list(archive.missing())) == ([name(3)], [])
    assert name(3) not in archive.fingerprints()


@pytest.mark.fault("R5")
def test_where_the_owner_wants_it_they_go_after_two_looks_a_minute_apart(archive: Archive) -> None:
    folder = Folder(archive)
    folder.inbox.remove(name(3))

    numbers = []
    for after in (MINUTE, timedelta(seconds=59), timedelta(seconds=1)):
        folder.run(after)
        numbers.append(folder.stories())

    assert numbers == [30, 30, 29]
    assert [story.withdrawn for story in archive.withdrawn()] == ["its file was deleted"]


def test_a_file_that_comes_back_within_the_minute_was_never_away(archive: Archive) -> None:
    folder = Folder(archive)
    folder.inbox.remove(name(3))
    folder.run()
    folder.inbox.put(name(3), page(3))
    folder.run(MINUTE)
    folder.inbox.remove(name(3))

    folder.run(MINUTE)

    assert folder.stories() == 30


@pytest.mark.parametrize("wanted", [WITHDRAW, Settings()], ids=["withdraw", "keep"])
@pytest.mark.fault("R5")
def test_a_file_that_comes_back_brings_back_what_only_its_absence_withdrew(archive: Archive, wanted: Settings) -> None:
    folder = Folder(archive, wanted)
    before = {story.guid: story for story in archive.stories()}
    by_hand = archive.stories_of_file(name(4))[0].guid
    for number in (3, 4):
        folder.inbox.remove(name(number))
    folder.run()
    folder.run(MINUTE)
    archive.withdraw(by_hand, "当事人要求", folder.now)

    for number in (3, 4):
        folder.inbox.put(name(number), page(number))
    folder.run(MINUTE)

    assert {story.guid: story for story in archive.stories()} == {
        guid: story for guid, story in before.items() if guid != by_hand
    }


@pytest.mark.fault("R5")
def test_an_empty_folder_withdraws_nothing(archive: Archive) -> None:
    folder = Folder(archive)
    for number in range(30):
        folder.inbox.remove(name(number))

    told = [folder.run(MINUTE) for _ in range(3)]

    assert (told, folder.stories(), dict(archive.missing())) == ([[], [], []], 30, {})


@pytest.mark.fault("R5")
def test_many_files_at_once_wait_for_the_owners_word(archive: Archive) -> None:
    folder = Folder(archive)
    for number in range(4):
        folder.inbox.remove(name(number))
    folder.run()

    (told,) = folder.run(MINUTE)
    waiting = folder.stories()
    archive.remove_files(list(archive.missing()), folder.now, withdraw=True)

    assert "4 files are missing" in told
    assert "confirm-deletions" in told
    assert (waiting, folder.stories()) == (30, 26)


@pytest.mark.fault("R4")
def test_a_renamed_file_takes_nothing_along(archive: Archive) -> None:
    folder = Folder(archive)
    before = {(story.guid, story.updated) for story in archive.stories()}
    folder.inbox.remove(name(3))
    folder.inbox.put("moved/3.txt", page(3))
    folder.run(MINUTE)

    folder.run(MINUTE)

    assert {(story.guid, story.updated) for story in archive.stories()} == before
    assert archive.stories_of_file("moved/3.txt")[0].sources == ("moved/3.txt",)


@pytest.mark.fault("R2")
def test_a_file_that_was_renamed_and_reworded_supplies_the_text_of_its_story(archive: Archive) -> None:
    folder = Folder(archive)
    long = page(3).rstrip() + "医生们为居民量血压、测血糖,并讲解了冬季保暖的常识;护士们还上门看望了行动不便的老人。\n"
    folder.inbox.put(name(3), long)
    folder.run()
    guid = archive.stories_of_file(name(3))[0].guid
    folder.inbox.remove(name(3))
    folder.inbox.put("moved.txt", long.replace("常识;", "常识。更正:"))

    folder.run(MINUTE)

    story = archive.story(guid)
    assert "更正:" in story.analysis.article.text
    assert folder.stories() == 30


def test_a_story_that_another_file_holds_stays(archive: Archive) -> None:
    folder = Folder(archive)
    folder.inbox.put("copy.txt", page(3))
    folder.run()
    folder.inbox.remove(name(3))
    folder.run(MINUTE)

    folder.run(MINUTE)

    assert folder.stories() == 30
