"""Feed -> RSS 2.0, with the full text in content:encoded (rssboard.org/rss-specification, rssboard.org/rss-profile)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import Document
from feedpub.stages.render.channel import channel, document_path, is_lean
from feedpub.stages.render.entry import markup
from feedpub.stages.render.galley import Galley, cut, filled
from feedpub.stages.render.mended import NAMES, generator, item

if TYPE_CHECKING:
    from feedpub.model import Feed
    from feedpub.settings import Settings
    from feedpub.stages.render.entry import Entry

FILE = "rss.xml"
MEDIA_TYPE = "application/rss+xml"


def rss(feed: Feed, settings: Settings, galley: Galley | None = None, *, brief: bool = False) -> Document:
    """Return the feed as RSS, or with summaries alone; `description` is the summary and stands before the full text."""
    about = channel(feed, settings, FILE, brief=brief)
    made = generator(about, MEDIA_TYPE).rss_str(pretty=True)
    kind, set_item = ("rss brief", _brief) if is_lean(settings, brief) else ("rss", _full)
    pieces = (galley or Galley(settings)).pieces(feed, kind, set_item)
    return Document(document_path(feed, FILE, brief=brief), filled(made, about.style, pieces, b"  </channel>"))


def _full(entry: Entry) -> bytes:
    made = item(entry)
    made.description(markup(entry.summary))  # every reader takes it for HTML
    made.content(entry.html)
    return cut(("rss", "channel"), made.rss_entry(), NAMES)


def _brief(entry: Entry) -> bytes:
    made = item(entry)
    made.description(markup(entry.summary))
    return cut(("rss", "channel"), made.rss_entry(), NAMES)
