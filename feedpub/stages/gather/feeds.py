"""Stories -> Feeds: the newest of every stream, and those that came last whatever their date."""

from __future__ import annotations

import heapq
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedpub.language.tags import tag
from feedpub.model import Feed, FeedRef, Roll
from feedpub.stages.gather.routes import MOST_TAGS, WHOLE, WHOLE_ROUTE, Routes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feedpub.model import Story
    from feedpub.stages.gather.routes import Route

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without any story was last changed: the clock would give other bytes at each run."""


def gather(
    stories: Iterable[Story],
    limit: int,
    routes: Routes | None = None,
    rolls: Mapping[str, Roll] | None = None,
) -> list[Feed]:
    """Return the feeds that have stories, and the whole: national, foreign, groups, regions, papers, tags.

    A feed shows its newest stories, `limit` in all; among them are those that stand in none of its volumes yet and
    those that came last, however old, so that a subscriber misses none. No more than `limit` stories of a feed are
    held at any moment, and the feeds are the same in whatever order the stories come. A withdrawn story keeps its
    place, so that a reader who has it gets the notice, but it is not counted.
    """
    gathering = Gathering(limit, routes, rolls)
    for story in stories:
        gathering.add(story)
    return gathering.feeds()


class Gathering:
    """The work of `gather`, story by story, for one who does more with each."""

    def __init__(self, limit: int, routes: Routes | None = None, rolls: Mapping[str, Roll] | None = None) -> None:
        self._limit = limit
        self._routes = routes or Routes()
        self._rolls = rolls or {}
        self._streams = {WHOLE: self._stream(WHOLE_ROUTE)}

    def add(self, story: Story) -> None:
        """Count a story in all its feeds."""
        for route in self._routes.of(story):
            if route.path not in self._streams:
                self._streams[route.path] = self._stream(route)
            self._streams[route.path].add(story)

    def feeds(self) -> list[Feed]:
        """Return the feeds of the stories until now, in their order."""
        ordered = sorted(self._streams.values(), key=lambda stream: stream.route.place)
        below = _below(ordered)
        return [stream.feed(below.get(stream.route.path, ())) for stream in ordered]

    def _stream(self, route: Route) -> _Stream:
        return _Stream(route, self._limit, self._rolls.get(route.path, Roll()))


def popular(counts: Mapping[str, int], least: int) -> frozenset[str]:
    """Return the keywords with at least so many stories, by how many stories each has; no more than `MOST_TAGS`."""
    found = Counter[str]()
    for keyword, count in counts.items():
        found[tag(keyword)] += count
    ranked = sorted((word for word in found if found[word] >= least), key=lambda word: (-found[word], word))
    return frozenset(ranked[:MOST_TAGS])


def _below(streams: Sequence[_Stream]) -> dict[str, tuple[FeedRef, ...]]:
    """Return, by the path of a feed, the feeds one level below it that count a story."""
    below: dict[str, list[FeedRef]] = {}
    for stream in streams:
        route = stream.route
        if stream.total and route.above is not None:
            below.setdefault(route.above, []).append(FeedRef(route.path, route.name, stream.total, route.region))
    return {path: tuple(refs) for path, refs in below.items()}


class _Stream:
    """The stories that a feed shows, in whatever order they arrive; and counts."""

    def __init__(self, route: Route, limit: int, roll: Roll) -> None:
        self.route = route
        self.total = 0
        self._updated = EPOCH
        self._limit = limit
        self._volumes = len(roll.volumes)
        bound = [guid for volume in roll.volumes[-1:] for guid in volume]
        self._due = frozenset([*roll.loose, *[*bound, *roll.loose][-(limit // 2) :]] if limit > 1 else roll.loose)
        self._shown: list[Story] = []
        self._heap: list[tuple[tuple[datetime, str], Story]] = []

    def add(self, story: Story) -> None:
        """Count a story, and keep it where it is among those to be shown."""
        self.total += story.withdrawn is None
        self._updated = max(self._updated, story.updated)
        if story.guid in self._due:
            self._shown.append(story)
        else:
            push = heapq.heappush if len(self._heap) < self._limit else heapq.heappushpop
            push(self._heap, (_newest(story), story))

    def feed(self, children: tuple[FeedRef, ...]) -> Feed:
        """Return the stream as a feed."""
        room = max(self._limit - len(self._shown), 0)
        others = [story for _, story in heapq.nlargest(room, self._heap)]
        stories = tuple(sorted(self._shown + others, key=_newest, reverse=True))
        route = self.route
        return Feed(
            route.path, route.name, stories, self.total, self._updated, route.region, children, volumes=self._volumes
        )


def _newest(story: Story) -> tuple[datetime, str]:
    return story.published, story.guid
