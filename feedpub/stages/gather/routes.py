"""Story -> the feeds to which it belongs, each with its path, its name and its place among all feeds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feedpub.language.papers import paper_name, paper_path
from feedpub.language.tags import tag, tag_path
from feedpub.regions import lineage, named

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from feedpub.model import Region, RegionPath, Story
    from feedpub.settings import Group, Paper

WHOLE = ""
NATIONAL = "national"
FOREIGN = "foreign"
GROUPS = "groups"
"""The folder of the owner's groups."""

NAMES = {WHOLE: "全部", NATIONAL: "全国", FOREIGN: "国际"}
"""What has no region is called; the whole comes first everywhere, regions after these by their codes."""

MOST_TAGS = 1000
"""Keywords with feeds; each holds its newest stories while they are gathered, and nobody reads a longer list."""

_GROUP, _REGION, _PAPER, _TAG = range(len(NAMES), len(NAMES) + 4)


@dataclass(frozen=True, slots=True)
class Route:
    """A feed that stories come to; `above` is the path of the feed that lists it, None where no feed does."""

    path: str
    name: str
    place: tuple[int, int, str]
    region: Region | None = None
    above: str | None = WHOLE


WHOLE_ROUTE = Route(WHOLE, NAMES[WHOLE], (0, 0, ""), above=None)


@dataclass(frozen=True, slots=True)
class Routes:
    """Where stories belong: the whole, the national and the foreign one, the owner's groups, regions, papers, tags.

    Groups come in the order of the settings, regions in that of their codes, papers and tags in that of their names.
    """

    groups: Mapping[str, Group] = field(default_factory=dict)
    tags: Container[str] = frozenset()
    papers: Mapping[str, Paper] = field(default_factory=dict)
    _unions: list[tuple[Route, list[RegionPath]]] = field(default_factory=list, init=False)
    _slugs: dict[str, str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for number, (key, group) in enumerate(self.groups.items()):
            route = Route(f"{GROUPS}/{key}", group.name, (_GROUP, number, ""))
            self._unions.append((route, [named(region).path for region in group.regions]))
        self._slugs.update((paper_name(name), paper.slug) for name, paper in self.papers.items())

    def paths(self, story: Story) -> set[str]:
        """Return the paths of all feeds that the story is in."""
        return {route.path for route in self.of(story)}

    def leads(self, story: Story, path: str) -> bool:
        """Whether the story is in the feed with this path."""
        return any(route.path == path for route in self.of(story))

    def of(self, story: Story) -> Iterator[Route]:
        """Yield all feeds that the story is in, each once: its regions' and those of all that these lie in as well."""
        focus = story.report.focus
        yield WHOLE_ROUTE
        if focus.national:
            yield Route(NATIONAL, NAMES[NATIONAL], (1, 0, ""))
        if focus.foreign:
            yield Route(FOREIGN, NAMES[FOREIGN], (2, 0, ""))
        for route, within in self._unions:
            if any(inside(located.region, within) for located in focus.regions):
                yield route
        for region in {above.path: above for located in focus.regions for above in lineage(located.region)}.values():
            yield _of_region(region)
        for name in dict.fromkeys(filter(None, map(paper_name, story.papers or (story.paper or "",)))):
            yield Route(paper_path(name, self._slugs.get(name, "")), name, (_PAPER, 0, name), above=None)
        for word in sorted({tag(keyword) for keyword in story.report.summary.keywords}):
            if word in self.tags:
                yield Route(tag_path(word), word, (_TAG, 0, word), above=None)


def _of_region(region: Region) -> Route:
    higher = lineage(region)[:-1]
    above = feed_path(higher[-1]) if higher else WHOLE
    return Route(feed_path(region), region.name, (_REGION, 0, region.code), region, above)


def feed_path(region: Region) -> str:
    """Return the folder of a region's feed below the site's root."""
    return f"regions/{region.slug}"


def inside(region: Region, within: list[RegionPath]) -> bool:
    """Whether a region is one of these or lies in it."""
    return any(region.path[: len(path)] == path for path in within)
