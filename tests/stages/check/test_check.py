"""What `feedpub check` finds: nothing in a sound output, and each fault by its name."""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from feedpub.model import FeedHistory
from feedpub.settings import Feeds
from feedpub.stages.check import check
from feedpub.stages.gather import FeedMembership, all_archive_pages, as_feed, gather_feeds
from feedpub.stages.render import EntryCache, feed_documents
from tests.stages.render.pages import SETTINGS, published
from tests.stories import WUJIN, story

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.stages.check import Finding

ROOT = SETTINGS.root_url
OTHERS = ("site/digests/index.html",)


def site() -> dict[str, bytes]:
    """Return a small site with an archive of three volumes in one of its feeds."""
    made = {path: document.content for path, document in published().items()}
    stories = [story(number, WUJIN, headline=f"第{number}条") for number in range(1, 9)]
    guids = tuple(each.guid for each in stories)
    feeds = gather_feeds(stories, 3, FeedMembership(), {"": FeedHistory((guids[:3], guids[3:6]), guids[6:])})
    whole = [feed for feed in feeds if feed.path == ""]
    roll = {"": FeedHistory((guids[:3], guids[3:6]), guids[6:])}
    told = {each.guid: each for each in stories}
    galley = EntryCache(SETTINGS)
    volumes = [as_feed(volume, told, FeedMembership()) for volume in all_archive_pages(whole, roll)]
    for document in [document for feed in (*whole, *volumes) for document in feed_documents(feed, SETTINGS, galley)]:
        made[document.path.removeprefix("site/")] = document.content
    for each in stories:
        made[f"articles/{each.id}/index.html"] = made["articles/0000000000000001/index.html"]
    made["digests/index.html"] = made["tags/index.html"]
    return made


def findings(files: dict[str, bytes]) -> list[Finding]:
    return list(check(files.items(), ROOT))


def test_a_sound_site_has_no_fault() -> None:
    assert findings(site()) == []


def test_neither_has_one_with_summaries_beside_and_hubs() -> None:
    settings = SETTINGS.__class__(
        base_url=SETTINGS.base_url,
        site=SETTINGS.site,
        feeds=Feeds(content="both", mark_corrections=True, hubs=("https://hub.example.org/",)),
    )
    files = {path: document.content for path, document in published(settings=settings).items()}
    files["digests/index.html"] = files["tags/index.html"]

    assert findings(files) == []


def replace(old: str, new: str, times: int = 1) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old.encode() in content
        return content.replace(old.encode(), new.encode(), times)

    return change


def with_feed(**changes: Any) -> Callable[[bytes], bytes]:
    return lambda content: json.dumps(json.loads(content) | changes).encode()


def with_item(**changes: Any) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        feed = json.loads(content)
        feed["items"][0] |= changes
        return json.dumps(feed).encode()

    return change


