"""All points -> a few of them, always the same, spread over every scenario, fault, call and part of a run."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.faults.crash.trial import Point


def spread(points: Sequence[Point], number: int) -> list[Point]:
    """Return `number` points, or all if there are fewer: whatever has been taken least comes next."""
    groups: dict[tuple[str, ...], list[Point]] = {}
    for point in points:
        groups.setdefault((point.scenario, point.fault.kind, point.fault.call), []).append(point)
    waiting = {group: _from_the_middle(members) for group, members in groups.items()}
    used: Counter[object] = Counter()
    chosen: list[Point] = []
    while waiting and len(chosen) < number:
        group = min(waiting, key=lambda each: (used[each], sum(used[part] for part in each)))
        chosen.append(waiting[group].pop(0))
        used.update([group, *group])
        if not waiting[group]:
            del waiting[group]
    return chosen


def _from_the_middle(points: Sequence[Point]) -> list[Point]:
    """Return the points, the one in the middle first, then those in the middle of each half, and so on."""
    ordered: list[Point] = []
    spans = [(0, len(points))]
    while spans:
        first, last = spans.pop(0)
        if first < last:
            middle = (first + last) // 2
            ordered.append(points[middle])
            spans += [(first, middle), (middle + 1, last)]
    return ordered
