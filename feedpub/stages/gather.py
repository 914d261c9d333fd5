"""Stories -> Feeds, Issue: put every story into the streams and the sections to which it belongs."""

from __future__ import annotations

import heapq
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedpub.language.tags import tag, tag_path
from feedpub.model import Feed, FeedRef, Issue, Role, Section
from feedpub.regions import lineage, named

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping, Sequence
    from datetime import date
    from typing import Any

    from feedpub.model import Located, Region, Story
    from feedpub.settings import Group

WHOLE = ""
NATIONAL = "national"
FOREIGN = "foreign"
GROUPS = "groups"
"""The folder of the owner's groups."""

NAMES = {WHOLE: "全部", NATIONAL: "全国", FOREIGN: "国际"}
"""What has no region is called; the whole comes first everywhere, regions after these by their codes."""


MOST_TAGS = 1000
"""Keywords with feeds; each holds its newest stories while they are gathered, and nobody reads a longer list."""


def gather(
    stories: Iterable[Story],
    limit: int,
    groups: Mapping[str, Group] | None = None,
    tags: Container[str] = frozenset(),
) -> list[Feed]:
    """Return the feeds that have stories: whole, national, foreign, the owner's groups, the regions, then these tags.

    Groups come in the order of the settings, regions in that of their codes. A story is in the feeds of its regions, of
    all that these lie in, and of the groups that gather one of them. No more than `limit` stories of a feed are held
    at any moment, and the feeds are the same in whatever order the stories come. A withdrawn story keeps its place, so
    that a reader who has it gets the notice, but it is not counted.
    """
    streams: dict[str, _Stream] = {}
    unions = [_Union(place, key, group) for place, (key, group) in enumerate((groups or {}).items())]
    for story in stories:
        for path, region in _feeds_of(story).items():
            if path not in streams:
                streams[path] = _Stream(region, path, limit)
            streams[path].add(story)
        for union in unions:
            if union.takes(story):
                streams.setdefault(union.path, _Stream(None, union.path, limit, union=union)).add(story)
        for word in {tag(keyword) for keyword in story.report.summary.keywords}:
            if word in tags:
                streams.setdefault(tag_path(word), _Stream(None, tag_path(word), limit, tag=word)).add(story)
    ordered = sorted(streams.values(), key=lambda stream: stream.place)
    below = _below(ordered)
    return [stream.feed(below.get(stream.path, ())) for stream in ordered]


def popular(counts: Mapping[str, int], least: int) -> frozenset[str]:
    """Return the keywords with at least so many stories, by how many stories each has; no more than `MOST_TAGS`."""
    found = Counter[str]()
    for keyword, count in counts.items():
        found[tag(keyword)] += count
    ranked = sorted((word for word in found if found[word] >= least), key=lambda word: (-found[word], word))
    return frozenset(ranked[:MOST_TAGS])


def gather_issue(
    stories: Iterable[Story],
    *,
    key: str,
    title: str,
    first: date,
    last: date,
    limit_per_region: int,
    regions: Iterable[Region] | None = None,
) -> Issue:
    """Return the digest of `stories`, each in one section: its deepest primary region, or the national one.

    With `regions`, only what belongs to one of them or lies in it, and a story stands under such a region. Withdrawn
    stories are left out. Inside a section the newest day comes first, and a day's stories in the order of print.
    """
    wanted = None if regions is None else [region.path for region in regions]
    streams: dict[str, _Stream] = {}
    for story in stories:
        home = None if story.withdrawn is not None else _section_of(story, wanted)
        if home is not None:
            path, region = home
            streams.setdefault(path, _Stream(region, path, limit_per_region, _as_printed)).add(story)
    sections = tuple(stream.section() for stream in sorted(streams.values(), key=_letter_place))
    return Issue(key, title, first, last, sections, sum(section.total for section in sections))


def _feeds_of(story: Story) -> dict[str, Region | None]:
    """Return the paths of all feeds that the story is in, with their regions; each once."""
    focus = story.report.focus
    paths: dict[str, Region | None] = {WHOLE: None}
    if focus.national:
        paths[NATIONAL] = None
    if focus.foreign:
        paths[FOREIGN] = None
    for located in focus.regions:
        for region in lineage(located.region):
            paths[feed_path(region)] = region
    return paths


def feed_path(region: Region) -> str:
    """Return the folder of a region's feed below the site's root."""
    return f"regions/{region.slug}"


