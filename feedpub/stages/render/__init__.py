"""Feed -> Documents, one module per format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from feedpub.stages.render.atom import atom
from feedpub.stages.render.galley import Galley
from feedpub.stages.render.jsonfeed import jsonfeed
from feedpub.stages.render.rss import rss

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.model import Document, Feed
    from feedpub.settings import Settings

__all__ = ["FORMATS", "Format", "Galley", "documents"]


class Format(Protocol):
    """How a feed, or its variant with summaries alone, becomes a document."""

    def __call__(
        self, feed: Feed, settings: Settings, galley: Galley | None = None, *, brief: bool = False
    ) -> Document:
        """Return the document; with a galley, what is set there already is not set again."""
        ...


FORMATS: tuple[Format, ...] = (rss, atom, jsonfeed)
"""What every feed is written as; a new format is a module beside these, and its name here."""


def documents(feed: Feed, settings: Settings, galley: Galley | None = None) -> Iterator[Document]:
    """Yield the feed in every format, with full texts or summaries or both, as the settings say."""
    for written_as in FORMATS:
        yield written_as(feed, settings, galley)
        if settings.feeds.content == "both":
            yield written_as(feed, settings, galley, brief=True)
