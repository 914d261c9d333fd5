from __future__ import annotations

from lxml import etree

from feedpub.stages.gather import gather_feeds
from feedpub.stages.render.opml import opml, opml_documents
from tests.stages.render.feeds import SETTINGS
from tests.stages.render.golden import golden
from tests.stories import CHANGZHOU, GUANGDONG, SUZHOU, WUJIN, story

FEEDS = gather_feeds(
    [story(1, WUJIN), story(2, SUZHOU), story(3, GUANGDONG), story(4, national=True), story(5, CHANGZHOU)], 30
)


def outlines(content: bytes) -> list[etree._Element]:
    return list(etree.fromstring(content).iter("outline"))


def test_the_finished_list() -> None:
    content = opml(FEEDS, SETTINGS).content

    assert content == golden("feeds/feeds.opml", content)


def test_it_stands_at_the_root_of_the_site() -> None:
    assert opml(FEEDS, SETTINGS).path == "site/feeds.opml"


def test_every_feed_is_in_it_once() -> None:
    listed = [outline.get("xmlUrl") for outline in outlines(opml(FEEDS, SETTINGS).content) if outline.get("type")]
    paths = [f"{feed.path}/" if feed.path else "" for feed in FEEDS]

    assert listed == [f"https://news.example.org/papers/{path}rss.xml" for path in paths]


def test_feeds_are_nested_by_province_city_and_county() -> None:
    tree = etree.fromstring(opml(FEEDS, SETTINGS).content)
    below = tree.xpath("//outline[@text='江苏省']/outline[@text='常州市']/outline/@xmlUrl")

    assert below == [
        "https://news.example.org/papers/regions/jiangsu/changzhou/rss.xml",
        "https://news.example.org/papers/regions/jiangsu/changzhou/wujin/rss.xml",
    ]


def test_an_outline_is_either_a_feed_with_a_title_or_a_folder_with_a_name_alone() -> None:
    for outline in outlines(opml(FEEDS, SETTINGS).content):
        if len(outline):
            assert list(outline.attrib) == ["text"]
        else:
            assert {"type", "text", "title", "xmlUrl", "htmlUrl"} <= set(map(str, outline.attrib))


def test_a_feed_of_withdrawn_stories_alone_is_offered_to_nobody() -> None:
    feeds = gather_feeds([story(1, WUJIN, withdrawn="失实"), story(2, GUANGDONG)], 30)

    assert all(b"wujin" not in document.content for document in opml_documents(feeds, SETTINGS))


def test_without_feeds_it_is_an_empty_list() -> None:
    assert outlines(opml([], SETTINGS).content) == []


def test_the_same_feeds_give_the_same_bytes() -> None:
    assert opml(FEEDS, SETTINGS) == opml(FEEDS, SETTINGS)