FAULTS: dict[str, tuple[str, Callable[[bytes], bytes], str]] = {
    "rss_cut_off": ("rss.xml", lambda content: content[:-40], "is not well-formed"),
    "rss_behind_a_line": ("rss.xml", lambda content: b"\n" + content, "something stands before <?xml"),
    "rss_with_doctype": ("rss.xml", replace("?>\n", "?>\n<!DOCTYPE rss>\n"), "has a DOCTYPE"),
    "rss_in_another_encoding": ("rss.xml", replace("encoding='UTF-8'", "encoding='GBK'"), "does not declare UTF-8"),
    "rss_with_a_control_character": ("rss.xml", replace("第8条", "第\x858条"), "control character"),
    "rss_without_title": ("rss.xml", replace("<title>乡镇新闻</title>", ""), "has 0 <title>"),
    "rss_of_another_address": ("rss.xml", replace('rss.xml" rel="self"', 'atom.xml" rel="self"'), "calls itself"),
    "rss_without_self": ("rss.xml", replace('rel="self"', 'rel="related"'), "calls itself []"),
    "rss_without_language": ("rss.xml", replace("<language>zh-CN</language>", ""), "does not name its language"),
    "rss_with_a_named_zone": ("rss.xml", replace("06:00:08 +0800", "06:00:08 CST"), "is not written as readers"),
    "rss_with_the_wrong_weekday": ("rss.xml", replace("Tue, 07", "Mon, 07", 9), "wrong weekday"),
    "rss_with_one_second_twice": (
        "rss.xml",
        replace("06:00:08 +0800</pub", "06:00:07 +0800</pub"),
        "two items of one date",
    ),
    "rss_with_one_guid_twice": ("rss.xml", replace("urn:uuid:00000008", "urn:uuid:00000007"), "two items of one guid"),
    "rss_with_a_guid_as_address": ("rss.xml", replace('isPermaLink="false"', ""), "guid is no address"),
    "rss_with_a_relative_link": ("rss.xml", replace(f"<link>{ROOT}articles", "<link>/articles"), "no absolute address"),
    "rss_with_a_link_in_chinese": ("rss.xml", replace(f"<link>{ROOT}articles", f"<link>{ROOT}稿件"), "is not ASCII"),
    "rss_with_a_script": ("rss.xml", replace("&lt;p&gt;", "&lt;script&gt;"), "holds the element <script>"),
    "rss_with_a_handler": ("rss.xml", replace("&lt;p&gt;", '&lt;p onclick="x"&gt;'), "holds the attribute onclick"),
    "rss_with_author": ("rss.xml", replace("<guid", "<author>张三</author><guid"), "is no mail address"),
    "rss_with_a_strange_name_space": ("rss.xml", replace("<rss ", '<rss xmlns:x="urn:x" '), "uses the name space"),
    "rss_with_an_item_first": ("rss.xml", replace("</item>", "</item><generator/>"), "behind items"),
    "rss_with_late_description": ("rss.xml", replace("<description>社", "<x>社"), "not well-formed"),
    "rss_that_leads_nowhere": ("rss.xml", replace("rss-2.xml", "rss-9.xml"), "leads back to"),
    "rss_in_a_circle": (
        "rss-1.xml",
        replace("<fh:archive/>", f'<atom:link rel="prev-archive" href="{ROOT}rss-2.xml"/>'),
        "in a circle",
    ),
    "archive_without_current": ("rss-1.xml", replace('rel="current"', 'rel="related"'), "names nothing as its feed"),
    "archive_that_nobody_reaches": ("rss.xml", replace('rel="prev-archive"', 'rel="related"'), "nobody is led"),
    "archive_that_repeats": ("rss-1.xml", replace("urn:uuid:00000001", "urn:uuid:00000005"), "newer archive document"),
    "atom_without_id": ("atom.xml", replace("<id>urn:uuid:00000008", "<x>urn:uuid:00000008"), "is not well-formed"),
    "atom_of_another_address": ("atom.xml", replace('atom.xml" rel="self"', 'rss.xml" rel="self"'), "calls itself"),
    "atom_without_a_zone": ("atom.xml", replace("06:00:08+08:00", "06:00:08", 9), "no date of RFC 3339"),
    "atom_on_a_day_that_is_none": ("atom.xml", replace("2023-02-07T", "2023-02-31T", 99), "no date of RFC 3339"),
    "atom_with_one_second_twice": ("atom.xml", replace("06:00:08", "06:00:07", 9), "two entries of one date"),
    "atom_with_html_title": ("atom.xml", replace("<title>第8", '<title type="html">第8'), "not plain text"),
    "atom_with_two_pages": ("atom.xml", replace("<published>", '<link href="https://e.org/"/><published>'), "2 links"),
    "json_cut_off": ("feed.json", lambda content: content[:-9], "is no JSON"),
    "json_of_version_1": ("feed.json", with_feed(version="https://jsonfeed.org/version/1"), "is of version"),
    "json_of_another_address": ("feed.json", with_feed(feed_url=f"{ROOT}rss.xml"), "calls itself"),
    "json_that_leads_to_itself": ("feed.json", with_feed(next_url=f"{ROOT}feed.json"), "leads on to itself"),
    "json_with_a_numbered_item": ("feed.json", with_item(id=7), "no id that is a text"),
    "json_without_content": ("feed.json", with_item(content_html=""), "neither content_html"),
    "json_with_a_date_in_words": ("feed.json", with_item(date_published="gestern"), "no date of RFC 3339"),
    "opml_of_an_empty_outline": ("feeds.opml", replace("</body>", "<outline/></body>"), "outline without a text"),
    "opml_with_a_dead_feed": ("feeds.opml", replace("national/rss.xml", "nation/rss.xml"), "leads to nothing"),
    "page_with_a_dead_link": ("index.html", replace("tags/index.html", "tag/index.html"), "leads to nothing"),
    "page_without_feeds": ("index.html", replace("application/atom+xml", "text/plain", 9), "names no feed"),
    "page_with_a_script": ("index.html", replace("</body>", "<script>alert(1)</script></body>"), "a script in it"),
    "page_with_an_acting_link": ("index.html", replace('href="index.html', 'href="javascript:x'), "has the address"),
    "page_with_one_id_twice": ("index.html", replace("</body>", '<p id="main"></p></body>'), "has an id twice"),
    "character_that_was_lost": ("rss.xml", replace("<title>", "<title>\ufffd"), "could not be read"),
    "rss_older_than_its_newest_story": (
        "rss.xml",
        lambda content: re.sub(rb"(<lastBuildDate>).*(?=<)", rb"\1Mon, 01 Jan 2001 06:00:00 +0800", content),
        "is older than its newest story",
    ),
    "atom_older_than_its_newest_story": (
        "atom.xml",
        lambda content: re.sub(rb"(<updated>)[^<]*", rb"\g<1>2001-01-01T06:00:00+08:00", content, count=1),
        "is older than its newest story",
    ),
    "hub_without_a_host": ("feed.json", with_feed(hubs=[{"type": "WebSub", "url": "/hub"}]), "no absolute address"),
    "page_that_is_empty": ("index.html", lambda _: b"", "is empty"),
    "json_of_another_shape": ("feed.json", lambda _: b'{"items": [{"id": "1", "tags": 5}]}', "cannot be checked"),
    "page_without_title": ("index.html", replace("<title>乡镇新闻</title>", ""), "has no title"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_file_and_its_rule(fault: str) -> None:
    path, change, words = FAULTS[fault]
    files = site()
    files[path] = change(files[path])
    found = findings(files)

    named = [finding for finding in found if words in finding.message and finding.rule and finding.is_error]
    assert named, found
    assert path in {finding.path for finding in named} or fault == "archive_that_nobody_reaches"


def test_a_large_feed_is_a_warning() -> None:
    files = site()
    files["rss.xml"] += b" " * 100_000

    assert [(finding.path, finding.is_error) for finding in findings(files)] == [("rss.xml", False)]


def test_a_compressed_form_holds_what_its_document_holds() -> None:
    files = site()
    files["rss.xml.gz"] = gzip.compress(files["rss.xml"])
    sound = findings(files)
    files |= {"atom.xml.gz": gzip.compress(b"old"), "none.xml.gz": gzip.compress(b"x"), "feed.json.br": b"x"}

    assert sound == []
    assert [finding.message for finding in findings(files)] == [
        "cannot be unpacked",
        "holds something else than atom.xml",
        "stands beside no none.xml",
    ]
