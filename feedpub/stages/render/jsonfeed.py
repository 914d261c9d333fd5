"""Feed -> JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from feedpub.model import Document
from feedpub.stages.render.channel import LANGUAGE, channel, document_path, is_lean
from feedpub.stages.render.galley import Galley

if TYPE_CHECKING:
    from feedpub.model import Feed
    from feedpub.settings import Settings
    from feedpub.stages.render.entry import Entry

FILE = "feed.json"
MEDIA_TYPE = "application/feed+json"


def jsonfeed(feed: Feed, settings: Settings, galley: Galley | None = None, *, brief: bool = False) -> Document:
    """Return the feed as JSON, or with summaries alone, in UTF-8 and for human eyes as well.

    `next_url` leads to the older stories, from one archive document to the next.
    """
    about = channel(feed, settings, FILE, brief=brief)
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "home_page_url": about.page,
        "feed_url": about.url,
        "description": about.description,
        "next_url": about.previous,
        "authors": [{"name": about.author}],
        "language": LANGUAGE,
        "hubs": [{"type": "WebSub", "url": hub} for hub in about.hubs],
    }
    head = json.dumps({name: value for name, value in written.items() if value}, ensure_ascii=False, indent=1)
    kind, set_item = ("json brief", _brief) if is_lean(settings, brief) else ("json", _full)
    pieces = (galley or Galley(settings)).pieces(feed, kind, set_item)[1:]  # without the first comma
    items = b"[" + pieces + b"\n ]" if pieces else b"[]"
    content = b"".join((head.encode()[: -len("\n}")], b',\n "items": ', items, b"\n}\n"))
    return Document(document_path(feed, FILE, brief=brief), content)


def _full(entry: Entry) -> bytes:
    return _item(entry, content_html=entry.html, summary=entry.summary)


def _brief(entry: Entry) -> bytes:
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
    written = json.dumps({field: value for field, value in item.items() if value}, ensure_ascii=False, indent=1)
    return b",\n  " + written.replace("\n", "\n  ").encode()
