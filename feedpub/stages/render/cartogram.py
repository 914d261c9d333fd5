"""Counts by province -> a map of tiles, the darker the more stories."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.language.provinces import TILES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.model import FeedRef

TONES = 4


@dataclass(frozen=True, slots=True)
class Square:
    """A province on the map; `row` and `column` count from 1 as in CSS, `tone` from 0 (no story) to `TONES` (most)."""

    name: str
    row: int
    column: int
    tone: int
    total: int
    path: str


def cartogram(refs: Iterable[FeedRef]) -> tuple[Square, ...]:
    """Return the 34 squares, row by row; those with stories lead to the feeds of `refs`."""
    provinces = {ref.region.code[:2]: ref for ref in refs if ref.region and len(ref.region.path) == 1}
    totals = [ref.total for ref in provinces.values()]
    squares = []
    for tile in TILES:
        ref = provinces.get(tile.code)
        total, path = (ref.total, ref.path) if ref else (0, "")
        squares.append(Square(tile.name, tile.row + 1, tile.column + 1, _tone(total, totals), total, path))
    return tuple(squares)


def _tone(total: int, totals: list[int]) -> int:
    """Grade by logarithm between the least and the most: one province of a thousand stories bleaches no other."""
    if not total:
        return 0
    least, most = math.log(min(totals)), math.log(max(totals))
    share = (math.log(total) - least) / (most - least) if most > least else 1.0
    return min(TONES, 1 + int(share * TONES))
