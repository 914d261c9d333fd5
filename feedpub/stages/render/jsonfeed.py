"""Feed -> JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from feedpub.model import Document
from feedpub.stages.render.entry_cache import EntryCache
from feedpub.stages.render.feed_metadata import LANGUAGE, document_path, feed_metadata, has_summaries_only

if TYPE_CHECKING:
    from feedpub.model import Feed
    from feedpub.settings import Settings
    from feedpub.stages.render.entry import Entry

JSON_FILE = "feed.json"
JSON_MEDIA_TYPE = "application/feed+json"


def jsonfeed(feed: Feed, settings: Settings, cache: EntryCache | None = None, *, brief: bool = False) -> Document:
    """Return the feed as JSON, or with summaries alone, in UTF-8 and for human eyes as well.

    `next_url` leads to the older stories, from one archive document to the next.
    """
    metadata = feed_metadata(feed, settings, JSON_FILE, brief=brief)
    fields = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": metadata.title,
        "home_page_url": metadata.page_url,
        "feed_url": metadata.feed_url,
        "description": metadata.description,
        "next_url": metadata.previous_url,
        "authors": [{"name": metadata.author}],
        "language": LANGUAGE,
        "hubs": [{"type": "WebSub", "url": hub} for hub in metadata.hubs],
    }
    head = json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False, indent=1)
    kind, serialise = ("json brief", _summary_item) if has_summaries_only(settings, brief) else ("json", _full_item)
    entries = (cache or EntryCache(settings)).serialised(feed, kind, serialise)[1:]  # without the first comma
    items = b"[" + entries + b"\n ]" if entries else b"[]"
    content = b"".join((head.encode()[: -len("\n}")], b',\n "items": ', items, b"\n}\n"))
    return Document(document_path(feed, JSON_FILE, brief=brief), content)


def _full_item(entry: Entry) -> bytes:
    return _item(entry, content_html=entry.html, summary=entry.summary)


def _summary_item(entry: Entry) -> bytes:
    """Set an item with its summary as the content, which it must have; without one, its title."""
    return _item(entry, content_text=entry.summary or entry.title)


def _item(entry: Entry, **texts: str) -> bytes:
    """Return an item without the fields that would be empty, after a comma."""
    item: dict[str, Any] = {
        "id": entry.guid,
        "url": entry.url,
        "title": entry.title,
        **texts,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.tags),
    }
    serialised = json.dumps({field: value for field, value in item.items() if value}, ensure_ascii=False, indent=1)
    return b",\n  " + serialised.replace("\n", "\n  ").encode()
