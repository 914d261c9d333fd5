"""Counts by province -> a map of tiles, the darker the more stories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.language.provinces import TILES, tone_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.model import FeedRef


@dataclass(frozen=True, slots=True)
class MapSquare:
    """A province on the map; `row` and `column` count from 1 as in CSS, `tone` from 0 (no story) to `TONES` (most)."""

    name: str
    row: int
    column: int
    tone: int
    total: int
    path: str


def map_squares(refs: Iterable[FeedRef]) -> tuple[MapSquare, ...]:
    """Return the 34 squares, row by row; those with stories lead to the feeds of `refs`."""
    provinces = {ref.region.code[:2]: ref for ref in refs if ref.region and len(ref.region.path) == 1}
    most = max((ref.total for ref in provinces.values()), default=0)
    squares = []
    for tile in TILES:
        ref = provinces.get(tile.code)
        total, path = (ref.total, ref.path) if ref else (0, "")
        squares.append(MapSquare(tile.name, tile.row + 1, tile.column + 1, tone_of(total, most), total, path))
    return tuple(squares)
