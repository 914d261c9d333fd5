"""Stories -> Issue: each story of a week in one section."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from feedpub.model import Issue, RegionRole, Section
from feedpub.stages.gather.membership import FIXED_NAMES, FOREIGN, NATIONAL, WHOLE, feed_path, is_within

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import date
    from typing import Any

    from feedpub.model import Region, RegionMatch, RegionPath, Story


def gather_issue(
    stories: Iterable[Story],
    *,
    key: str,
    title: str,
    first: date,
    last: date,
    limit_per_region: int,
    regions: Iterable[Region] | None = None,
    classes: Container[str] = frozenset(),
) -> Issue:
    """Return the digest of `stories`, each in one section: its deepest primary region, or the national one.

    With `regions`, only what belongs to one of them or lies in it, and a story stands under such a region; of the
    others, the national and the foreign news where `classes` names them ("national", "foreign"). Withdrawn stories are
    left out. Inside a section the newest day comes first, and a day's stories in the order of print.
    """
    wanted = None if regions is None else [region.path for region in regions]
    builders: dict[str, _SectionBuilder] = {}
    for story in stories:
        assigned = None if story.withdrawn is not None else _section_of(story, wanted, classes)
        if assigned is not None:
            path, region = assigned
            builders.setdefault(path, _SectionBuilder(path, region, limit_per_region)).add(story)
    sections = tuple(builder.section() for builder in sorted(builders.values(), key=lambda pile: pile.order))
    return Issue(key, title, first, last, sections, sum(section.total for section in sections))


def _section_of(
    story: Story, wanted: list[RegionPath] | None, classes: Container[str]
) -> tuple[str, Region | None] | None:
    """Return the path and region of the one section for the story; None where it is not wanted."""
    focus = story.analysis.focus
    located = [each for each in focus.regions if wanted is None or is_within(each.region, wanted)]
    if located:
        best = max(located, key=_priority)  # the first of equals
        return feed_path(best.region), best.region
    if wanted is not None:
        classes_of_story = [name for name, holds in ((NATIONAL, focus.national), (FOREIGN, focus.foreign)) if holds]
        return next(((name, None) for name in classes_of_story if name in classes), None)
    if focus.national or not focus.foreign:
        return (NATIONAL if focus.national else WHOLE), None
    return FOREIGN, None


def _priority(located: RegionMatch) -> tuple[bool, int]:
    return located.role is RegionRole.PRIMARY, len(located.region.path)


class _SectionBuilder:
    """The stories of a section that rank highest, no more than `limit`, in whatever order they arrive; and a count."""

    def __init__(self, path: str, region: Region | None, limit: int) -> None:
        self._path = path
        self._region = region
        self._limit = limit
        self._total = 0
        self._heap: list[tuple[tuple[Any, ...], Story]] = []

    def add(self, story: Story) -> None:
        """Count a story, and keep it where it ranks high enough."""
        self._total += 1
        push = heapq.heappush if len(self._heap) < self._limit else heapq.heappushpop
        push(self._heap, (_print_order(story), story))

    @property
    def order(self) -> tuple[int, str]:
        """The place of the section: the national news, the regions, the foreign news, and what has no place at all."""
        order_of_path = {NATIONAL: 0, FOREIGN: 2, WHOLE: 3}
        return order_of_path.get(self._path, 1), self._region.code if self._region else ""

    def section(self) -> Section:
        """Return the pile as a section of a letter."""
        stories = tuple(story for _, story in sorted(self._heap, key=lambda pair: pair[0], reverse=True))
        name = self._region.name if self._region else FIXED_NAMES[self._path]
        return Section(name, self._path, stories, self._total, self._region)


def _print_order(story: Story) -> tuple[Any, ...]:
    """Rank the newest day highest, and on a day what was printed first: a letter begins with the lead story."""
    return story.published.date(), -story.published.timestamp(), story.guid
