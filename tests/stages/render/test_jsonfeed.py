from __future__ import annotations

import json
from typing import Any

import pytest

from feedpub.stages.render.jsonfeed import jsonfeed
from tests.stages.render.feeds import FEED, HOSTILE, ILLEGAL, SETTINGS, shown
from tests.stages.render.golden import golden
from tests.stories import WUJIN, feed, story


def read(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(content.decode("utf-8"))
    return found


def test_the_finished_feed() -> None:
    content = jsonfeed(FEED, SETTINGS).content

    assert content == golden("feeds/feed.json", content)


def test_the_same_feed_gives_the_same_bytes() -> None:
    assert jsonfeed(FEED, SETTINGS) == jsonfeed(FEED, SETTINGS)


def test_the_feed_says_what_version_1_1_asks_for() -> None:
    found = read(jsonfeed(FEED, SETTINGS).content)

    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["title"] == "江苏省常州市武进区 · 乡镇新闻"
    assert found["home_page_url"] == "https://news.example.org/papers/regions/jiangsu/changzhou/wujin/"
    assert found["feed_url"] == "https://news.example.org/papers/regions/jiangsu/changzhou/wujin/feed.json"
    assert found["language"] == "zh-CN"
    assert found["authors"] == [{"name": "乡镇新闻编辑部"}]


def test_an_item_says_all_that_is_known_and_nothing_that_is_empty() -> None:
    first, second, _ = read(jsonfeed(FEED, SETTINGS).content)["items"]

    assert first["id"] == FEED.stories[0].guid
    assert first["date_published"] == "2023-02-07T06:00:03+08:00"
    assert first["date_modified"] == "2023-02-07T11:00:00+08:00"
    assert first["authors"] == [{"name": "吴一凡"}, {"name": "周虹"}]
    assert first["tags"] == ["武进区", "常州市", "图书角", "社区"]
    assert "authors" not in read(jsonfeed(feed(story(1)), SETTINGS).content)["items"][0]
    assert second["authors"] == [{"name": "李四"}]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reader_sees_hostile_text_as_text(text: str) -> None:
    hostile = feed(story(1, WUJIN, headline=text, paragraphs=(text,), summary=text))
    item = read(jsonfeed(hostile, SETTINGS).content)["items"][0]
    html = item["content_html"]

    assert shown(html) == (text, {"p"})
    assert "<" not in item["title"] + item["summary"]


@pytest.mark.parametrize("char", ILLEGAL, ids=ascii)
def test_one_bad_story_stops_no_feed(char: str) -> None:
    content = jsonfeed(feed(story(3), story(2, paragraphs=(char,)), story(1)), SETTINGS).content

    assert [item["id"] for item in read(content)["items"]] == [story(3).guid, story(1).guid]
