"""Where in China an article plays, and by which of its words: what locate makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


RegionPath = tuple[str, ...]
"""A division by its full names from the province down: ("江苏省", "常州市", "武进区")."""


class RegionRole(StrEnum):
    """How an article belongs to a region."""

    PRIMARY = "primary"
    ALSO = "also"


@dataclass(frozen=True, slots=True)
class Region:
    """A division of the bundled table.

    `slug`, such as "jiangsu/changzhou/wujin", is the ASCII path of its pages and feeds below `regions/`.
    """

    code: str
    """Six digits of GB/T 2260, such as "320412"; the country as a whole has no Region."""
    path: RegionPath
    slug: str
    short_name: str
    """The name without the word for its rank: "武进"."""

    @property
    def name(self) -> str:
        """The full name of the last level."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of an article that speak for a region: where they stand and by which rule they count."""

    text: str
    offset: int
    rule: str


@dataclass(frozen=True, slots=True)
class RegionMatch:
    """A region that an article is about."""

    region: Region
    role: RegionRole
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Focus:
    """All that an article is about on the map, the primary region first; none where it is only national or foreign."""

    regions: tuple[RegionMatch, ...] = ()
    national: bool = False
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class PaperCoverage:
    """What a paper covers: how many pages of it were read, and how many of their stories voted for each code."""

    paper: str
    pages: int
    votes: Mapping[str, int] = field(default_factory=dict)
