"""Story -> the feeds to which it belongs, each with its path, its name and its place among all feeds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feedpub.regions import find, lineage
from feedpub.text.slugs import paper_name, paper_path, tag_name, tag_path

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from feedpub.model import Region, RegionPath, Story
    from feedpub.settings import Group, Paper

WHOLE = ""
NATIONAL = "national"
FOREIGN = "foreign"
GROUPS_FOLDER = "groups"
"""The folder of the owner's groups."""

FIXED_NAMES = {WHOLE: "全部", NATIONAL: "全国", FOREIGN: "国际"}
"""What has no region is called; the whole comes first everywhere, regions after these by their codes."""

MAX_TAGS = 1000
"""Keywords with feeds; each holds its newest stories while they are gathered, and nobody reads a longer list."""

_GROUP, _REGION, _PAPER, _TAG = range(len(FIXED_NAMES), len(FIXED_NAMES) + 4)


@dataclass(frozen=True, slots=True)
class TargetFeed:
    """A feed that stories come to; `above` is the path of the feed that lists it, None where no feed does."""

    path: str
    name: str
    order: tuple[int, int, str]
    region: Region | None = None
    parent_path: str | None = WHOLE


WHOLE_FEED = TargetFeed(WHOLE, FIXED_NAMES[WHOLE], (0, 0, ""), parent_path=None)


@dataclass(frozen=True, slots=True)
class FeedMembership:
    """Where stories belong: the whole, the national and the foreign one, the owner's groups, regions, papers, tags.

    Groups come in the order of the settings, regions in that of their codes, papers and tags in that of their names.
    """

    groups: Mapping[str, Group] = field(default_factory=dict)
    tags: Container[str] = frozenset()
    papers: Mapping[str, Paper] = field(default_factory=dict)
    _group_feeds: list[tuple[TargetFeed, list[RegionPath]]] = field(default_factory=list, init=False)
    _slugs: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for number, (key, group) in enumerate(self.groups.items()):
            feed = TargetFeed(f"{GROUPS_FOLDER}/{key}", group.name, (_GROUP, number, ""))
            self._group_feeds.append((feed, [find(region).path for region in group.regions]))
        self._slugs.update((paper_name(name), paper.slug) for name, paper in self.papers.items())

    def paths(self, story: Story) -> set[str]:
        """Return the paths of all feeds that the story is in."""
        return {feed.path for feed in self.feeds_of(story)}

    def contains(self, story: Story, path: str) -> bool:
        """Whether the story is in the feed with this path."""
        return any(feed.path == path for feed in self.feeds_of(story))

    def feeds_of(self, story: Story) -> Iterator[TargetFeed]:
        """Yield all feeds that the story is in, each once: its regions' and those of all that these lie in as well."""
        focus = story.analysis.focus
        yield WHOLE_FEED
        if focus.national:
            yield TargetFeed(NATIONAL, FIXED_NAMES[NATIONAL], (1, 0, ""))
        if focus.foreign:
            yield TargetFeed(FOREIGN, FIXED_NAMES[FOREIGN], (2, 0, ""))
        for feed, within in self._group_feeds:
            if any(is_within(located.region, within) for located in focus.regions):
                yield feed
        for region in {
            ancestor.path: ancestor for located in focus.regions for ancestor in lineage(located.region)
        }.values():
            yield _region_feed(region)
        for name in dict.fromkeys(filter(None, map(paper_name, story.papers or (story.paper or "",)))):
            yield TargetFeed(paper_path(name, self._slugs.get(name, "")), name, (_PAPER, 0, name), parent_path=None)
        for word in sorted({tag_name(keyword) for keyword in story.analysis.summary.keywords}):
            if word in self.tags:
                yield TargetFeed(tag_path(word), word, (_TAG, 0, word), parent_path=None)


def _region_feed(region: Region) -> TargetFeed:
    ancestors = lineage(region)[:-1]
    parent_path = feed_path(ancestors[-1]) if ancestors else WHOLE
    return TargetFeed(feed_path(region), region.name, (_REGION, 0, region.code), region, parent_path)


def feed_path(region: Region) -> str:
    """Return the folder of a region's feed below the site's root."""
    return f"regions/{region.slug}"


def is_within(region: Region, within: list[RegionPath]) -> bool:
    """Whether a region is one of these or lies in it."""
    return any(region.path[: len(path)] == path for path in within)
