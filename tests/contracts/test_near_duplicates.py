"""What every archive promises of one story in two prints: a wire story in two papers, with small differences."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from feedpub.testing import NOW, analysed_article, analysed_page, article, page, source_file
from tests.model.archive import FakeArchive

if TYPE_CHECKING:
    from feedpub.model import Story
    from feedpub.ports import Archive

SENTENCES = (
    "由三座旧仓库改建的河畔图书馆昨天上午正式开门迎客,首批读者在门前排起了长队。",
    "图书馆藏书八十万册,其中四分之一由居民捐赠,每一册的扉页上都写着捐书人的名字。",
    "馆内不设借书证,读者凭一张面孔就能借书,归还时把书放进河边任意一个木箱即可。",
    "设计师保留了仓库的木梁和砖墙,在屋顶开出十二扇天窗,让光线落到每一张书桌上。",
    "馆长说,开馆第一年要办一百场读书会,请渔民、邮递员和面包师傅来讲自己的故事。",
    "夜里十点以后,临河的一层仍然亮着灯,留给下了夜班的人坐一坐、看一看、等末班船。",
)
WIRE = "".join(SENTENCES)
OTHER_LEAD = "记者从有关方面获悉,一座新的图书馆与市民见面了。" + "".join(SENTENCES[1:])
A_SENTENCE_LESS = "".join((*SENTENCES[:3], *SENTENCES[4:]))
SLIPS = WIRE.replace("八十万册", "八十万朋").replace("木梁", "木粱")
SAME_EVENT = (
    "昨天一早,家住码头的王阿婆就拎着小板凳到了河边。她要做第一个走进新图书馆的人。八点半,木门缓缓打开,"
    "人群里响起掌声。记者在现场看到,老仓库的砖墙还在,抬头是一扇扇天窗。王阿婆找到了自己捐的那本菜谱,"
    "扉页上有她的名字。她说,以后每天都来。馆方表示,欢迎更多居民把家里的好书送来,一起把书架填满。"
)
NOTICE = "因线路检修,明天上午{place}一带将停止供电,请广大用户提前做好准备,由此带来的不便敬请谅解,如遇雨天则工作顺延。"


def save(
    archive: Archive, path: str, title: str, body: str, *, paper: str | None = None, day: int = 7, hours: int = 0
) -> int:
    paper = paper or f"{path}的报纸"
    of = page(path=path, paper=paper, day=date(2023, 2, day))
    return archive.save_page(
        analysed_page(analysed_article(article(title, body)), of=of), source_file(path), NOW + timedelta(hours=hours)
    )


def only(archive: Archive) -> Story:
    (story,) = archive.stories()
    return story


@pytest.mark.parametrize(
    ("title", "body"),
    [
        pytest.param("仓库变成图书馆", WIRE, id="another_headline"),
        pytest.param("图书馆开门", OTHER_LEAD, id="another_lead"),
        pytest.param("图书馆开门", A_SENTENCE_LESS, id="a_sentence_less"),
        pytest.param("图书馆开门", SLIPS, id="slips_of_the_press"),
        pytest.param("河畔有了图书馆", A_SENTENCE_LESS.replace("昨天", "日前"), id="several_differences"),
    ],
)
@pytest.mark.fault("R8")
def test_one_story_in_two_papers_is_one_item_that_names_both(archive: Archive, title: str, body: str) -> None:
    save(archive, "a.txt", "图书馆开门", WIRE)
    before = only(archive)

    assert save(archive, "b.txt", title, body, hours=1) == 0

    story = only(archive)
    assert (story.guid, story.analysis, story.updated) == (before.guid, before.analysis, before.updated)
    assert (story.sources, story.paper) == (("a.txt", "b.txt"), "a.txt的报纸")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(WIRE, SAME_EVENT, id="one_event_told_by_two_reporters"),
        pytest.param(NOTICE.format(place="延陵西路"), NOTICE.format(place="通江大道"), id="notices_of_one_form"),
        pytest.param(
            "今天多云,最高温度12度,明天早晨最低温度3度,东风3到4级,出门请带伞,注意增减衣物,谨防感冒。",
            "今天多云,最高温度15度,明天早晨最低温度3度,东风3到4级,出门请带伞,注意增减衣物,谨防感冒。",
            id="weather",
        ),
        pytest.param("今天降温。", "今天降湿。", id="too_short_to_tell"),
    ],
)
@pytest.mark.fault("R9")
def test_the_same_headline_over_another_text_is_another_story(archive: Archive, one: str, other: str) -> None:
    save(archive, "a.txt", "简讯", one)
    save(archive, "b.txt", "简讯", other)

    stories = list(archive.stories())
    assert len({story.guid for story in stories}) == len({story.id for story in stories}) == 2


def test_two_items_of_one_page_are_never_one_story(archive: Archive) -> None:
    archive.save_page(
        analysed_page(analysed_article(article("甲", WIRE)), analysed_article(article("乙", SLIPS))), source_file(), NOW
    )

    assert len(list(archive.stories())) == 2


def test_what_one_paper_prints_on_two_days_is_two_stories(archive: Archive) -> None:
    save(archive, "7.txt", "图书馆开门", WIRE, paper="江南日报")
    save(archive, "8.txt", "图书馆开门", SLIPS, paper="江南日报", day=8)

    assert len(list(archive.stories())) == 2


def test_what_another_paper_prints_a_week_later_is_another_story(archive: Archive) -> None:
    save(archive, "7.txt", "图书馆开门", WIRE, day=1)
    save(archive, "8.txt", "图书馆开门", SLIPS, day=7)

    assert len(list(archive.stories())) == 2


@pytest.mark.fault("R7")
def test_either_print_read_again_changes_nothing(archive: Archive) -> None:
    save(archive, "a.txt", "图书馆开门", WIRE)
    save(archive, "b.txt", "河畔新馆", SLIPS)
    before, revision = list(archive.stories()), archive.revision()

    assert save(archive, "a.txt", "图书馆开门", WIRE, hours=1) == 0
    assert save(archive, "b.txt", "河畔新馆", SLIPS, hours=1) == 0

    assert (list(archive.stories()), archive.revision()) == (before, revision)


def test_a_copy_of_the_second_print_is_a_source_of_the_story_as_well(archive: Archive) -> None:
    save(archive, "a.txt", "图书馆开门", WIRE)
    save(archive, "b.txt", "河畔新馆", SLIPS)
    save(archive, "c.txt", "河畔新馆", SLIPS)

    assert only(archive).sources == ("a.txt", "b.txt", "c.txt")


@pytest.mark.fault("R2")
def test_an_edit_of_the_first_print_rewords_the_story_and_of_the_second_does_not(archive: Archive) -> None:
    save(archive, "a.txt", "图书馆开门", WIRE)
    save(archive, "b.txt", "河畔新馆", SLIPS)
    guid = only(archive).guid

    save(archive, "b.txt", "河畔新馆", SLIPS + "(本报记者摄)", hours=1)
    unchanged = only(archive)
    save(archive, "a.txt", "图书馆开门", WIRE + "更正:藏书是八万册。", hours=2)

    assert (unchanged.analysis.article.text, unchanged.updated) == (WIRE, unchanged.published)
    assert only(archive).guid == guid
    assert only(archive).analysis.article.text.endswith("八万册。")
    assert only(archive).sources == ("a.txt", "b.txt")


def test_a_second_print_that_drifts_away_is_a_story_of_its_own(archive: Archive) -> None:
    save(archive, "a.txt", "图书馆开门", WIRE)
    save(archive, "b.txt", "图书馆开门", SLIPS)

    save(archive, "b.txt", "图书馆开门", SENTENCES[0] + SAME_EVENT, hours=1)

    assert {story.sources for story in archive.stories()} == {("a.txt",), ("b.txt",)}


def test_once_the_first_print_has_left_its_page_the_second_supplies_the_text(archive: Archive) -> None:
    save(archive, "a.txt", "图书馆开门", WIRE)
    guid = only(archive).guid
    save(archive, "b.txt", "河畔新馆", SLIPS)
    save(archive, "a.txt", "别的", SAME_EVENT, hours=1)

    save(archive, "b.txt", "河畔新馆", WIRE + "更正:藏书是八万册。", hours=2)

    story = archive.story(guid)
    assert (story.sources, story.headline) == (("b.txt",), "河畔新馆")
    assert story.analysis.article.text.endswith("八万册。")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whether_prints_are_one_story_does_not_hang_on_their_order(archive: Archive, order: tuple[int, ...]) -> None:
    prints = (("a.txt", WIRE), ("b.txt", A_SENTENCE_LESS), ("c.txt", SLIPS))
    for at in order:
        save(archive, prints[at][0], "图书馆开门", prints[at][1])

    assert set(only(archive).sources) == {"a.txt", "b.txt", "c.txt"}


@pytest.mark.fault("R31")
def test_the_sources_of_a_lost_archive_give_the_same_guids(archive: Archive) -> None:
    again = FakeArchive()
    prints = (("a.txt", WIRE), ("b.txt", A_SENTENCE_LESS), ("c.txt", SAME_EVENT), ("d.txt", SLIPS))
    for each in (archive, again):
        for hours, (path, body) in enumerate(prints):
            save(each, path, "图书馆开门", body, hours=hours if each is archive else 9)

    assert {story.guid: story.sources for story in archive.stories()} == {
        story.guid: story.sources for story in again.stories()
    }


def test_a_print_of_a_withdrawn_story_does_not_bring_it_back(archive: Archive) -> None:
    save(archive, "a.txt", "图书馆开门", WIRE)
    archive.withdraw(only(archive).id, "当事人要求", NOW)

    save(archive, "b.txt", "河畔新馆", SLIPS)

    assert not list(archive.stories())


def test_a_hundred_notices_of_one_form_are_a_hundred_stories(archive: Archive) -> None:
    for number in range(100):
        body = f"第{number}号:河畔图书馆今天新到图书{number * 3}册,欢迎读者前来借阅,书放在一层临河的木架上,先到先得。"
        save(archive, f"{number:03}.txt", f"新书{number}", body)

    assert len(list(archive.stories())) == 100
