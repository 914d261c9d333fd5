"""The letters on the site: what the mail had no room for, and the way back to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from feedpub.stages.gather import gather_issue
from feedpub.stages.render.site.digests import digest_page, digests_index
from tests.stages.render.pages import ENGLISH, SETTINGS, STORIES, TEMPLATES, Sheet

if TYPE_CHECKING:
    from feedpub.model import Issue


def issue(week: int = 6, *, limit: int = 12) -> Issue:
    monday = date.fromisocalendar(2023, week, 1)
    return gather_issue(
        STORIES,
        key=f"2023-W{week:02}",
        title="一周要闻",
        first=monday,
        last=monday + timedelta(days=6),
        limit_per_region=limit,
    )


def test_the_page_lies_where_the_mail_leads() -> None:
    assert digest_page(issue(), SETTINGS, TEMPLATES).path == "site/digests/2023-W06.html"


def test_every_story_of_the_issue_stands_under_its_region() -> None:
    sheet = Sheet(digest_page(issue(), SETTINGS, TEMPLATES))

    assert sheet.all("//div[@class='news']/section/h2") == [
        "全国",
        "常州市 江苏省",
        "武进区 江苏省 常州市",
        "苏州市 江苏省",
        "广东省",
        "国际",
    ]
    assert sheet.all("//div[@class='news']/section[3]//h3/a/@href") == ["../articles/0000000000000001/index.html"]
    assert "一则有误的消息" not in sheet.text


def test_the_contents_lead_to_the_sections() -> None:
    sheet = Sheet(digest_page(issue(), SETTINGS, TEMPLATES))

    anchors = [link.removeprefix("#") for link in sheet.all("//nav[@aria-labelledby='contents']//a/@href")]

    assert anchors == sheet.all("//div[@class='news']/section/h2/@id")


def test_the_map_counts_the_stories_of_the_week_by_province() -> None:
    sheet = Sheet(digest_page(issue(), SETTINGS, TEMPLATES))

    assert sheet.all("//ol[@class='cartogram']//a/@href") == [
        "../regions/jiangsu/index.html",
        "../regions/guangdong/index.html",
    ]


def test_what_a_region_has_beyond_the_page_is_said() -> None:
    held = issue()
    fuller = replace(held, sections=tuple(replace(section, total=9) for section in held.sections))

    assert "共 9 篇，这里列出最新 1 篇。" in Sheet(digest_page(fuller, SETTINGS, TEMPLATES)).text


def test_what_was_withdrawn_since_is_neither_shown_nor_counted() -> None:
    held = issue()
    gone = tuple(
        replace(section, stories=tuple(replace(each, withdrawn="侵权") for each in section.stories))
        if section.name == "武进区"
        else section
        for section in held.sections
    )
    sheet = Sheet(digest_page(replace(held, sections=gone), SETTINGS, TEMPLATES))

    assert "武进区" not in sheet.text
    assert sheet.one("//p[@class='edition']") == "2023年第6周 · 2月6日至12日 · 5 篇"


def test_the_words_of_a_title_stay_words() -> None:
    hostile = "<script>alert(1)</script>"
    sheet = Sheet(digest_page(replace(issue(), title=hostile), SETTINGS, TEMPLATES))

    assert sheet.all("//script") == []
    assert sheet.one("//h1") == hostile


def test_all_letters_are_listed_the_latest_first_with_their_leading_headlines() -> None:
    document = digests_index([issue(5), issue(7), issue(6)], SETTINGS, TEMPLATES)
    sheet = Sheet(document)

    assert document.path == "site/digests/index.html"
    assert sheet.all("//article//a/@href") == [f"../digests/2023-W0{week}.html" for week in (7, 6, 5)]
    assert sheet.all("//article//a")[0] == "2023年第7周 · 2月13日至19日"
    assert sheet.all("//p[@class='gist']")[0] == "全国秋粮入库；河道清淤提前完工；社区图书角开张"


def test_the_list_is_a_page_while_there_is_no_letter() -> None:
    assert "还没有稿件" in Sheet(digests_index([], SETTINGS, TEMPLATES)).text


def test_both_pages_speak_english_by_a_setting() -> None:
    page = Sheet(digest_page(issue(), ENGLISH, TEMPLATES))

    assert "Week 6, 2023 · 6–12 February" in page.text
    assert page.all("//div[@class='news']/section/h2")[0] == "National"
    assert "Weekly letters" in Sheet(digests_index([issue()], ENGLISH, TEMPLATES)).text


def test_the_same_issue_gives_the_same_page() -> None:
    assert digest_page(issue(), SETTINGS, TEMPLATES) == digest_page(issue(), SETTINGS, TEMPLATES)
