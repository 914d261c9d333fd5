"""Library, Feeds -> the archive documents of all feeds, by which a subscriber pages back to the first story."""

from __future__ import annotations

from collections import OrderedDict
from itertools import chain, islice
from typing import TYPE_CHECKING

from feedpub.pipeline.digest import digest_documents
from feedpub.stages.gather import FeedBuilder, FeedMembership, all_archive_pages, as_feed, popular_tags
from feedpub.stages.render import EntryCache
from feedpub.stages.render import feed_documents as feed_documents
from feedpub.stages.render.opml import opml_documents
from feedpub.stages.render.site import article_page, site_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from feedpub.model import (
        Document,
        Feed,
        FeedHistory,
        Story,
    )
    from feedpub.ports import (
        Archive,
        ArchiveReader,
        Templates,
    )
    from feedpub.settings import Settings


def all_documents(archive: ArchiveReader, settings: Settings, templates: Templates) -> Iterator[Document]:
    """Yield everything that readers see, from the archive alone: a page per story, feeds, the site, letters."""
    membership = feed_membership(archive, settings)
    histories = archive.feed_histories()
    builder = FeedBuilder(settings.feeds.items, membership, histories)
    for story in chain(archive.stories(), archive.withdrawn()):
        builder.add(story)
        yield article_page(story, settings, templates, membership.tags)
    feeds = builder.feeds()
    entry_cache = EntryCache(settings)
    for feed in feeds:
        yield from feed_documents(feed, settings, entry_cache)
    yield from archive_documents(archive, feeds, histories, settings, membership, entry_cache)
    yield from opml_documents(feeds, settings)
    yield from site_documents(feeds, settings, templates)
    yield from digest_documents(archive, settings, templates)


def feed_membership(archive: ArchiveReader, settings: Settings) -> FeedMembership:
    """Return where stories belong, as the settings and the number of stories with each keyword have it."""
    return FeedMembership(
        settings.groups, popular_tags(archive.tag_counts(), settings.feeds.min_stories_per_tag), settings.papers
    )


# Library, Feeds -> the archive documents of all feeds, by which a subscriber pages back to the first story.


MAX_CACHED_STORIES = 4096
"""Stories that are kept at hand; the feeds that share a story are written close together."""

PAGES_PER_QUERY = 32
"""Volumes of which the stories are asked for together; a volume alone lacks but a few."""


def add_stories_to_feeds(archive: Archive, settings: Settings, membership: FeedMembership) -> None:
    """Put every published story on the rolls of its feeds, where it is new to them."""
    archive.add_to_feeds(((story.guid, membership.paths(story)) for story in archive.stories()), settings.feeds.items)


def archive_documents(
    archive: ArchiveReader,
    feeds: Iterable[Feed],
    histories: Mapping[str, FeedHistory],
    settings: Settings,
    membership: FeedMembership,
    entry_cache: EntryCache,
) -> Iterator[Document]:
    """Yield the archive documents of these feeds, in every format."""
    stories = _StoryCache(archive)
    pages = iter(all_archive_pages(feeds, histories))
    while batch := list(islice(pages, PAGES_PER_QUERY)):
        stories_by_guid = stories.stories_by_guid([guid for page in batch for guid in page.guids])
        for volume in batch:
            yield from feed_documents(as_feed(volume, stories_by_guid, membership), settings, entry_cache)


class _StoryCache:
    """The stories of a library, each asked for once as long as there is room."""

    def __init__(self, archive: ArchiveReader) -> None:
        self._archive = archive
        self._cached: OrderedDict[str, Story] = OrderedDict()

    def stories_by_guid(self, guids: Sequence[str]) -> Mapping[str, Story]:
        """Return these stories by their guids."""
        uncached = [guid for guid in dict.fromkeys(guids) if guid not in self._cached]
        if uncached:
            self._cached.update(self._archive.stories_by_guid(uncached))
        found = {guid: self._cached[guid] for guid in guids if guid in self._cached}
        while len(self._cached) > MAX_CACHED_STORIES:
            self._cached.popitem(last=False)
        return found
