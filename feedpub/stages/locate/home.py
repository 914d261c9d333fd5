"""Where a paper's stories lie -> where the paper is at home: from one page, and from all of its pages.

A vote is the first region of a story that was located without any home, on its own: a home that was wrong once cannot
confirm itself.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from feedpub import regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from feedpub.model import PaperCoverage, RegionPath

MUNICIPALITIES = frozenset(("北京市", "上海市", "天津市", "重庆市"))


class VoteRule(NamedTuple):
    """How many stories it takes, and what share of them a county, a city, a province must hold."""

    min_stories: int
    county: float
    city: float
    province: float
    min_pages: int = 1


PAGE_RULE = VoteRule(3, county=2.0, city=0.5, province=0.7)
"""Three stories say where a page is at home, two may be chance; a page full of one county is a county's page of a
city's paper (a share above 1 is never reached)."""
PAPER_RULE = VoteRule(10, county=0.7, city=0.6, province=0.7, min_pages=2)
"""One page may be the supplement of another city's; two and ten stories are not."""


def majority_home(votes: Mapping[str, int], rule: VoteRule = PAGE_RULE) -> RegionPath:
    """Return the deepest region that holds its share of the votes (code -> stories); () where none does."""
    total = sum(votes.values())
    if total < rule.min_stories:
        return ()
    counts: Counter[RegionPath] = Counter()
    for code, count in votes.items():
        path = regions.by_code(code).path
        for depth in range(1, len(path) + 1):
            counts[path[:depth]] += count
    candidates = sorted(counts, key=lambda path: (-len(path), -counts[path], path))
    return next((path for path in candidates if counts[path] >= _required_share(path, rule) * total), ())


def homes_from_votes(coverage: Iterable[PaperCoverage]) -> dict[str, RegionPath]:
    """Return the homes of those papers whose pages tell of one."""
    homes = {paper_coverage.paper: majority_home(paper_coverage.votes, PAPER_RULE) for paper_coverage in coverage if paper_coverage.pages >= PAPER_RULE.min_pages}
    return {paper: path for paper, path in homes.items() if path}


def _required_share(path: RegionPath, rule: VoteRule) -> float:
    depth = len(path) + (path[0] in MUNICIPALITIES)
    if depth >= 3:
        return rule.county
    return rule.city if depth == 2 else rule.province
