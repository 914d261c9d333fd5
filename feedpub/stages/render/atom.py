"""Feed -> Atom 1.0 (RFC 4287), withdrawals as tombstones too (RFC 6721)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import Document
from feedpub.stages.render.channel import channel, document_path, is_lean
from feedpub.stages.render.entry import markup
from feedpub.stages.render.galley import Galley, cut, filled
from feedpub.stages.render.mended import generator, item

if TYPE_CHECKING:
    from feedpub.model import Feed
    from feedpub.settings import Settings
    from feedpub.stages.render.entry import Entry

FILE = "atom.xml"
MEDIA_TYPE = "application/atom+xml"


def atom(feed: Feed, settings: Settings, galley: Galley | None = None, *, brief: bool = False) -> Document:
    """Return the feed as Atom, or with summaries alone.

    The summary is HTML like the content: rss2email would show nothing but a text. A withdrawn story has a tombstone
    beside its entry: readers that know tombstones delete it, the others show the notice in place of its text.
    """
    about = channel(feed, settings, FILE, brief=brief)
    set_up = galley or Galley(settings)
    gone = [entry for entry in set_up.entries(feed) if entry.is_withdrawn]
    made = generator(about, MEDIA_TYPE, gone).atom_str(pretty=True)
    kind, set_entry = ("atom brief", _brief) if is_lean(settings, brief) else ("atom", _full)
    pieces = set_up.pieces(feed, kind, set_entry)
    return Document(document_path(feed, FILE, brief=brief), filled(made, about.style, pieces, b"</feed>"))


def _full(entry: Entry) -> bytes:
    made = item(entry)
    if entry.summary:
        made.summary(markup(entry.summary), type="html")
    made.content(entry.html, type="html")
    return cut(("feed",), made.atom_entry(), {})


def _brief(entry: Entry) -> bytes:
    made = item(entry)
    made.summary(markup(entry.summary), type="html")
    return cut(("feed",), made.atom_entry(), {})
