"""Channel, Entry -> feedgen's objects, with the faults mended that feedgen 1.0.0 has."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import feedgen.entry
import feedgen.feed
from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feedpub.stages.render.feed_metadata import GENERATOR, LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.render.entry import Entry
    from feedpub.stages.render.feed_metadata import FeedMetadata

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONE = "http://purl.org/atompub/tombstones/1.0"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
FH = "http://purl.org/syndication/history/1.0"

RSS_PREFIXES = {"dc": DC, "atom": ATOM, "content": CONTENT}
"""The prefixes that an item of RSS may use."""

# Its own changes the locale of the whole process to write a date, which another thread may see (and which is no stage's
# business); the standard library writes the same bytes without.
feedgen.feed.formatRFC2822 = format_datetime
feedgen.entry.formatRFC2822 = format_datetime


def feed_generator(metadata: FeedMetadata, media_type: str, withdrawn: Sequence[Entry] = ()) -> Any:
    """Return feedgen's generator for one document of a feed: for one format, since it has room for one self link.

    It never gets an entry: these are made and written by themselves, once for all feeds that they are in.
    """
    made = FeedGenerator()
    made.register_extension("ours", FeedExtension, None)
    made.id(metadata.id)
    made.title(metadata.title)
    made.description(metadata.description)
    made.language(LANGUAGE)
    made.generator(GENERATOR)
    made.docs("")
    made.updated(metadata.updated)  # left alone it is the clock, and no two builds have the same bytes
    made.author(name=metadata.author)
    made.link(href=metadata.feed_url, rel="self", type=media_type)
    made.link(href=metadata.page_url, rel="alternate", type="text/html")  # the last one becomes the link of RSS
    made.ours.metadata, made.ours.media_type, made.ours.withdrawn = metadata, media_type, withdrawn
    return made


def feed_entry(entry: Entry) -> Any:
    """Return an entry as feedgen's, all but its texts filled in."""
    made = FeedEntry()
    made.register_extension("ours", EntryExtension)
    made.guid(entry.guid, permalink=False)
    made.title(entry.title)
    made.link(href=entry.url, rel="alternate")
    made.published(entry.published)
    made.updated(entry.updated)
    if entry.byline:
        made.author(name=entry.byline)
    made.category([{"term": tag} for tag in entry.tags])
    made.ours.entry = entry
    return made


class FeedExtension(BaseExtension):  # type: ignore[misc] # feedgen has no types
    """What feedgen leaves out of a feed: its author without a mail address, its links, the mark of an archive."""

    metadata: FeedMetadata
    media_type = ""
    withdrawn: Sequence[Entry] = ()

    def extend_ns(self) -> dict[str, str]:
        """Return the name spaces that the document uses; the validator warns of those that it does not know."""
        used = {"fh": FH} if self.metadata.is_archive else {}
        return used | (
            {"at": TOMBSTONE} if self.withdrawn and self.media_type.startswith("application/atom") else {"dc": DC}
        )

    def extend_rss(self, rss: Any) -> Any:
        """Add it to the channel, which is the only child; all of it stands before the items."""
        channel_element = rss[0]
        etree.SubElement(channel_element, f"{{{DC}}}creator").text = self.metadata.author
        if self.metadata.is_empty:
            for date in channel_element.findall("lastBuildDate"):
                channel_element.remove(date)
        self._add_links(channel_element, f"{{{ATOM}}}link")
        return rss

    def extend_atom(self, feed: Any) -> Any:
        """Add it to the feed, with a tombstone for each story that was withdrawn (RFC 6721, 3)."""
        self._add_links(feed, "link")
        for entry in self.withdrawn:
            tombstone = etree.SubElement(
                feed, f"{{{TOMBSTONE}}}deleted-entry", ref=entry.guid, when=entry.updated.isoformat()
            )
            etree.SubElement(tombstone, f"{{{TOMBSTONE}}}comment").text = entry.summary
        return feed

    def _add_links(self, parent: Any, link: str) -> None:
        metadata = self.metadata
        if metadata.is_archive:
            etree.SubElement(parent, f"{{{FH}}}archive")
        for rel, address in (
            ("current", metadata.current_url),
            ("prev-archive", metadata.previous_url),
            ("next-archive", metadata.next_url),
        ):
            if address:
                etree.SubElement(parent, link, href=address, rel=rel, type=self.media_type)
        for hub in metadata.hubs:
            etree.SubElement(parent, link, href=hub, rel="hub")


class EntryExtension(BaseEntryExtension):  # type: ignore[misc] # feedgen has no types
    """What feedgen leaves out of an entry: who wrote it, when it was changed, and what kind of link its link is."""

    entry: Entry

    def extend_rss(self, item: Any) -> Any:
        """Name the authors, which RSS 2.0 cannot without a mail address, and the moment of a change."""
        if self.entry.byline:
            etree.SubElement(item, f"{{{DC}}}creator").text = self.entry.byline
        if self.entry.updated != self.entry.published:
            etree.SubElement(item, f"{{{ATOM}}}updated").text = self.entry.updated.isoformat()
        return item

    def extend_atom(self, entry: Any) -> Any:
        """Say that the link leads to the same story as a page; feedgen writes the address and forgets the rest."""
        for link in entry.iterchildren("link"):
            link.set("rel", "alternate")
            link.set("type", "text/html")
        return entry
