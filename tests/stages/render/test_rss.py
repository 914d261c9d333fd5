from __future__ import annotations

import locale
from datetime import datetime
from typing import NoReturn

import feedparser
import pytest
from lxml import etree

from feedpub.settings import Settings
from feedpub.stages.render.rss import rss
from tests.stages.render.feeds import FEED, HOSTILE, ILLEGAL, SETTINGS, shown
from tests.stages.render.golden import golden
from tests.stories import WUJIN, feed, story

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def channel(content: bytes) -> etree._Element:
    found = etree.fromstring(content).find("channel")
    assert found is not None
    return found


def test_the_finished_feed() -> None:
    content = rss(FEED, SETTINGS).content

    assert content == golden("feeds/rss.xml", content)


def test_the_feed_of_a_region_and_of_the_whole_stand_beside_their_pages() -> None:
    assert rss(FEED, SETTINGS).path == "site/regions/jiangsu/changzhou/wujin/rss.xml"
    assert rss(feed(story(1), path="", region=None), SETTINGS).path == "site/rss.xml"


def test_the_same_feed_gives_the_same_bytes() -> None:
    assert rss(FEED, SETTINGS) == rss(FEED, SETTINGS)


def test_nothing_stands_before_the_declaration_and_all_is_utf8() -> None:
    content = rss(FEED, SETTINGS).content

    assert content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert "社区图书角开张" in content.decode("utf-8")


def test_the_feed_names_its_page_and_itself() -> None:
    found = channel(rss(FEED, SETTINGS).content)
    itself = found.findall("atom:link", NAMES)

    assert found.findtext("link") == "https://news.example.org/papers/regions/jiangsu/changzhou/wujin/"
    assert [dict(link.attrib) for link in itself] == [
        {
            "href": "https://news.example.org/papers/regions/jiangsu/changzhou/wujin/rss.xml",
            "rel": "self",
            "type": "application/rss+xml",
        }
    ]


def test_the_feed_is_dated_by_its_stories_and_not_by_the_clock() -> None:
    assert channel(rss(FEED, SETTINGS).content).findtext("lastBuildDate") == "Tue, 07 Feb 2023 12:00:00 +0800"


def test_dates_are_written_without_touching_the_locale_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the locale was asked for")

    monkeypatch.setattr(locale, "setlocale", refuse)

    assert b"<pubDate>Tue, 07 Feb 2023 06:00:03 +0800</pubDate>" in rss(FEED, SETTINGS).content


def test_dates_carry_the_offset_of_the_zone_and_never_its_name() -> None:
    settings = Settings(zone="Asia/Urumqi")
    dates = [element.text for element in channel(rss(FEED, settings).content).iter("pubDate", "lastBuildDate")]

    assert all(datetime.strptime(date or "", "%a, %d %b %Y %H:%M:%S +0600") for date in dates)  # noqa: DTZ007 - in it


def test_no_element_of_a_channel_or_an_item_stands_twice() -> None:
    found = channel(rss(FEED, SETTINGS).content)

    for parent in (found, *found.iter("item")):
        tags = [child.tag for child in parent]
        once = [tag for tag in tags if tag not in ("item", "category")]
        assert len(once) == len(set(once))


def test_the_summary_stands_before_the_full_text() -> None:
    tags = [child.tag for child in next(channel(rss(FEED, SETTINGS).content).iter("item"))]

    assert tags.index("description") < tags.index(f"{{{NAMES['content']}}}encoded")


def test_guids_are_no_addresses() -> None:
    guids = list(channel(rss(FEED, SETTINGS).content).iter("guid"))

    assert [guid.text for guid in guids] == [each.guid for each in FEED.stories]
    assert {guid.get("isPermaLink") for guid in guids} == {"false"}


def test_authors_without_an_address_are_named() -> None:
    item = next(channel(rss(FEED, SETTINGS).content).iter("item"))

    assert [each.text for each in item.findall("dc:creator", NAMES)] == ["吴一凡、周虹"]
    assert item.find("author") is None


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reader_sees_hostile_text_as_text(text: str) -> None:
    content = rss(feed(story(1, WUJIN, headline=text, paragraphs=(text,), summary=text)), SETTINGS).content
    read = feedparser.parse(content)
    html = channel(content).findtext("item/content:encoded", "", NAMES)

    assert not read.bozo
    assert shown(html) == (text, {"p"})
    assert read.entries[0].title.translate(str.maketrans("＜＞＆", "<>&")) == text


@pytest.mark.parametrize("char", ILLEGAL, ids=ascii)
def test_one_bad_story_stops_no_feed(char: str) -> None:
    content = rss(feed(story(3), story(2, paragraphs=(char,)), story(1)), SETTINGS).content

    assert [entry.id for entry in feedparser.parse(content).entries] == [story(3).guid, story(1).guid]


def test_feedparser_reads_it_all() -> None:
    read = feedparser.parse(rss(FEED, SETTINGS).content)
    first = read.entries[0]

    assert not read.bozo
    assert read.version == "rss20"
    assert read.feed.title == "江苏省常州市武进区 · 乡镇新闻"
    assert read.feed.language == "zh-CN"
    assert [entry.title for entry in read.entries] == ["社区图书角开张", "河道清淤提前完工", "一则有误的消息"]
    assert first.published_parsed[:6] == (2023, 2, 6, 22, 0, 3)
    assert first.link == "https://news.example.org/papers/articles/0000000000000003/"
    assert first.summary == "社区图书角开张，每周六开放。"
    assert "<p>管理员说，每周六开放。</p>" in first.content[0].value
    assert [tag.term for tag in first.tags] == ["武进区", "常州市", "图书角", "社区"]
    assert first.author == "吴一凡、周虹"
