"""What becomes, in every archive, of a story that begins on one page of an issue and goes on on another."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from feedpub.adapters.templates import load_templates
from feedpub.pipeline.publish import ingest
from feedpub.pipeline.run import Adapters
from feedpub.settings import Settings
from feedpub.testing import NOW, FakeClock, FakeInbox, FakeOutput, fake_engine
from tests.model.archive import FakeArchive

if TYPE_CHECKING:
    from feedpub.model import Story
    from feedpub.ports import Archive

HEAD = "江南日报 2023年2月7日 星期二 第{page}版\n\n"
OPENING = (
    "河畔图书馆开门迎客\n\n本报讯(记者 张明)由三座旧仓库改建的河畔图书馆昨天上午在常州市武进区正式开门迎客,"
    "首批读者在门前排起了长队。设计师保留了仓库的木梁和砖墙,在屋顶开出十二扇天窗,(下转第2版)\n\n"
)
REST = (
    "(上接第1版)让光线落到每一张书桌上。馆长说,开馆第一年要办一百场读书会。\n\n"
    "夜里十点以后,临河的一层仍然亮着灯,留给下了夜班的人坐一坐、看一看、等末班船。\n\n"
)
TEA = "早春茶园开采\n\n本报讯(记者 李华)溧阳市的早春茶园昨天开采,茶农们一早就上了山,预计头茶产量略有增加。\n\n"
RIVER = "金坛区整治河道\n\n本报讯(记者 王芳)金坛区昨天启动了今年的河道整治工程,计划清淤三十公里,新建护岸十公里。\n\n"
FRONT = HEAD.format(page=1) + OPENING + TEA
SECOND = HEAD.format(page=2) + REST + RIVER
WHOLE = "在屋顶开出十二扇天窗,让光线落到每一张书桌上。"


class Paper:
    """A folder of pages and the runs over it, an hour apart."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.inbox = FakeInbox()
        self.hours = 0

    def print(self, **pages: str) -> int:
        """Put pages into the folder and take them in; return how many stories are new or changed."""
        for name, text in pages.items():
            self.inbox.put(f"{name}.txt", text)
        self.hours += 1
        clock = FakeClock(NOW + timedelta(hours=self.hours))
        return ingest(
            Adapters(clock, self.inbox, self.archive, FakeOutput(), fake_engine, load_templates()), Settings()
        ).stories

    def story(self, headline: str = "河畔图书馆开门迎客") -> Story:
        """Return the one story of a headline."""
        (found,) = (story for story in self.archive.stories() if story.headline == headline)
        return found


@pytest.fixture
def paper(archive: Archive) -> Paper:
    """Return a paper with nothing printed."""
    return Paper(archive)


def test_the_opening_is_published_at_once_and_completed_when_the_rest_comes(paper: Paper) -> None:
    paper.print(A1=FRONT)
    half = paper.story()

    assert paper.print(A2=SECOND) == 2

    whole = paper.story()
    assert (half.analysis.article.jump, half.sources) == ("下转第2版", ("A1.txt",))
    assert (whole.guid, whole.published) == (half.guid, half.published)
    assert whole.updated > half.updated
    assert (whole.analysis.article.jump, whole.sources) == (None, ("A1.txt", "A2.txt"))
    assert WHOLE in whole.analysis.article.text
    assert whole.analysis.article.text.endswith("等末班船。")
    assert len(list(paper.archive.stories())) == 3
    assert (half.has_continuation, whole.has_continuation, whole.is_corrected) == (False, True, False)


def test_a_fragment_waits_and_is_no_story_until_its_opening_comes(paper: Paper) -> None:
    paper.print(A2=SECOND)
    waiting = [path for path, _ in paper.archive.fragments()]
    stories = [story.headline for story in paper.archive.stories()]

    paper.print(A1=FRONT)

    assert (waiting, stories) == (["A2.txt"], ["金坛区整治河道"])
    assert not list(paper.archive.fragments())
    assert WHOLE in paper.story().analysis.article.text
    assert set(paper.story().sources) == {"A1.txt", "A2.txt"}


@pytest.mark.parametrize("order", [("A1", "A2"), ("A2", "A1")])
@pytest.mark.fault("R31")
def test_the_order_of_the_pages_changes_neither_guid_nor_words_nor_regions(paper: Paper, order: list[str]) -> None:
    pages = {"A1": FRONT, "A2": SECOND}
    for name in order:
        paper.print(**{name: pages[name]})
    at_once = Paper(FakeArchive())
    at_once.print(**pages)

    assert (paper.story().guid, paper.story().analysis) == (at_once.story().guid, at_once.story().analysis)


def test_a_page_that_repeats_the_opening_beside_its_continuation_is_taken_in(paper: Paper) -> None:
    paper.print(A1=HEAD.format(page=1) + OPENING)
    paper.print(A2=HEAD.format(page=2) + OPENING + REST)

    assert set(paper.story().sources) == {"A1.txt", "A2.txt"}
    assert paper.print() == 0


