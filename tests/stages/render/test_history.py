"""Archive documents, variants, hubs and tombstones, as the formats write them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import feedparser
import msgspec
import pytest
from lxml import etree

from feedpub.model import FeedHistory
from feedpub.settings import Feeds, Group, Paper
from feedpub.stages.gather import EPOCH, FeedMembership, all_archive_pages, as_feed, gather_feeds
from feedpub.stages.render import EntryCache, feed_documents
from feedpub.stages.render.atom import atom
from feedpub.stages.render.jsonfeed import jsonfeed
from feedpub.stages.render.rss import rss
from tests.stages.render.feeds import FEED, SETTINGS
from tests.stories import START, WUJIN, feed, story

ROOT = SETTINGS.root_url
STORIES = [story(number, WUJIN, headline=f"第{number}条") for number in range(1, 8)]
GUIDS = tuple(each.guid for each in STORIES)
HISTORY = FeedHistory((GUIDS[:3], GUIDS[3:6]), GUIDS[6:])
HUBS = ("https://hub.example.org/", "https://hub.example.net/")


def having(**choices: Any) -> Any:
    return msgspec.structs.replace(SETTINGS, feeds=Feeds(**choices))


def archive_pages_of(stories: list[Any] = STORIES) -> list[Any]:
    """Return the whole feed of seven stories, then its three volumes, the oldest first."""
    whole = gather_feeds(stories, 3, FeedMembership(), {"": HISTORY})[0]
    told = {each.guid: each for each in stories}
    return [whole, *(as_feed(volume, told, FeedMembership()) for volume in all_archive_pages([whole], {"": HISTORY}))]


def rels(content: bytes) -> dict[str, str]:
    """Return the links of a feed by their relation, without the address of the site."""
    tree = etree.fromstring(content)
    found = [*tree.findall("channel/{*}link"), *tree.findall("{*}link")]
    return {link.get("rel", ""): link.get("href", "").removeprefix(ROOT) for link in found if link.get("rel")}


@pytest.mark.parametrize(("write", "name"), [(rss, "rss"), (atom, "atom")])
def test_the_documents_of_an_archive_lead_back_on_and_to_the_front(write: Any, name: str) -> None:
    front, first, second, filling = (rels(write(each, SETTINGS).content) for each in archive_pages_of())

    assert front["prev-archive"] == f"{name}-2.xml"
    assert "current" not in front
    assert {"self": f"{name}-1.xml", "current": f"{name}.xml", "next-archive": f"{name}-2.xml"}.items() <= first.items()
    assert "prev-archive" not in first
    assert (second["prev-archive"], second["next-archive"]) == (f"{name}-1.xml", f"{name}-3.xml")
    assert (filling["prev-archive"], filling.get("next-archive")) == (f"{name}-2.xml", None)


def test_json_leads_back_only() -> None:
    found = [json.loads(jsonfeed(each, SETTINGS).content) for each in archive_pages_of()]

    assert [each["feed_url"].removeprefix(ROOT) for each in found] == [
        *("feed.json", "feed-1.json", "feed-2.json", "feed-3.json")
    ]
    assert [each.get("next_url", "").removeprefix(ROOT) for each in found] == [
        *("feed-2.json", "", "feed-1.json", "feed-2.json")
    ]


@pytest.mark.parametrize("write", [rss, atom])
def test_only_a_full_document_is_marked_as_one_of_the_archive(write: Any) -> None:
    marks = [b"<fh:archive/>" in write(each, SETTINGS).content for each in archive_pages_of()]

    assert marks == [False, True, True, False]


def test_a_document_of_the_archive_is_dated_by_its_own_stories() -> None:
    _, first, *_ = archive_pages_of()

    assert first.updated == STORIES[2].updated
    assert [each.headline for each in first.stories] == ["第3条", "第2条", "第1条"]


def test_a_story_that_belongs_elsewhere_by_now_leaves_its_place_empty() -> None:
    county = gather_feeds(STORIES, 3, FeedMembership(), {"regions/jiangsu/changzhou/wujin": HISTORY})[-1]
    moved = {each.guid: each for each in [story(1, headline="第1条"), *STORIES[1:]]}
    first, *_ = (
        as_feed(volume, moved, FeedMembership()) for volume in all_archive_pages([county], {county.path: HISTORY})
    )

    assert [each.headline for each in first.stories] == ["第3条", "第2条"]


def test_the_feed_shows_what_is_on_no_archive_page_what_came_last_and_the_newest() -> None:
    old = [story(100 + number, published=START - timedelta(days=100 + number)) for number in range(4)]
    roll = FeedHistory((tuple(each.guid for each in (*STORIES, *old[:1])),), tuple(each.guid for each in old[1:2]))
    shown = gather_feeds([*STORIES, *old[:2]], 5, FeedMembership(), {"": roll})[0]

    assert [each.headline for each in shown.stories] == ["第7条", "第6条", "第5条", "第100条新闻", "第101条新闻"]
    assert shown.archive_page_count == 1


@pytest.mark.parametrize("write", [rss, atom, jsonfeed])
def test_hubs_are_named_by_the_front_and_by_no_archive_document(write: Any) -> None:
    settings = having(hubs=HUBS)
    front, first, *_ = (write(each, settings).content.decode() for each in archive_pages_of())

    assert all(hub in front and hub not in first for hub in HUBS)


def test_hubs_are_links_in_xml_and_objects_in_json() -> None:
    settings = having(hubs=HUBS)
    tree = etree.fromstring(atom(FEED, settings).content)

    assert [link.get("href") for link in tree.findall("{*}link") if link.get("rel") == "hub"] == list(HUBS)
    assert json.loads(jsonfeed(FEED, settings).content)["hubs"] == [{"type": "WebSub", "url": hub} for hub in HUBS]


def test_the_variant_with_summaries_alone_stands_beside_and_calls_itself_so() -> None:
    made = {
        document.path.rpartition("/")[2]: document.content for document in feed_documents(FEED, having(content="both"))
    }

    assert sorted(made) == sorted(
        ["rss.xml", "atom.xml", "feed.json", "rss-summary.xml", "atom-summary.xml", "feed-summary.json"]
    )
    for name in ("rss-summary.xml", "atom-summary.xml"):
        assert "管理员说" not in made[name].decode().replace("社区图书角开张，每周六开放。", "")
        assert rels(made[name])["self"].endswith(f"/{name}")
        assert feedparser.parse(made[name]).feed.title == "江苏省常州市武进区 · 乡镇新闻（摘要）"
    ids = {etree.fromstring(made[name]).findtext("{*}id") for name in ("atom.xml", "atom-summary.xml")}
    assert len(ids) == 2
    item = json.loads(made["feed-summary.json"])["items"][0]
    assert (item["content_text"], item.get("content_html")) == ("社区图书角开张，每周六开放。", None)


def test_summaries_alone_may_be_all_there_is() -> None:
    made = list(feed_documents(FEED, having(content="summary")))

    assert [document.path.rpartition("/")[2] for document in made] == ["rss.xml", "atom.xml", "feed.json"]
    assert all("旧书换新书" not in document.content.decode() for document in made)
    assert b"<title>" + "江苏省常州市武进区 · 乡镇新闻".encode() + b"</title>" in made[0].content


@pytest.mark.parametrize("write", [rss, atom, jsonfeed])
def test_a_correction_is_marked_where_the_owner_wants_it(write: Any) -> None:
    told = [write(FEED, having(mark_corrections=mark)).content.decode() for mark in (False, True)]

    assert ["【更正】社区图书角开张" in each for each in told] == [False, True]
    assert all("【更正】河道" not in each and "【更正】一则" not in each for each in told)


def test_a_correction_moves_updated_and_leaves_the_rest() -> None:
    as_rss, as_atom = feedparser.parse(rss(FEED, SETTINGS).content), feedparser.parse(atom(FEED, SETTINGS).content)

    for entry in (as_rss.entries[0], as_atom.entries[0]):
        assert (entry.published_parsed[3:6], entry.updated_parsed[3:6]) == ((22, 0, 3), (3, 0, 0))


def test_only_a_feed_with_a_withdrawal_has_a_tombstone_and_its_name_space() -> None:
    with_one = atom(FEED, SETTINGS).content
    without = atom(feed(*FEED.stories[:2]), SETTINGS).content
    (stone,) = etree.fromstring(with_one).findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")

    assert stone.get("ref") == FEED.stories[2].guid
    assert stone.get("when") == "2023-02-07T12:00:00+08:00"
    assert b"tombstones" not in without
    assert b"tombstones" not in rss(FEED, SETTINGS).content


def test_an_empty_feed_is_a_feed_whose_bytes_depend_on_no_clock() -> None:
    (empty,) = gather_feeds([], 30)
    as_rss, as_atom, as_json = (document.content for document in feed_documents(empty, SETTINGS))

    assert not feedparser.parse(as_rss).bozo
    assert b"lastBuildDate" not in as_rss
    assert etree.fromstring(as_atom).findtext("{*}updated") == EPOCH.astimezone(SETTINGS.timezone).isoformat()
    assert json.loads(as_json)["items"] == []


def test_every_document_names_the_stylesheet_that_shows_it() -> None:
    front = rss(FEED, SETTINGS).content.splitlines()[1]
    whole = rss(feed(story(1), path="", region=None), SETTINGS).content.splitlines()[1]

    assert front == b'<?xml-stylesheet type="text/css" href="../../../../feed.css"?>'
    assert whole == b'<?xml-stylesheet type="text/css" href="feed.css"?>'


def test_an_entry_cache_changes_nothing_but_the_work() -> None:
    galley = EntryCache(SETTINGS, max_entries=1)
    once = [document.content for each in archive_pages_of() for document in feed_documents(each, SETTINGS)]

    assert [
        document.content for each in archive_pages_of() for document in feed_documents(each, SETTINGS, galley)
    ] == once
    assert [
        document.content for each in archive_pages_of() for document in feed_documents(each, SETTINGS, galley)
    ] == once


def test_a_paper_has_a_feed_under_the_slug_of_its_owner_or_a_name_that_stays() -> None:
    stories = [
        replace(story(1), paper="《江南日报》"),
        replace(story(2), paper="江南日报"),
        replace(story(3), paper="晚报"),
    ]
    routes = FeedMembership({"g": Group(name="组", regions=("江苏省",))}, papers={"江南日报": Paper(slug="jiangnan")})
    feeds = {each.path: each for each in gather_feeds(stories, 30, routes)}
    other = [path for path in feeds if path.startswith("papers/") and path != "papers/jiangnan"]

    assert feeds["papers/jiangnan"].total == 2
    assert other == ["papers/c9a6878cd5afc5dd"]
    assert "<title>《江南日报》 · 乡镇新闻</title>" in rss(feeds["papers/jiangnan"], SETTINGS).content.decode()
