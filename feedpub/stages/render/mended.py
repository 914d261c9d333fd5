"""Channel, Entry -> feedgen's objects, with the faults mended that feedgen 1.0.0 has."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import feedgen.entry
import feedgen.feed
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feedpub.stages.render.channel import GENERATOR, LANGUAGE

if TYPE_CHECKING:
    from feedpub.stages.render.channel import Channel
    from feedpub.stages.render.entry import Entry

DC = "http://purl.org/dc/elements/1.1/"

# Its own changes the locale of the whole process to write a date, which another thread may see (and which is no stage's
# business); the standard library writes the same bytes without.
feedgen.feed.formatRFC2822 = format_datetime
feedgen.entry.formatRFC2822 = format_datetime


def generator(channel: Channel, media_type: str) -> Any:
    """Return feedgen's generator for one document of a feed: for one format, since it has room for one self link."""
    made = FeedGenerator()
    made.register_extension("creator", Creator, EntryCreator, atom=False)
    made.register_extension("links", BaseExtension, Links, rss=False)
    made.id(channel.id)
    made.title(channel.title)
    made.description(channel.description)
    made.language(LANGUAGE)
    made.generator(GENERATOR)
    made.docs("")
    made.updated(channel.updated)  # left alone it is the clock, and no two builds have the same bytes
    made.author(name=channel.author)
    made.creator.name = channel.author
    made.link(href=channel.url, rel="self", type=media_type)
    made.link(href=channel.page, rel="alternate", type="text/html")  # the last one becomes the link of RSS
    return made


def item(made: Any, entry: Entry) -> Any:
    """Append an entry to a generator and return it, all but its texts filled in."""
    added = made.add_entry(order="append")  # it prepends otherwise
    added.guid(entry.guid, permalink=False)
    added.title(entry.title)
    added.link(href=entry.url, rel="alternate")
    added.published(entry.published)
    added.updated(entry.updated)
    if entry.byline:
        added.author(name=entry.byline)
        added.creator.name = entry.byline
    added.category([{"term": tag} for tag in entry.tags])
    return added


class Creator(BaseExtension):  # type: ignore[misc] # feedgen has no types
    """Who writes a feed, without a mail address: RSS 2.0 has no element for that, and feedgen no output."""

    name = ""

    def extend_ns(self) -> dict[str, str]:
        """Return the name space of Dublin Core."""
        return {"dc": DC}

    def extend_rss(self, rss: Any) -> Any:
        """Add the name to the channel, which is the only child."""
        _add_creator(rss[0], self.name)
        return rss


class EntryCreator(BaseEntryExtension):  # type: ignore[misc] # feedgen has no types
    """Who wrote an entry, likewise."""

    name = ""

    def extend_rss(self, item: Any) -> Any:
        """Add the name to the item."""
        _add_creator(item, self.name)
        return item


def _add_creator(parent: Any, name: str) -> None:
    if name:
        etree.SubElement(parent, f"{{{DC}}}creator").text = name


class Links(BaseEntryExtension):  # type: ignore[misc] # feedgen has no types
    """What kind of link an entry's link is: feedgen writes the address and forgets the rest."""

    def extend_atom(self, entry: Any) -> Any:
        """Say that the link leads to the same story as a page."""
        for link in entry.iterchildren("link"):
            link.set("rel", "alternate")
            link.set("type", "text/html")
        return entry
