"""Feed -> Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import Document
from feedpub.stages.render.channel import channel, document_path
from feedpub.stages.render.entry import entries, markup
from feedpub.stages.render.mended import generator, item

if TYPE_CHECKING:
    from feedpub.model import Feed
    from feedpub.settings import Settings

FILE = "atom.xml"
MEDIA_TYPE = "application/atom+xml"


def atom(feed: Feed, settings: Settings) -> Document:
    """Return the feed as Atom; the summary is HTML like the content: rss2email would show nothing but a text."""
    made = generator(channel(feed, settings, FILE), MEDIA_TYPE)
    for entry in entries(feed, settings):
        added = item(made, entry)
        if entry.summary:
            added.summary(markup(entry.summary), type="html")
        added.content(entry.html, type="html")
    return Document(document_path(feed, FILE), made.atom_str(pretty=True))
