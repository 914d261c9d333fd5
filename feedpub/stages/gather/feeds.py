"""Stories -> Feeds: the newest of every stream, and those that came last whatever their date."""

from __future__ import annotations

import heapq
from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from feedpub.model import Feed, FeedHistory, FeedRef
from feedpub.stages.gather.membership import MAX_TAGS, WHOLE, WHOLE_FEED, FeedMembership
from feedpub.text.slugs import tag_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feedpub.model import Story
    from feedpub.stages.gather.membership import TargetFeed

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without any story was last changed: the clock would give other bytes at each run."""


def gather_feeds(
    stories: Iterable[Story],
    limit: int,
    routes: FeedMembership | None = None,
    histories: Mapping[str, FeedHistory] | None = None,
) -> list[Feed]:
    """Return the feeds that have stories, and the whole: national, foreign, groups, regions, papers, tags.

    A feed shows its newest stories, `limit` in all; among them are those that stand in none of its volumes yet and
    those that came last, however old, so that a subscriber misses none. No more than `limit` stories of a feed are
    held at any moment, and the feeds are the same in whatever order the stories come. A withdrawn story keeps its
    place, so that a reader who has it gets the notice, but it is not counted.
    """
    builder = FeedBuilder(limit, routes, histories)
    for story in stories:
        builder.add(story)
    return builder.feeds()


class FeedBuilder:
    """The work of `gather`, story by story, for one who does more with each."""

    def __init__(
        self, limit: int, routes: FeedMembership | None = None, histories: Mapping[str, FeedHistory] | None = None
    ) -> None:
        self._limit = limit
        self._routes = routes or FeedMembership()
        self._histories = histories or {}
        self._builders = {WHOLE: self._new_builder(WHOLE_FEED)}

    def add(self, story: Story) -> None:
        """Count a story in all its feeds."""
        for route in self._routes.feeds_of(story):
            if route.path not in self._builders:
                self._builders[route.path] = self._new_builder(route)
            self._builders[route.path].add(story)

    def feeds(self) -> list[Feed]:
        """Return the feeds of the stories until now, in their order."""
        ordered = sorted(self._builders.values(), key=lambda stream: stream.route.order)
        children = _children_by_path(ordered)
        return [builder.feed(children.get(builder.route.path, ())) for builder in ordered]

    def _new_builder(self, route: TargetFeed) -> _StreamBuilder:
        return _StreamBuilder(route, self._limit, self._histories.get(route.path, FeedHistory()))


def popular_tags(counts: Mapping[str, int], min_stories: int) -> frozenset[str]:
    """Return the keywords with at least so many stories, by how many stories each has; no more than `MOST_TAGS`."""
    found = Counter[str]()
    for keyword, count in counts.items():
        found[tag_name(keyword)] += count
    ranked = sorted((word for word in found if found[word] >= min_stories), key=lambda word: (-found[word], word))
    return frozenset(ranked[:MAX_TAGS])


def _children_by_path(builders: Sequence[_StreamBuilder]) -> dict[str, tuple[FeedRef, ...]]:
    """Return, by the path of a feed, the feeds one level below it that count a story."""
    children: dict[str, list[FeedRef]] = {}
    for builder in builders:
        route = builder.route
        if builder.total and route.parent_path is not None:
            children.setdefault(route.parent_path, []).append(
                FeedRef(route.path, route.name, builder.total, route.region)
            )
    return {path: tuple(refs) for path, refs in children.items()}


class _StreamBuilder:
    """The stories that a feed shows, in whatever order they arrive; and counts."""

    def __init__(self, route: TargetFeed, limit: int, history: FeedHistory) -> None:
        self.route = route
        self.total = 0
        self._updated = EPOCH
        self._limit = limit
        self._archive_pages = len(history.archived)
        archived = [guid for page in history.archived[-1:] for guid in page]
        self._always_shown = frozenset(
            [*history.pending, *[*archived, *history.pending][-(limit // 2) :]] if limit > 1 else history.pending
        )
        self._shown: list[Story] = []
        self._heap: list[tuple[tuple[datetime, str], Story]] = []

    def add(self, story: Story) -> None:
        """Count a story, and keep it where it is among those to be shown."""
        self.total += story.withdrawn is None
        self._updated = max(self._updated, story.updated)
        if story.guid in self._always_shown:
            self._shown.append(story)
        else:
            push = heapq.heappush if len(self._heap) < self._limit else heapq.heappushpop
            push(self._heap, (_sort_key(story), story))

    def feed(self, children: tuple[FeedRef, ...]) -> Feed:
        """Return the stream as a feed."""
        room = max(self._limit - len(self._shown), 0)
        others = [story for _, story in heapq.nlargest(room, self._heap)]
        stories = tuple(sorted(self._shown + others, key=_sort_key, reverse=True))
        route = self.route
        return Feed(
            route.path,
            route.name,
            stories,
            self.total,
            self._updated,
            route.region,
            children,
            archive_page_count=self._archive_pages,
        )


def _sort_key(story: Story) -> tuple[datetime, str]:
    return story.published, story.guid
