"""Feeds and their rolls -> Volumes: what stands in each archive document (RFC 5005, 4), to be filled with stories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feedpub.stages.gather.feeds import EPOCH
from feedpub.stages.gather.membership import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feedpub.model import Feed, FeedHistory, Story
    from feedpub.stages.gather.membership import FeedMembership


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """An archive document of a feed before its stories are fetched; `number` counts from 1, the oldest."""

    feed: Feed
    number: int
    guids: tuple[str, ...]


def archive_pages(feed: Feed, history: FeedHistory) -> list[ArchivePage]:
    """Return the full volumes of a feed, and the one that is being filled, where a full one leads on to it."""
    full = [ArchivePage(feed, number, guids) for number, guids in enumerate(history.archived, 1)]
    return [*full, current_page(feed, history)] if full else []


def current_page(feed: Feed, history: FeedHistory) -> ArchivePage:
    """Return the volume that is being filled.

    It is what the newest full one calls its `next-archive`, so that this one need not be written again when the next is
    full. It says of itself that it is no archive document yet, and no other document leads back to it.
    """
    return ArchivePage(feed, len(history.archived) + 1, history.pending)


def all_archive_pages(feeds: Iterable[Feed], histories: Mapping[str, FeedHistory]) -> list[ArchivePage]:
    """Return the volumes of all feeds, in the order in which they were filled.

    A story stands in a volume of each of its feeds, and these were filled at about the same time: in this order,
    whoever fetches and renders it need not do so again for each.
    """
    order = {guid: index for index, guid in enumerate(_guids(histories[WHOLE]))} if WHOLE in histories else {}
    found = [page for feed in feeds if feed.path in histories for page in archive_pages(feed, histories[feed.path])]
    return sorted(found, key=lambda volume: (order.get(volume.guids[-1], 0), volume.feed.path, volume.number))


def _guids(history: FeedHistory) -> Sequence[str]:
    return [guid for page in (*history.archived, history.pending) for guid in page]


def as_feed(page: ArchivePage, stories: Mapping[str, Story], membership: FeedMembership) -> Feed:
    """Return a volume as the feed that its document shows, newest first.

    A story that no longer belongs to the feed is left out, and so is one that is held back by now. The document is
    dated by its own stories alone: what others do must not change it.
    """
    feed = page.feed
    page_stories = [
        stories[guid] for guid in page.guids if guid in stories and membership.contains(stories[guid], feed.path)
    ]
    return replace(
        feed,
        stories=tuple(sorted(page_stories, key=lambda story: (story.published, story.guid), reverse=True)),
        updated=max((story.updated for story in page_stories), default=EPOCH),
        archive_page=page.number,
    )