def _section_of(story: Story, wanted: list[tuple[str, ...]] | None) -> tuple[str, Region | None] | None:
    """Return the path and region of the one section for the story; None where it is not wanted."""
    focus = story.report.focus
    located = [each for each in focus.regions if wanted is None or _inside(each.region, wanted)]
    if located:
        best = max(located, key=_weight)  # the first of equals
        return feed_path(best.region), best.region
    if wanted is not None:
        return None
    if focus.national or not focus.foreign:
        return (NATIONAL if focus.national else WHOLE), None
    return FOREIGN, None


def _inside(region: Region, wanted: list[tuple[str, ...]]) -> bool:
    return any(region.path[: len(path)] == path for path in wanted)


def _weight(located: Located) -> tuple[bool, int]:
    return located.role is Role.PRIMARY, len(located.region.path)


def _below(streams: Sequence[_Stream]) -> dict[str, tuple[FeedRef, ...]]:
    """Return, by the path of a feed, the feeds one level below it that count a story."""
    below: dict[str, list[FeedRef]] = {}
    for stream in streams:
        if stream.total and stream.path != WHOLE and not stream.is_tag:
            below.setdefault(stream.parent, []).append(FeedRef(stream.path, stream.name, stream.total, stream.region))
    return {path: tuple(refs) for path, refs in below.items()}


def _newest_first(story: Story) -> tuple[Any, ...]:
    return story.published, story.guid


def _as_printed(story: Story) -> tuple[Any, ...]:
    """Rank the newest day highest, and on a day what was printed first: a letter begins with the lead story."""
    return story.published.date(), -story.published.timestamp(), story.guid


def _letter_place(stream: _Stream) -> tuple[int, str]:
    """Return the place of a section: the national news, the regions, the foreign news, and what has no place at all."""
    order = {NATIONAL: 0, FOREIGN: 2, WHOLE: 3}
    return order.get(stream.path, 1), stream.region.code if stream.region else ""


class _Union:
    """A group of the owner's: where it stands, and which regions it gathers."""

    def __init__(self, place: int, key: str, group: Group) -> None:
        self.place = place
        self.path = f"{GROUPS}/{key}"
        self.name = group.name
        self._within = [named(region).path for region in group.regions]

    def takes(self, story: Story) -> bool:
        """Whether the story is about a region of the group or one within it."""
        return any(_inside(located.region, self._within) for located in story.report.focus.regions)


class _Stream:
    """The highest-ranking stories of a stream, no more than `limit`, in whatever order they arrive; and counts."""

    def __init__(
        self,
        region: Region | None,
        path: str,
        limit: int,
        rank: Callable[[Story], tuple[Any, ...]] = _newest_first,
        union: _Union | None = None,
        tag: str = "",
    ) -> None:
        self.region = region
        self._tag = tag
        self._union = union
        self.path = path
        self.total = 0
        self.updated = datetime.min.replace(tzinfo=UTC)
        self._limit = limit
        self._rank = rank
        self._heap: list[tuple[tuple[Any, ...], Story]] = []

    def add(self, story: Story) -> None:
        """Count a story, and keep it where it ranks high enough."""
        self.total += story.withdrawn is None
        self.updated = max(self.updated, story.updated)
        push = heapq.heappush if len(self._heap) < self._limit else heapq.heappushpop
        push(self._heap, (self._rank(story), story))

    @property
    def stories(self) -> tuple[Story, ...]:
        return tuple(story for _, story in sorted(self._heap, key=lambda pair: pair[0], reverse=True))

    @property
    def is_tag(self) -> bool:
        return bool(self._tag)

    @property
    def name(self) -> str:
        if self._tag:
            return self._tag
        if self._union:
            return self._union.name
        return self.region.name if self.region else NAMES[self.path]

    @property
    def place(self) -> tuple[int, int, str]:
        if self._tag:
            return len(NAMES) + 2, 0, self._tag
        if self._union:
            return len(NAMES), self._union.place, ""
        return (len(NAMES) + 1, 0, self.region.code) if self.region else (list(NAMES).index(self.path), 0, "")

    @property
    def parent(self) -> str:
        """The path of the feed one level above."""
        higher = lineage(self.region)[:-1] if self.region else ()
        return feed_path(higher[-1]) if higher else WHOLE

    def feed(self, children: tuple[FeedRef, ...]) -> Feed:
        """Return the stream as a feed."""
        return Feed(self.path, self.name, self.stories, self.total, self.updated, self.region, children)

    def section(self) -> Section:
        """Return the stream as a section of a letter."""
        return Section(self.name, self.path, self.stories, self.total, self.region)
