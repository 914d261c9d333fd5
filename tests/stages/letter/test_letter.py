"""A letter: what is in it, how large it may be, and that nothing of a page can become more than words in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest

from feedpub.adapters.templates import load_templates
from feedpub.errors import SettingsError
from feedpub.model import Issue, Region, Section, Summary
from feedpub.settings import Digest, Settings, Site
from feedpub.stages.gather import gather_issue
from feedpub.stages.letter import build_letter
from feedpub.stages.letter.size_budget import MAX_BYTES
from tests.stories import CHANGZHOU, GUANGDONG, JIANGSU, SUZHOU, WUJIN, story

if TYPE_CHECKING:
    from feedpub.model import Letter, Story

SETTINGS = Settings(base_url="https://news.example.org", site=Site(title="江南新闻", email="editor@example.org"))
NOW = datetime(2023, 2, 13, 0, 0, tzinfo=UTC)
OURS = load_templates()


def issue(*stories: Story, key: str = "2023-W06", limit: int = 12) -> Issue:
    week = date(2023, 2, 6), date(2023, 2, 12)
    return gather_issue(stories, key=key, title="一周要闻", first=week[0], last=week[1], limit_per_region=limit)


def letter(*stories: Story, settings: Settings = SETTINGS, to: str = "", key: str = "2023-W06") -> Letter:
    return build_letter(issue(*stories, key=key), to, settings, OURS, NOW)


def tree(html: str) -> Any:
    return lxml.html.fromstring(html)


def links(html: str) -> list[str]:
    return [str(link) for link in tree(html).xpath("//a/@href")]


def texts(html: str, path: str) -> list[str]:
    return [node.text_content() for node in tree(html).xpath(path)]


def test_each_story_has_its_headline_linked_its_summary_its_paper_and_its_day() -> None:
    made = letter(replace(story(1, WUJIN), paper="常州日报"))

    assert texts(made.html, "//h3") == ["第1条新闻"]
    assert "https://news.example.org/articles/0000000000000001/" in links(made.html)
    assert texts(made.html, "//p[@class='gist']") == ["社区图书角开张，每周六开放。"]
    assert texts(made.html, "//p[@class='source']") == ["《常州日报》 · 2月7日"]


def test_the_text_part_has_the_same_stories_in_the_same_order() -> None:
    made = letter(story(1, WUJIN), story(2, national=True), story(3, GUANGDONG))

    in_text = re.findall(r"articles/(\w+)/", made.text)

    assert in_text == re.findall(r"articles/(\w+)/", made.html)
    assert len(in_text) == 3
    assert made.text.count("社区图书角开张，每周六开放。") == 3


def test_a_story_that_was_withdrawn_after_the_freezing_is_left_out() -> None:
    frozen = issue(story(1, WUJIN), story(2, WUJIN), story(3, CHANGZHOU))
    gone = tuple(
        replace(section, stories=tuple(replace(each, withdrawn="侵权") for each in section.stories))
        if section.region == CHANGZHOU
        else section
        for section in frozen.sections
    )

    made = build_letter(replace(frozen, sections=gone), "", SETTINGS, OURS, NOW)

    assert "第3条新闻" not in made.html + made.text
    assert "本期 2 篇，来自 1 个地区。" in made.html


def test_the_contents_name_the_regions_by_province_with_their_numbers() -> None:
    made = letter(story(1, JIANGSU), story(2, WUJIN), story(3, WUJIN), story(4, SUZHOU), story(5, GUANGDONG))

    assert texts(made.html, "//p[@class='where']") == [
        "江苏省\xa04　全省\xa01　武进区\xa02　苏州市\xa01",
        "广东省\xa01",
    ]
    assert "  江苏省 4：全省 1、武进区 2、苏州市 1\n  广东省 1\n" in made.text


def test_every_line_of_the_contents_leads_to_its_section() -> None:
    page = tree(letter(story(1, WUJIN), story(2, SUZHOU), story(3, national=True)).html)

    anchors = [str(link)[1:] for link in page.xpath("//p[@class='where']//a/@href")]

    assert len(anchors) == 3
    assert anchors == [str(each) for each in page.xpath("//h2/@id")]


def test_two_counties_of_one_name_are_told_apart_by_their_cities() -> None:
    nanjing = Region("320106", ("江苏省", "南京市", "鼓楼区"), "jiangsu/nanjing/gulou", "鼓楼")
    xuzhou = Region("320302", ("江苏省", "徐州市", "鼓楼区"), "jiangsu/xuzhou/gulou", "鼓楼")

    made = letter(story(1, nanjing), story(2, xuzhou))

    assert texts(made.html, "//p[@class='where']") == ["江苏省\xa02　南京市鼓楼区\xa01　徐州市鼓楼区\xa01"]


def test_the_map_is_a_table_whose_squares_darken_with_the_stories() -> None:
    made = letter(*(story(number, WUJIN) for number in range(9)), story(20, GUANGDONG))
    squares = {
        cell.text_content(): cell.get("class") for cell in tree(made.html).xpath("//table[@class='map']//td[@class]")
    }

    assert len(squares) == 34
    assert (squares["江苏9"], squares["广东1"], squares["海南"]) == ("t4", "t2", "t")


def test_what_a_mail_program_shows_beside_the_subject_are_summaries_of_different_regions() -> None:
    first = story(1, WUJIN, summary="图书角开张。")
    second = story(2, WUJIN, summary="不会出现。")
    third = story(3, GUANGDONG, summary="灯会开幕。")

    made = letter(first, second, third)

    assert texts(made.html, "//div[@class='preview']") == ["图书角开张。 灯会开幕。"]
    assert "<body" in made.html.split('class="preview"')[0].rsplit("\n", 2)[-2]


def test_the_letter_says_where_it_can_be_read_and_how_to_leave() -> None:
    made = letter(story(1, WUJIN))

    for part in (unescape(made.html), made.text):
        assert "https://news.example.org/digests/2023-W06.html" in part
        assert "您收到这封信，是因为您在“江南新闻”订阅了“一周要闻”。" in part
        assert "不想再收到，请写信到 editor@example.org，注明“退订”。" in part.replace("\n", "")


def test_the_letter_speaks_english_by_a_setting_and_leaves_the_stories_chinese() -> None:
    english = Settings(base_url="https://news.example.org", site=Site(language="en"), digest=Digest(title="The Week"))

    made = letter(story(1, WUJIN), story(2, national=True), settings=english)
    page = tree(made.html)

    assert page.get("lang") == "en"
    assert page.xpath("string(//h3/ancestor::*[@lang][1]/@lang)") == "zh-CN"
    assert "Week 6, 2023 · 6–12 February" in made.text
    assert "2 stories from 1 region." in made.text
    assert texts(made.html, "//h2")[2:] == ["National", "武进区 江苏省 常州市"]


@pytest.mark.parametrize(
    ("key", "title", "subject"),
    [
        ("2023-W06", "一周要闻", "一周要闻 · 2023年第6周"),
        ("2023-W06-320400", "一周要闻", "一周要闻 · 2023年第6周"),
        ("2023-02-12", "一周要闻", "一周要闻 · 2023年2月6日至12日"),
        ("2023-W06", "常州的一周", "常州的一周"),
    ],
    ids=["a_week", "a_week_of_some_regions", "a_day", "a_title_of_its_own"],
)
def test_the_subject_tells_this_week_from_the_last(key: str, title: str, subject: str) -> None:
    named = replace(issue(story(1, WUJIN), key=key), title=title)

    assert build_letter(named, "", SETTINGS, OURS, NOW).subject == subject


def test_the_same_issue_gives_the_same_letter_and_another_reader_another_id() -> None:
    assert letter(story(1, WUJIN)) == letter(story(1, WUJIN))

    ids = {letter(story(1, WUJIN), to=to).message_id for to in ("", "a@example.org", "b@example.org")}

    assert len(ids) == 3
    assert all(re.fullmatch(r"<2023-W06\.[0-9a-f]{32}@localhost>", each) for each in ids)


@pytest.mark.parametrize("to", ["nobody", "a@b\r\nBcc: c@d", "a b@example.org"])
def test_an_address_that_is_none_is_refused(to: str) -> None:
    with pytest.raises(SettingsError, match="write name@example.org"):
        letter(story(1, WUJIN), to=to)


def test_a_sender_that_is_none_is_refused_by_the_name_of_its_setting() -> None:
    with pytest.raises(SettingsError, match=r"digest\.sender: 'news'"):
        letter(story(1, WUJIN), settings=Settings(digest=Digest(sender="news")))


HOSTILE = '<script>alert(1)</script>]]>&amp;<img src=x onerror="alert(2)">{{ 7 * 7 }}{% raw %}"\'></td></table>'


def test_the_words_of_a_page_never_become_mark_up() -> None:
    said = story(1, WUJIN, headline=HOSTILE, summary=HOSTILE)
    said = replace(said, paper=HOSTILE[:39], analysis=replace(said.analysis, summary=Summary(HOSTILE, (), HOSTILE)))
    named = replace(issue(said), title=HOSTILE)
    page = tree(build_letter(named, "", SETTINGS, OURS, NOW).html)

    assert page.xpath("//script | //img | //@onerror | //iframe") == []
    assert page.xpath("string(//h3)") == HOSTILE
    assert page.xpath("string(//p[@class='gist'])") == HOSTILE
    assert page.xpath("string(//title)") == HOSTILE
    assert page.xpath("count(//h3/ancestor::table)") == 2


def test_the_text_part_is_plain_text_without_entities() -> None:
    made = letter(story(1, WUJIN, headline="“A&B”<C>", summary='1 < 2 & "3"'))

    assert "■ “A&B”<C>\n" in made.text
    assert '   1 < 2 & "3"\n' in made.text


def test_a_letter_of_nothing_but_line_ends_and_controls_keeps_its_form() -> None:
    made = letter(story(1, WUJIN, headline="第一行\n第二行\x85\u2028末行", summary="甲\x00乙"))

    assert texts(made.html, "//h3") == ["第一行 第二行 末行"]
    assert "\x00" not in made.html + made.text


def region(number: int) -> Region:
    """Return a county of its own: ten to a city, two cities to a province."""
    province, city = number // 20, number // 10
    names = (f"第{province}号省份", f"第{city}号城市", f"第{number}号自治县")
    code = f"{province + 11:02}{city % 90 + 10:02}{number % 90 + 10:02}"
    return Region(code, names, f"province{province}/prefecture{city}/autonomous-county{number}", names[-1][:-3])


def large(regions: int, stories: int) -> Issue:
    """Return an issue whose stories have long headlines and summaries as long as the settings allow."""
    headline, summary = "全市推进老旧小区加装电梯工作现场会议在我市举行" * 2, "社区图书角开张，居民带来旧书。" * 5
    counts = [stories // regions + (number < stories % regions) for number in range(regions)]
    sections = []
    for number, count in enumerate(counts):
        place = region(number)
        own = tuple(
            replace(
                story(number * 20 + each, place, headline=headline + str(each), summary=summary + "多收五斗米"),
                paper="江南工人日报·城乡版",
            )
            for each in range(min(count, 12))
        )
        sections.append(Section(place.name, f"regions/{place.slug}", own, count, place))
    return Issue("2023-W06", "一周要闻", date(2023, 2, 6), date(2023, 2, 12), tuple(sections), stories)


@pytest.mark.parametrize(
    ("regions", "stories"),
    [(1, 5000), (5, 60), (20, 240), (60, 60), (300, 300), (300, 5000), (2800, 5000)],
)
def test_no_letter_is_larger_than_mail_programs_show(regions: int, stories: int) -> None:
    made = build_letter(large(regions, stories), "", SETTINGS, OURS, NOW)

    assert len(made.html.encode()) <= MAX_BYTES == 76_000


def test_of_the_largest_digest_every_region_is_in_the_letter_and_many_have_a_story() -> None:
    made = build_letter(large(300, 5000), "", SETTINGS, OURS, NOW)
    shown = texts(made.html, "//h3")

    assert len(shown) >= 24
    for number in range(300):
        assert f"第{number}号自治县" in made.html
        assert f"第{number}号自治县" in made.text
    assert f"本期共 5000 篇，来自 300 个地区；信中选登 {len(shown)} 篇，其余见网站。" in made.html


def test_a_region_that_is_not_shown_in_full_says_so_and_leads_to_its_page() -> None:
    made = build_letter(large(20, 240), "", SETTINGS, OURS, NOW)

    assert "全部 12 篇见网站" in made.html
    assert f"https://news.example.org/regions/{region(7).slug}/" in links(made.html)
    assert f"全部 12 篇见网站：\n   https://news.example.org/regions/{region(7).slug}/\n" in made.text


def test_every_region_gets_its_first_story_before_any_gets_its_second() -> None:
    made = build_letter(large(30, 360), "", SETTINGS, OURS, NOW)
    page = tree(made.html)

    assert page.xpath("count(//h2[@id])") == 30
    assert 30 <= page.xpath("count(//h3)") < 60


def test_most_stories_that_have_room_are_in_the_letter() -> None:
    made = build_letter(large(20, 240), "", SETTINGS, OURS, NOW)

    assert MAX_BYTES - len(made.html.encode()) < 1500


def test_one_story_without_end_leaves_room_for_the_others() -> None:
    made = letter(story(1, WUJIN, headline="长" * 99_000, summary="长" * 99_000), story(2, WUJIN), story(3, GUANGDONG))

    assert len(texts(made.html, "//h3")) == 3
    assert texts(made.html, "//h3")[0] == "长" * 119 + "…"


def test_the_owner_may_want_fewer_stories_of_a_region() -> None:
    few = Settings(base_url="https://news.example.org", digest=Digest(stories_per_region=2))
    made = letter(*(story(number, WUJIN) for number in range(5)), settings=few)

    assert len(texts(made.html, "//h3")) == 2
    assert "全部 5 篇见网站" in made.html


def test_a_template_that_leaves_no_room_for_a_story_is_named() -> None:
    class TooLong:
        def render(self, name: str, /, **values: object) -> str:
            return "<p>" + "长" * MAX_BYTES

    with pytest.raises(SettingsError, match=r"letter/letter\.html"):
        build_letter(issue(story(1, WUJIN)), "", SETTINGS, TooLong(), NOW)


def test_an_issue_without_stories_makes_a_letter_all_the_same() -> None:
    made = letter()

    assert "本期 0 篇。" in made.html
    assert "本期 0 篇。" in made.text


def test_a_year_is_named_where_an_issue_knows_two() -> None:
    old = story(1, WUJIN, published=datetime(2022, 12, 30, 4, tzinfo=UTC))
    new = story(2, WUJIN, published=datetime(2022, 12, 30, 4, tzinfo=UTC) + timedelta(days=3))
    turn = Issue("2022-W52", "一周要闻", date(2022, 12, 26), date(2023, 1, 2), issue(old, new).sections, 2)

    made = build_letter(turn, "", SETTINGS, OURS, NOW)

    assert texts(made.html, "//p[@class='source']") == ["2023年1月2日", "2022年12月30日"]
    assert "2022年第52周 · 2022年12月26日至2023年1月2日" in made.text


def test_no_line_of_the_text_is_wider_than_72_columns_but_an_address() -> None:
    made = build_letter(large(3, 30), "", SETTINGS, OURS, NOW)

    for line in made.text.splitlines():
        if "https://" not in line:
            assert sum(2 if char > "\x7f" else 1 for char in line) <= 72, line
