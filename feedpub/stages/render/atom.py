"""Feed -> Atom 1.0 (RFC 4287), withdrawals as tombstones too (RFC 6721)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import Document
from feedpub.stages.render.entry import markup
from feedpub.stages.render.entry_cache import EntryCache, insert_entries, serialise_inside
from feedpub.stages.render.feed_metadata import document_path, feed_metadata, has_summaries_only
from feedpub.stages.render.feedgen_fixes import feed_entry, feed_generator

if TYPE_CHECKING:
    from feedpub.model import Feed
    from feedpub.settings import Settings
    from feedpub.stages.render.entry import Entry

ATOM_FILE = "atom.xml"
ATOM_MEDIA_TYPE = "application/atom+xml"


def atom(feed: Feed, settings: Settings, cache: EntryCache | None = None, *, brief: bool = False) -> Document:
    """Return the feed as Atom, or with summaries alone.

    The summary is HTML like the content: rss2email would show nothing but a text. A withdrawn story has a tombstone
    beside its entry: readers that know tombstones delete it, the others show the notice in place of its text.
    """
    metadata = feed_metadata(feed, settings, ATOM_FILE, brief=brief)
    entry_cache = cache or EntryCache(settings)
    withdrawn = [entry for entry in entry_cache.entries(feed) if entry.is_withdrawn]
    document = feed_generator(metadata, ATOM_MEDIA_TYPE, withdrawn).atom_str(pretty=True)
    kind, serialise = ("atom brief", _summary_entry) if has_summaries_only(settings, brief) else ("atom", _full_entry)
    pieces = entry_cache.serialised(feed, kind, serialise)
    return Document(
        document_path(feed, ATOM_FILE, brief=brief), insert_entries(document, metadata.stylesheet, pieces, b"</feed>")
    )


def _full_entry(entry: Entry) -> bytes:
    made = feed_entry(entry)
    if entry.summary:
        made.summary(markup(entry.summary), type="html")
    made.content(entry.html, type="html")
    return serialise_inside(("feed",), made.atom_entry(), {})


def _summary_entry(entry: Entry) -> bytes:
    made = feed_entry(entry)
    made.summary(markup(entry.summary), type="html")
    return serialise_inside(("feed",), made.atom_entry(), {})
