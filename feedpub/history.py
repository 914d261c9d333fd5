"""Library, Feeds -> the archive documents of all feeds, by which a subscriber pages back to the first story."""

from __future__ import annotations

from collections import OrderedDict
from itertools import islice
from typing import TYPE_CHECKING

from feedpub.stages.gather import Routes, all_volumes, bound
from feedpub.stages.render import documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from feedpub.model import Document, Feed, Roll, Story
    from feedpub.ports import Archive, Library
    from feedpub.settings import Settings
    from feedpub.stages.render import Galley

ROOM = 4096
"""Stories that are kept at hand; the feeds that share a story are written close together."""

TOGETHER = 32
"""Volumes of which the stories are asked for together; a volume alone lacks but a few."""


def enrol(archive: Archive, settings: Settings, routes: Routes) -> None:
    """Put every published story on the rolls of its feeds, where it is new to them."""
    archive.enrol(((story.guid, routes.paths(story)) for story in archive.stories()), settings.feeds.items)


def history(
    library: Library,
    feeds: Iterable[Feed],
    rolls: Mapping[str, Roll],
    settings: Settings,
    routes: Routes,
    galley: Galley,
) -> Iterator[Document]:
    """Yield the archive documents of these feeds, in every format."""
    stories = _Stories(library)
    ahead = iter(all_volumes(feeds, rolls))
    while some := list(islice(ahead, TOGETHER)):
        told = stories.told([guid for volume in some for guid in volume.guids])
        for volume in some:
            yield from documents(bound(volume, told, routes), settings, galley)


class _Stories:
    """The stories of a library, each asked for once as long as there is room."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._held: OrderedDict[str, Story] = OrderedDict()

    def told(self, guids: Sequence[str]) -> Mapping[str, Story]:
        """Return these stories by their guids."""
        unknown = [guid for guid in dict.fromkeys(guids) if guid not in self._held]
        if unknown:
            self._held.update(self._library.told(unknown))
        found = {guid: self._held[guid] for guid in guids if guid in self._held}
        while len(self._held) > ROOM:
            self._held.popitem(last=False)
        return found
