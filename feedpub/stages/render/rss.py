"""Feed -> RSS 2.0, with the full text in content:encoded (rssboard.org/rss-specification, rssboard.org/rss-profile)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import Document
from feedpub.stages.render.entry import markup
from feedpub.stages.render.entry_cache import EntryCache, insert_entries, serialise_inside
from feedpub.stages.render.feed_metadata import document_path, feed_metadata, has_summaries_only
from feedpub.stages.render.feedgen_fixes import RSS_PREFIXES, feed_entry, feed_generator

if TYPE_CHECKING:
    from feedpub.model import Feed
    from feedpub.settings import Settings
    from feedpub.stages.render.entry import Entry

RSS_FILE = "rss.xml"
RSS_MEDIA_TYPE = "application/rss+xml"


def rss(feed: Feed, settings: Settings, cache: EntryCache | None = None, *, brief: bool = False) -> Document:
    """Return the feed as RSS, or with summaries alone; `description` is the summary and stands before the full text."""
    metadata = feed_metadata(feed, settings, RSS_FILE, brief=brief)
    document = feed_generator(metadata, RSS_MEDIA_TYPE).rss_str(pretty=True)
    kind, serialise = ("rss brief", _summary_item) if has_summaries_only(settings, brief) else ("rss", _full_item)
    pieces = (cache or EntryCache(settings)).serialised(feed, kind, serialise)
    return Document(
        document_path(feed, RSS_FILE, brief=brief),
        insert_entries(document, metadata.stylesheet, pieces, b"  </channel>"),
    )


def _full_item(entry: Entry) -> bytes:
    made = feed_entry(entry)
    made.description(markup(entry.summary))  # every reader takes it for HTML
    made.content(entry.html)
    return serialise_inside(("rss", "channel"), made.rss_entry(), RSS_PREFIXES)


def _summary_item(entry: Entry) -> bytes:
    made = feed_entry(entry)
    made.description(markup(entry.summary))
    return serialise_inside(("rss", "channel"), made.rss_entry(), RSS_PREFIXES)
