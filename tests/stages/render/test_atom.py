from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import feedparser
import pytest
from lxml import etree

from feedpub.settings import Settings, Site
from feedpub.stages.render.atom import atom
from tests.stages.render.feeds import FEED, HOSTILE, ILLEGAL, SETTINGS, shown
from tests.stages.render.golden import golden
from tests.stories import WUJIN, feed, story

if TYPE_CHECKING:
    from feedpub.model import Feed

NAMES = {"a": "http://www.w3.org/2005/Atom"}


def root(content: bytes) -> etree._Element:
    return etree.fromstring(content)


def feed_id(feed: Feed = FEED, base_url: str = SETTINGS.base_url, site: Site = SETTINGS.site) -> str:
    return root(atom(feed, Settings(base_url=base_url, site=site)).content).findtext("a:id", "", NAMES)


def test_the_finished_feed() -> None:
    content = atom(FEED, SETTINGS).content

    assert content == golden("feeds/atom.xml", content)


def test_the_same_feed_gives_the_same_bytes() -> None:
    assert atom(FEED, SETTINGS) == atom(FEED, SETTINGS)


def test_the_feed_stands_beside_its_page() -> None:
    assert atom(FEED, SETTINGS).path == "site/regions/jiangsu/changzhou/wujin/atom.xml"


def test_the_feed_keeps_its_id_at_another_address_and_shares_it_with_no_other() -> None:
    assert UUID(feed_id()).version == 5
    assert feed_id(base_url="https://other.example.com") == feed_id()
    assert feed_id(site=Site(title="另一个站点")) != feed_id()
    assert feed_id(replace(FEED, path="regions/jiangsu")) != feed_id()


def test_the_feed_has_one_link_to_itself_and_one_to_its_page() -> None:
    links = root(atom(FEED, SETTINGS).content).findall("a:link", NAMES)
    folder = "https://news.example.org/papers/regions/jiangsu/changzhou/wujin/"

    assert [(link.get("rel"), link.get("href"), link.get("type")) for link in links] == [
        ("self", folder + "atom.xml", "application/atom+xml"),
        ("alternate", folder, "text/html"),
    ]


def test_every_entry_has_one_link_to_its_page() -> None:
    links = [entry.findall("a:link", NAMES) for entry in root(atom(FEED, SETTINGS).content).iterfind("a:entry", NAMES)]

    assert [[(link.get("rel"), link.get("type")) for link in each] for each in links] == [
        [("alternate", "text/html")]
    ] * 3


def test_required_elements_stand_once() -> None:
    feed = root(atom(FEED, SETTINGS).content)

    for parent in (feed, *feed.iterfind("a:entry", NAMES)):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(f"a:{name}", NAMES)) == 1


def test_ids_and_moments_of_change_are_unique_and_rfc3339() -> None:
    entries = root(atom(FEED, SETTINGS).content).findall("a:entry", NAMES)
    ids = [entry.findtext("a:id", "", NAMES) for entry in entries]
    moments = [entry.findtext("a:updated", "", NAMES) for entry in entries]

    assert len(set(ids)) == len(set(moments)) == 3
    assert all(datetime.fromisoformat(moment).isoformat() == moment for moment in moments)
    assert all(moment.endswith("+08:00") for moment in moments)


def test_a_correction_moves_updated_and_leaves_published() -> None:
    first = feedparser.parse(atom(FEED, SETTINGS).content).entries[0]

    assert first.published == "2023-02-07T06:00:03+08:00"
    assert first.updated == "2023-02-07T11:00:00+08:00"


def test_who_writes_is_named_for_the_feed_and_for_the_entry() -> None:
    made = root(atom(FEED, SETTINGS).content)
    first = made.findall("a:entry", NAMES)[0]

    assert made.findtext("a:author/a:name", "", NAMES) == "乡镇新闻编辑部"
    assert [each.text for each in first.findall("a:author/a:name", NAMES)] == ["吴一凡、周虹"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reader_sees_hostile_text_as_text(text: str) -> None:
    content = atom(feed(story(1, WUJIN, headline=text, paragraphs=(text,), summary=text)), SETTINGS).content
    read = feedparser.parse(content)
    html = root(content).findtext("a:entry/a:content", "", NAMES)

    assert not read.bozo
    assert shown(html) == (text, {"p"})
    assert read.entries[0].title.translate(str.maketrans("＜＞＆", "<>&")) == text


@pytest.mark.parametrize("char", ILLEGAL, ids=ascii)
def test_one_bad_story_stops_no_feed(char: str) -> None:
    content = atom(feed(story(3), story(2, paragraphs=(char,)), story(1)), SETTINGS).content

    assert [entry.id for entry in feedparser.parse(content).entries] == [story(3).guid, story(1).guid]


def test_feedparser_reads_it_all() -> None:
    read = feedparser.parse(atom(FEED, SETTINGS).content)
    first = read.entries[0]

    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.title == "江苏省常州市武进区 · 乡镇新闻"
    assert [entry.title for entry in read.entries] == ["社区图书角开张", "河道清淤提前完工", "一则有误的消息"]
    assert first.link == "https://news.example.org/papers/articles/0000000000000003/"
    assert first.summary == "社区图书角开张，每周六开放。"
    assert first.content[0].type == "text/html"
    assert "<p>管理员说，每周六开放。</p>" in first.content[0].value
    assert [tag.term for tag in first.tags] == ["武进区", "常州市", "图书角", "社区"]
