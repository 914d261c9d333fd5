"""Feed -> RSS 2.0, with the full text in content:encoded (rssboard.org/rss-specification, rssboard.org/rss-profile)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import Document
from feedpub.stages.render.channel import channel, document_path
from feedpub.stages.render.entry import entries, markup
from feedpub.stages.render.mended import generator, item

if TYPE_CHECKING:
    from feedpub.model import Feed
    from feedpub.settings import Settings

FILE = "rss.xml"
MEDIA_TYPE = "application/rss+xml"


def rss(feed: Feed, settings: Settings) -> Document:
    """Return the feed as RSS; `description` is the summary and stands before the full text."""
    made = generator(channel(feed, settings, FILE), MEDIA_TYPE)
    for entry in entries(feed, settings):
        added = item(made, entry)
        added.description(markup(entry.summary))  # every reader takes it for HTML
        added.content(entry.html)
    return Document(document_path(feed, FILE), made.rss_str(pretty=True))
