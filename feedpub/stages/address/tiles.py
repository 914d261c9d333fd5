"""Sections -> rows of squares: the map of the week, as a table's cells show it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.language.provinces import COLUMNS, ROWS, TILES, tone_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.model import Section


@dataclass(frozen=True, slots=True)
class MapCell:
    """A province with its stories; `tone` is 0 for none and grows with them."""

    name: str
    total: int
    tone: int


def map_rows(sections: Sequence[Section]) -> tuple[tuple[MapCell | None, ...], ...]:
    """Return the rows of the map, None where no province lies."""
    totals: Counter[str] = Counter()
    for section in sections:
        if section.region:
            totals[section.region.code[:2]] += section.total
    most = max(totals.values(), default=0)
    rows: list[list[MapCell | None]] = [[None] * COLUMNS for _ in range(ROWS)]
    for tile in TILES:
        rows[tile.row][tile.column] = MapCell(tile.name, totals[tile.code], tone_of(totals[tile.code], most))
    return tuple(map(tuple, rows))
