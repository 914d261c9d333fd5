from __future__ import annotations

import json
from html import escape
from typing import Any

import feedparser
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from feedpub.stages.render import FORMATS
from feedpub.stages.render.atom import atom
from feedpub.stages.render.jsonfeed import jsonfeed
from feedpub.stages.render.rss import rss
from tests.stages.render.feeds import FEED, HOSTILE, SETTINGS, shown
from tests.stories import WUJIN, feed, story

MIXED = feed(
    *FEED.stories[:2],
    *(story(9 + number, WUJIN, headline=text, summary=text, byline="张三") for number, text in enumerate(HOSTILE)),
)


def as_read(entry: Any) -> tuple[object, ...]:
    """Return what a reader sees of an entry."""
    text = entry.content[0].value
    tags = [tag.term for tag in entry.tags]
    return entry.id, entry.link, entry.title, entry.published_parsed, entry.summary, text, entry.get("author"), tags


def test_every_feed_is_written_as_rss_atom_and_json() -> None:
    assert [document.path.rpartition("/")[2] for document in (write(FEED, SETTINGS) for write in FORMATS)] == [
        "rss.xml",
        "atom.xml",
        "feed.json",
    ]


def test_the_formats_say_the_same_of_every_story() -> None:
    as_rss = feedparser.parse(rss(MIXED, SETTINGS).content)
    as_atom = feedparser.parse(atom(MIXED, SETTINGS).content)
    as_json = json.loads(jsonfeed(MIXED, SETTINGS).content)

    assert [as_read(entry) for entry in as_rss.entries] == [as_read(entry) for entry in as_atom.entries]
    assert [
        (item["id"], item["url"], item["title"], escape(item["summary"], quote=False)) for item in as_json["items"]
    ] == [(entry.id, entry.link, entry.title, entry.summary) for entry in as_atom.entries]
    assert as_rss.feed.title == as_atom.feed.title == as_json["title"]


@given(st.text(min_size=1, alphabet=st.one_of(st.characters(), st.sampled_from("<>&]'\"#;"))))
def test_whatever_a_story_says_every_format_is_whole_and_the_other_stories_are_in_it(text: str) -> None:
    odd = story(2, WUJIN, headline=text, paragraphs=(text,), summary=text, keywords=(text,), byline=text)
    mixed = feed(story(3), odd, story(1))

    as_rss = etree.fromstring(rss(mixed, SETTINGS).content)
    as_atom = etree.fromstring(atom(mixed, SETTINGS).content)
    as_json = json.loads(jsonfeed(mixed, SETTINGS).content.decode())

    guids = [item["id"] for item in as_json["items"]]
    assert {story(1).guid, story(3).guid} <= set(guids)
    assert [element.text for element in as_rss.iter("guid")] == guids
    assert [element.text for element in as_atom.iterfind("{*}entry/{*}id")] == guids
    assert all(shown(item["content_html"])[1] == {"p"} for item in as_json["items"])
