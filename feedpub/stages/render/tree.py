"""Feeds by region -> a tree: provinces, their cities, their counties."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.model import FeedRef, RegionPath


@dataclass(frozen=True, slots=True)
class Branch:
    """A region's feed and those of its parts that have one, in the order of the code table."""

    ref: FeedRef
    children: list[Branch] = field(default_factory=list)


def region_branches(refs: Iterable[FeedRef]) -> list[Branch]:
    """Return the provinces' branches; a region whose parent has no feed hangs on its nearest ancestor that has."""
    of_regions = [(ref.region, ref) for ref in refs if ref.region]
    of_regions.sort(key=lambda pair: (len(pair[0].path), pair[0].code))
    top: list[Branch] = []
    branches: dict[RegionPath, Branch] = {}
    for region, ref in of_regions:
        branch = Branch(ref)
        ancestors = (branches.get(region.path[:length]) for length in range(len(region.path) - 1, 0, -1))
        parent = next((ancestor for ancestor in ancestors if ancestor), None)
        (parent.children if parent else top).append(branch)
        branches[region.path] = branch
    return top
