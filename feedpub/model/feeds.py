"""The streams that readers subscribe to, and the files in which they find them: what gather and render make."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from feedpub.model.locations import Region
    from feedpub.model.stories import Story


@dataclass(frozen=True, slots=True)
class Feed:
    """A stream of stories that a reader subscribes to: a region's, the national one, or the whole.

    `path` is its folder below the site's root, such as "regions/jiangsu/changzhou/wujin"; "" for the whole.
    """

    path: str
    title: str
    stories: tuple[Story, ...]
    """Newest first, no more than the settings allow in one document."""
    total: int
    """How many stories the archive holds for it."""
    updated: datetime
    """When its newest story was last changed; never the moment of the run."""
    region: Region | None = None
    children: tuple[FeedRef, ...] = ()
    """The feeds one level below that have stories, in the order of the code table."""
    archive_page_count: int = 0
    """How many full archive documents there are of it (RFC 5005, 4)."""
    archive_page: int = 0
    """Which archive document this is, from 1; 0 is the one that readers subscribe to."""


@dataclass(frozen=True, slots=True)
class FeedHistory:
    """The stories of a feed by their guids, in the order in which they came to it.

    A full volume is never added to again, and no story changes its place; one that no longer belongs to the feed is on
    its roll nevertheless.
    """

    archived: tuple[tuple[str, ...], ...] = ()
    pending: tuple[str, ...] = ()
    """Those that came since the last volume was full."""


@dataclass(frozen=True, slots=True)
class FeedRef:
    """A feed as another page lists it."""

    path: str
    name: str
    total: int
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the output: `path` is relative to `output/`, with `/`."""

    path: str
    content: bytes
