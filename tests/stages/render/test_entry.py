from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feedpub.settings import Feeds, Settings, Site
from feedpub.stages.render.entry import to_entry, unrenderable_stories
from feedpub.stages.render.entry_cache import EntryCache
from tests.stages.render.feeds import FEED, HOSTILE, ILLEGAL, SETTINGS
from tests.stories import CHANGZHOU, START, WUJIN, feed, story


def test_an_entry_has_the_guid_of_its_story_and_the_address_of_its_page() -> None:
    made = to_entry(story(1), SETTINGS)

    assert made.guid == "urn:uuid:00000001-0000-5000-8000-000000000000"
    assert made.url == "https://news.example.org/papers/articles/0000000000000001/"


def test_moments_are_in_the_zone_of_the_settings() -> None:
    assert to_entry(story(0), Settings()).published.isoformat() == "2023-02-07T06:00:00+08:00"
    assert to_entry(story(0), Settings(zone="Europe/Berlin")).published.isoformat() == "2023-02-06T23:00:00+01:00"


def test_the_full_text_is_paragraphs_with_subheads_below_kicker_and_subtitle() -> None:
    one = story(1, kicker="眉题", paragraphs=("第一段。", "小标题", "第二段。"), subheads=(1,))
    report = replace(one.analysis, article=replace(one.analysis.article, subtitle="副题"))
    made = to_entry(replace(one, analysis=report), SETTINGS)

    assert made.html.splitlines() == [
        "<p><strong>眉题</strong></p>",
        "<p><strong>副题</strong></p>",
        "<p>第一段。</p>",
        "<h3>小标题</h3>",
        "<p>第二段。</p>",
    ]


def test_a_caption_of_a_headline_alone_still_has_a_text() -> None:
    assert to_entry(story(1, paragraphs=(), summary="", headline="春到公园"), SETTINGS).html == "<p>春到公园</p>"


def test_tags_are_the_regions_and_the_keywords_each_once() -> None:
    made = to_entry(story(1, WUJIN, also=[CHANGZHOU], keywords=("图书", "武进区", "图书")), SETTINGS)

    assert made.tags == ("武进区", "常州市", "图书")


def test_authors_are_the_names_in_the_byline() -> None:
    assert to_entry(story(1, byline="记者 吴一凡 通讯员 周小虹"), SETTINGS).authors == ("吴一凡", "周小虹")


def test_a_withdrawn_story_keeps_guid_title_and_date_and_nothing_of_its_words() -> None:
    standing = to_entry(story(1, WUJIN, byline="张三", keywords=("图书",)), SETTINGS)
    gone = to_entry(story(1, WUJIN, byline="张三", keywords=("图书",), withdrawn="数字有误"), SETTINGS)

    assert (gone.guid, gone.title, gone.published) == (standing.guid, standing.title, standing.published)
    assert gone.html == "<p>本文已撤回（原因：数字有误）</p>"
    assert gone.summary == "本文已撤回（原因：数字有误）"
    assert (gone.authors, gone.tags) == ((), ("武进区",))


def test_the_notice_speaks_the_language_of_the_site() -> None:
    english = Settings(site=Site(language="en"))

    assert to_entry(story(1, withdrawn=""), english).summary == "This story was withdrawn"
    assert to_entry(story(1, withdrawn="wrong"), english).summary == "This story was withdrawn (Reason: wrong)"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(text: str) -> None:
    made = to_entry(story(1, headline=text, paragraphs=(text,), summary=text, keywords=(text,), byline=text), SETTINGS)

    assert made.html.count("<") == 2  # <p> and </p>
    assert unescape(made.html) == f"<p>{text}</p>"
    for line in (made.title, made.summary, *made.tags, *made.authors):
        assert not set("<>") & set(line)
        assert unescape(line) == line


@pytest.mark.parametrize("char", ILLEGAL, ids=ascii)
@pytest.mark.parametrize("field", ["headline", "summary", "paragraphs", "keywords"])
def test_a_story_that_no_document_can_hold_is_left_out_by_name_and_the_others_stay(field: str, char: str) -> None:
    words = f"坏{char}字"
    fields: dict[str, Any] = {field: (words,) if field in ("paragraphs", "keywords") else words}
    bad = story(2, **fields)
    mixed = feed(story(3), bad, story(1))

    made, left = EntryCache(SETTINGS).entries(mixed), unrenderable_stories(mixed.stories, SETTINGS)

    assert [each.guid for each in made] == [story(3).guid, story(1).guid]
    assert [rejected.path for rejected in left] == ["page2.txt"]
    assert story(2).guid in left[0].reason


def test_a_story_without_a_zone_is_left_out_since_its_date_would_depend_on_the_machine() -> None:
    naive = story(2, published=datetime(2023, 2, 7, 6))  # noqa: DTZ001 - the fault itself
    mixed = feed(story(1), replace(naive, updated=story(1).updated))

    assert [each.guid for each in EntryCache(SETTINGS).entries(mixed)] == [story(1).guid]


def test_nothing_is_left_out_of_a_sound_feed() -> None:
    assert unrenderable_stories(FEED.stories, SETTINGS) == ()
    assert len(EntryCache(SETTINGS).entries(FEED)) == len(FEED.stories)


def test_the_papers_are_tags_where_a_story_stood_in_several() -> None:
    alone, shared = (replace(story(1, WUJIN), papers=papers) for papers in (("甲报",), ("甲报", "<乙报>")))

    assert to_entry(alone, SETTINGS).tags == ("武进区",)
    assert to_entry(shared, SETTINGS).tags == ("武进区", "甲报", "＜乙报＞")


def test_a_story_whose_rest_came_from_another_page_is_no_correction_until_it_is_changed() -> None:
    marked = Settings(feeds=Feeds(mark_corrections=True))
    whole = replace(story(1, headline="图书馆开门"), updated=START + timedelta(seconds=9), has_continuation=True)

    assert to_entry(whole, marked).title == "图书馆开门"
    assert to_entry(replace(whole, has_continuation=False), marked).title == "【更正】图书馆开门"
    assert to_entry(replace(whole, updated=START + timedelta(days=1)), marked).title == "【更正】图书馆开门"


def test_a_date_before_there_were_zones_keeps_its_clock_and_can_be_written() -> None:
    old = datetime(1872, 4, 30, 6, tzinfo=ZoneInfo("Asia/Shanghai"))

    assert to_entry(story(1, published=old), SETTINGS).published.isoformat() == "1872-04-30T06:00:00+08:00"
