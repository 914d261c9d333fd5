"""Entries -> their pieces of the documents, each set once for all the feeds and volumes that hold it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from feedpub.stages.render.entry import Entry, entry_or_reason

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from feedpub.model import Feed, Story
    from feedpub.settings import Settings

MAX_ENTRIES = 4096
"""Stories of which the pieces are kept, some 10 KB each: feeds that share a story are written close together."""


@dataclass(slots=True)
class _CachedEntry:
    """A story as it was set; None where no document could hold it."""

    story: Story
    entry: Entry | None
    serialised: dict[str, bytes] = field(default_factory=dict)


class EntryCache:
    """The type of one publication; it never changes what is printed, only how often it is set."""

    def __init__(self, settings: Settings, max_entries: int = MAX_ENTRIES) -> None:
        self._settings = settings
        self._max_entries = max_entries
        self._entries: OrderedDict[str, _CachedEntry] = OrderedDict()

    def entries(self, feed: Feed) -> tuple[Entry, ...]:
        """Return the entries of a feed in its order, without those that no document could hold (see `left_out`)."""
        return tuple(entry for story in feed.stories if (entry := self._cached(story).entry))

    def serialised(self, feed: Feed, variant: str, serialise: Callable[[Entry], bytes]) -> bytes:
        """Return the entries of a feed as they stand in a document; `make` sets one, and `name` says in which way."""
        return b"".join(self._serialised_entry(story, variant, serialise) for story in feed.stories)

    def _serialised_entry(self, story: Story, variant: str, serialise: Callable[[Entry], bytes]) -> bytes:
        cached = self._cached(story)
        if cached.entry is None:
            return b""
        if variant not in cached.serialised:
            cached.serialised[variant] = serialise(cached.entry)
        return cached.serialised[variant]

    def _cached(self, story: Story) -> _CachedEntry:
        cached = self._entries.get(story.guid)
        if cached is not None and (cached.story is story or cached.story == story):
            self._entries.move_to_end(story.guid)
            return cached
        result = entry_or_reason(story, self._settings)
        cached = self._entries[story.guid] = _CachedEntry(story, result if isinstance(result, Entry) else None)
        self._entries.move_to_end(story.guid)
        if len(self._entries) > self._max_entries:
            self._entries.popitem(last=False)
        return cached


def serialise_inside(parents: tuple[str, ...], element: Any, prefixes: dict[str, str]) -> bytes:
    """Return an element as it is written inside these parents: indented, its prefixes declared further up."""
    root = parent = etree.Element(parents[0], nsmap=prefixes)
    for name in parents[1:]:
        parent = etree.SubElement(parent, name)
    parent.append(element)
    parts = etree.tostring(root, pretty_print=True, encoding="UTF-8").split(b"\n", len(parents))
    return bytes(parts[-1][: parts[-1].rindex(b"</" + parents[-1].encode())].rstrip(b" "))


def insert_entries(document: bytes, stylesheet: str, entries: bytes, end: bytes) -> bytes:
    """Return a document without entries with its stylesheet named and the entries put in before `end`."""
    declaration, _, rest = document.partition(b"\n")
    stylesheet_line = b'<?xml-stylesheet type="text/css" href="' + stylesheet.encode() + b'"?>'
    insert_at = rest.rindex(end)
    return b"".join((declaration, b"\n", stylesheet_line, b"\n", rest[:insert_at], entries, rest[insert_at:]))
