"""Entries -> their pieces of the documents, each set once for all the feeds and volumes that hold it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from feedpub.stages.render.entry import Entry, try_entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from feedpub.model import Feed, Story
    from feedpub.settings import Settings

ROOM = 4096
"""Stories of which the pieces are kept, some 10 KB each: feeds that share a story are written close together."""


@dataclass(slots=True)
class _Set:
    """A story as it was set; None where no document could hold it."""

    story: Story
    entry: Entry | None
    pieces: dict[str, bytes] = field(default_factory=dict)


class Galley:
    """The type of one publication; it never changes what is printed, only how often it is set."""

    def __init__(self, settings: Settings, room: int = ROOM) -> None:
        self._settings = settings
        self._room = room
        self._standing: OrderedDict[str, _Set] = OrderedDict()

    def entries(self, feed: Feed) -> tuple[Entry, ...]:
        """Return the entries of a feed in its order, without those that no document could hold (see `left_out`)."""
        return tuple(entry for story in feed.stories if (entry := self._set(story).entry))

    def pieces(self, feed: Feed, name: str, make: Callable[[Entry], bytes]) -> bytes:
        """Return the entries of a feed as they stand in a document; `make` sets one, and `name` says in which way."""
        return b"".join(self._piece(story, name, make) for story in feed.stories)

    def _piece(self, story: Story, name: str, make: Callable[[Entry], bytes]) -> bytes:
        held = self._set(story)
        if held.entry is None:
            return b""
        if name not in held.pieces:
            held.pieces[name] = make(held.entry)
        return held.pieces[name]

    def _set(self, story: Story) -> _Set:
        held = self._standing.get(story.guid)
        if held is not None and (held.story is story or held.story == story):
            self._standing.move_to_end(story.guid)
            return held
        tried = try_entry(story, self._settings)
        held = self._standing[story.guid] = _Set(story, tried if isinstance(tried, Entry) else None)
        self._standing.move_to_end(story.guid)
        if len(self._standing) > self._room:
            self._standing.popitem(last=False)
        return held


def cut(parents: tuple[str, ...], element: Any, names: dict[str, str]) -> bytes:
    """Return an element as it is written inside these parents: indented, its prefixes declared further up."""
    root = parent = etree.Element(parents[0], nsmap=names)
    for name in parents[1:]:
        parent = etree.SubElement(parent, name)
    parent.append(element)
    lines = etree.tostring(root, pretty_print=True, encoding="UTF-8").split(b"\n", len(parents))
    return bytes(lines[-1][: lines[-1].rindex(b"</" + parents[-1].encode())].rstrip(b" "))


def filled(document: bytes, style: str, pieces: bytes, end: bytes) -> bytes:
    """Return a document without entries with its stylesheet named and the entries put in before `end`."""
    declaration, _, rest = document.partition(b"\n")
    about = b'<?xml-stylesheet type="text/css" href="' + style.encode() + b'"?>'
    place = rest.rindex(end)
    return b"".join((declaration, b"\n", about, b"\n", rest[:place], pieces, rest[place:]))