def test_a_second_run_changes_nothing(paper: Paper) -> None:
    paper.print(A1=FRONT, A2=SECOND)
    before, revision = list(paper.archive.stories()), paper.archive.revision()

    assert paper.print() == paper.print(A1=FRONT) == paper.print(A2=SECOND) == 0

    assert (list(paper.archive.stories()), paper.archive.revision()) == (before, revision)


@pytest.mark.parametrize(
    ("page", "text"),
    [("A1", FRONT.replace("三座旧仓库", "四座旧仓库")), ("A2", SECOND.replace("一百场", "两百场"))],
    ids=["of_the_opening", "of_the_rest"],
)
@pytest.mark.fault("R2")
def test_an_edit_of_either_page_updates_the_joined_story(paper: Paper, page: str, text: str) -> None:
    paper.print(A1=FRONT, A2=SECOND)
    before = paper.story()

    assert paper.print(**{page: text}) == 1

    after = paper.story()
    assert after.guid == before.guid
    assert after.updated > before.updated
    assert WHOLE in after.analysis.article.text
    assert after.analysis.article.text != before.analysis.article.text
    assert len(list(paper.archive.stories())) == 3


def test_a_rest_that_its_page_has_no_longer_is_taken_out_of_the_story(paper: Paper) -> None:
    paper.print(A1=FRONT, A2=SECOND)
    guid = paper.story().guid

    paper.print(A2=HEAD.format(page=2) + RIVER)

    assert (paper.story().guid, paper.story().sources) == (guid, ("A1.txt",))
    assert paper.story().analysis.article.text.endswith("十二扇天窗,")


def test_a_rest_that_became_a_story_of_its_own_is_one(paper: Paper) -> None:
    paper.print(A1=FRONT, A2=SECOND)

    paper.print(A2=SECOND.replace("(上接第1版)让光线", "书桌上的光\n\n本报讯(记者 王芳)让光线"))

    assert {story.headline for story in paper.archive.stories()} >= {"河畔图书馆开门迎客", "书桌上的光"}
    assert paper.story().sources == ("A1.txt",)


def test_two_stories_that_jump_between_the_same_pages_are_told_apart_by_their_headlines(paper: Paper) -> None:
    front = HEAD.format(page=1) + OPENING + TEA.replace("预计头茶产量略有增加。", "预计头茶产量(下转第2版)")
    second = (
        HEAD.format(page=2)
        + "早春茶园\n\n(上接第1版)略有增加。茶农说,今年的第一锅茶已经炒好,正等着城里的客人上山来品尝。\n\n"
        + "河畔图书馆\n\n"
        + REST
    )

    paper.print(A1=front, A2=second)

    assert "预计头茶产量略有增加。" in paper.story("早春茶园开采").analysis.article.text
    assert WHOLE in paper.story().analysis.article.text


@pytest.mark.parametrize(
    "second",
    [
        pytest.param(SECOND.replace("第2版", "第3版", 1), id="another_page"),
        pytest.param(SECOND.replace("第1版", "第4版"), id="from_another_page"),
        pytest.param(SECOND.replace("2月7日", "2月8日"), id="another_day"),
        pytest.param(SECOND.replace("江南日报", "江北日报"), id="another_paper"),
    ],
)
def test_what_does_not_say_that_it_belongs_here_waits(paper: Paper, second: str) -> None:
    paper.print(A1=FRONT, A2=second)

    assert paper.story().sources == ("A1.txt",)
    assert [path for path, _ in paper.archive.fragments()] == ["A2.txt"]


def test_a_withdrawn_story_is_completed_and_stays_withdrawn(paper: Paper) -> None:
    paper.print(A1=FRONT)
    guid = paper.story().guid
    paper.archive.withdraw(guid, "当事人要求", NOW)

    paper.print(A2=SECOND)

    assert "河畔图书馆开门迎客" not in {story.headline for story in paper.archive.stories()}
    assert WHOLE in paper.archive.story(guid).analysis.article.text


def test_stories_of_three_pages_are_joined_whatever_the_order() -> None:
    tea = TEA.replace("预计头茶产量略有增加。", "预计头茶产量(下转第3版)")
    pages = {
        "A1": HEAD.format(page=1) + OPENING + tea,
        "A2": SECOND,
        "A3": HEAD.format(page=3)
        + "(上接第1版)略有增加。茶农说,今年的第一锅茶已经炒好,正等着客人上山来品尝。\n\n"
        + RIVER,
    }
    told = set()
    for order in permutations(pages):
        paper = Paper(FakeArchive())
        for name in order:
            paper.print(**{name: pages[name]})
        told.add(frozenset((story.guid, story.analysis.article.text) for story in paper.archive.stories()))

    assert len(told) == 1
    assert len(next(iter(told))) == 3
