"""Feed -> JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from feedpub.model import Document
from feedpub.stages.render.channel import LANGUAGE, channel, document_path
from feedpub.stages.render.entry import entries

if TYPE_CHECKING:
    from feedpub.model import Feed
    from feedpub.settings import Settings
    from feedpub.stages.render.entry import Entry

FILE = "feed.json"
MEDIA_TYPE = "application/feed+json"


def jsonfeed(feed: Feed, settings: Settings) -> Document:
    """Return the feed as JSON, in UTF-8 and for human eyes as well."""
    about = channel(feed, settings, FILE)
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": about.title,
        "home_page_url": about.page,
        "feed_url": about.url,
        "description": about.description,
        "authors": [{"name": about.author}],
        "language": LANGUAGE,
        "items": [_item(entry) for entry in entries(feed, settings)],
    }
    return Document(document_path(feed, FILE), json.dumps(written, ensure_ascii=False, indent=1).encode() + b"\n")


def _item(entry: Entry) -> dict[str, Any]:
    """Return an item without the fields that would be empty."""
    item = {
        "id": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.tags),
    }
    return {field: value for field, value in item.items() if value}
