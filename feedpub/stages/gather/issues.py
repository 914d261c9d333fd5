"""Stories -> Issue: each story of a week in one section."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from feedpub.model import Issue, Role, Section
from feedpub.stages.gather.routes import FOREIGN, NAMES, NATIONAL, WHOLE, feed_path, inside

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import date
    from typing import Any

    from feedpub.model import Located, Region, RegionPath, Story


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
    piles: dict[str, _Pile] = {}
    for story in stories:
        home = None if story.withdrawn is not None else _section_of(story, wanted, classes)
        if home is not None:
            path, region = home
            piles.setdefault(path, _Pile(path, region, limit_per_region)).add(story)
    sections = tuple(pile.section() for pile in sorted(piles.values(), key=lambda pile: pile.place))
    return Issue(key, title, first, last, sections, sum(section.total for section in sections))


def _section_of(
    story: Story, wanted: list[RegionPath] | None, classes: Container[str]
) -> tuple[str, Region | None] | None:
    """Return the path and region of the one section for the story; None where it is not wanted."""
    focus = story.report.focus
    located = [each for each in focus.regions if wanted is None or inside(each.region, wanted)]
    if located:
        best = max(located, key=_weight)  # the first of equals
        return feed_path(best.region), best.region
    if wanted is not None:
        named = [name for name, is_so in ((NATIONAL, focus.national), (FOREIGN, focus.foreign)) if is_so]
        return next(((name, None) for name in named if name in classes), None)
    if focus.national or not focus.foreign:
        return (NATIONAL if focus.national else WHOLE), None
    return FOREIGN, None


def _weight(located: Located) -> tuple[bool, int]:
    return located.role is Role.PRIMARY, len(located.region.path)


class _Pile:
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
        push(self._heap, (_as_printed(story), story))

    @property
    def place(self) -> tuple[int, str]:
        """The place of the section: the national news, the regions, the foreign news, and what has no place at all."""
        order = {NATIONAL: 0, FOREIGN: 2, WHOLE: 3}
        return order.get(self._path, 1), self._region.code if self._region else ""

    def section(self) -> Section:
        """Return the pile as a section of a letter."""
        stories = tuple(story for _, story in sorted(self._heap, key=lambda pair: pair[0], reverse=True))
        name = self._region.name if self._region else NAMES[self._path]
        return Section(name, self._path, stories, self._total, self._region)


def _as_printed(story: Story) -> tuple[Any, ...]:
    """Rank the newest day highest, and on a day what was printed first: a letter begins with the lead story."""
    return story.published.date(), -story.published.timestamp(), story.guid
