"""Feed -> Documents, one module per format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from feedpub.stages.render.atom import atom
from feedpub.stages.render.entry_cache import EntryCache
from feedpub.stages.render.jsonfeed import jsonfeed
from feedpub.stages.render.rss import rss

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.model import Document, Feed
    from feedpub.settings import Settings

__all__ = ["FORMATS", "EntryCache", "FeedFormat", "feed_documents"]


class FeedFormat(Protocol):
    """How a feed, or its variant with summaries alone, becomes a document."""

    def __call__(
        self, feed: Feed, settings: Settings, cache: EntryCache | None = None, *, brief: bool = False
    ) -> Document:
        """Return the document; with an entry cache, what was serialised once is not serialised again."""
        ...


FORMATS: tuple[FeedFormat, ...] = (rss, atom, jsonfeed)
"""What every feed is written as; a new format is a module beside these, and its name here."""


def feed_documents(feed: Feed, settings: Settings, cache: EntryCache | None = None) -> Iterator[Document]:
    """Yield the feed in every format, with full texts or summaries or both, as the settings say."""
    for write_format in FORMATS:
        yield write_format(feed, settings, cache)
        if settings.feeds.content == "both":
            yield write_format(feed, settings, cache, brief=True)
