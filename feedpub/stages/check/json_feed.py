"""A JSON Feed -> Findings (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from feedpub.stages.check.finding import FeedDocument
from feedpub.stages.check.values import UNIQUE_DATES, check_markup, check_rfc3339_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.stages.check.finding import CheckedFile, Finding

JSON = "JSON Feed 1.1 (jsonfeed.org/version/1.1)"
VERSION = "https://jsonfeed.org/version/1.1"


def check_json_feed(file: CheckedFile, content: bytes) -> Iterator[Finding]:
    """Yield what is wrong with it, and note how it stands in its history."""
    try:
        feed = json.loads(content.decode())
    except ValueError as error:
        yield file.error(f"is no JSON in UTF-8: {error}", "RFC 8259, 8.1")
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or any(not isinstance(item, dict) for item in items):
        yield file.error("is no object with a list of items", JSON)
        return
    yield from file.check_size(content)
    yield from _check_head(file, feed)
    for item in items:
        yield from _check_item(file, item)
    ids = [str(item.get("id")) for item in items]
    if len(set(ids)) < len(ids):
        yield file.error("has two items of one id", f"{JSON}: an id is unique")
    dates = [item.get("date_published") for item in items]
    if len(set(map(str, dates))) < len(dates):
        yield file.error("has two items of one date", UNIQUE_DATES)
    file.site.feed_documents[file.url] = FeedDocument(
        file.path, file.url, tuple(ids), previous=str(feed.get("next_url") or "")
    )


def _check_head(file: CheckedFile, feed: dict[str, Any]) -> Iterator[Finding]:
    if feed.get("version") != VERSION:
        yield file.error(f"is of version {feed.get('version')!r}", f"{JSON}: version")
    if not feed.get("title") or not isinstance(feed["title"], str):
        yield file.error("has no title", f"{JSON}: title")
    if feed.get("feed_url") != file.url:
        yield file.error(f"calls itself {feed.get('feed_url')} and is {file.url}", f"{JSON}: feed_url")
    if "author" in feed:
        yield file.error("has the author of version 1.0", f"{JSON}: authors")
    for name in ("home_page_url", "feed_url", "next_url"):
        if name in feed:
            yield from file.check_address(str(feed[name]), name, JSON)
    if feed.get("next_url") == feed.get("feed_url"):
        yield file.error("leads on to itself", f"{JSON}: next_url")
    for hub in feed.get("hubs", ()):
        if not hub.get("type") or not hub.get("url"):
            yield file.error("names a hub without type or url", f"{JSON}: hubs")
        else:
            yield from file.check_address(str(hub["url"]), "hubs", f"{JSON}: hubs")


def _check_item(file: CheckedFile, item: dict[str, Any]) -> Iterator[Finding]:
    place = str(item.get("id") or "item")
    if not isinstance(item.get("id"), str) or not item["id"]:
        yield file.error("has no id that is a text", f"{JSON}: id", place)
    if not (item.get("content_html") or item.get("content_text")):
        yield file.error("has neither content_html nor content_text", f"{JSON}: one of them must be there", place)
    yield from file.check_address(str(item.get("url", "")), place, f"{JSON}: url")
    for name in ("date_published", "date_modified"):
        if name in item:
            yield from check_rfc3339_date(file, item[name], place)
    if not all(isinstance(tag, str) for tag in item.get("tags", ())):
        yield file.error("has a tag that is no text", f"{JSON}: tags", place)
    if not all(isinstance(author, dict) and author.get("name") for author in item.get("authors", ())):
        yield file.error("has an author without a name", f"{JSON}: authors", place)
    yield from check_markup(file, str(item.get("content_html", "")), place)
