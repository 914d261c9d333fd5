"""The 34 provinces as a tile map sets them: an equal square each, drawn for neighbourhood rather than for borders.

No boundary is shown, so none can be wrong; and the cells of a table survive in a mail whose pictures are blocked.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedpub.model import FeedRef, Section


_MAP_LAYOUT = """
    -      -      -      -      -      -      黑龙江
    -      -      -      内蒙古 -      -      吉林
    新疆   甘肃   宁夏   山西   北京   天津   辽宁
    西藏   青海   陕西   河南   河北   山东   -
    -      四川   重庆   湖北   安徽   江苏   上海
    -      云南   贵州   湖南   江西   浙江   -
    -      -      -      广西   广东   福建   台湾
    -      -      -      海南   澳门   香港   -
"""

# The first two digits of GB/T 2260.
_PROVINCE_CODES = """
    北京11 天津12 河北13 山西14 内蒙古15 辽宁21 吉林22 黑龙江23 上海31 江苏32 浙江33 安徽34 福建35 江西36 山东37
    河南41 湖北42 湖南43 广东44 广西45 海南46 重庆50 四川51 贵州52 云南53 西藏54 陕西61 甘肃62 青海63 宁夏64 新疆65
    台湾71 香港81 澳门82
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """A province's square; `row` and `column` count from 0 in the north-west."""

    code: str
    """The first two digits of the codes of all its regions."""
    name: str
    """Without the word for its rank: "江苏"."""
    row: int
    column: int


def _tiles() -> tuple[Tile, ...]:
    codes = {word[:-2]: word[-2:] for word in _PROVINCE_CODES.split()}
    return tuple(
        Tile(codes[name], name, row, column)
        for row, line in enumerate(_MAP_LAYOUT.strip().splitlines())
        for column, name in enumerate(line.split())
        if name != "-"
    )


TILES = _tiles()
"""All 34, row by row."""

ROWS = max(tile.row for tile in TILES) + 1
COLUMNS = max(tile.column for tile in TILES) + 1

TONES = 4
"""The steps from a province with few stories to the one with the most."""


def tone_of(total: int, most: int) -> int:
    """Return the step for a province with `total` stories where the busiest has `most`: 0 for none, else up to `TONES`.

    It goes by the square root: one busy province does not bleach the others, nor do forty stories look like 400.
    """
    return math.ceil(TONES * math.sqrt(total / most) - 1e-9) if total else 0


# Counts by province -> a map of tiles, the darker the more stories.


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


# Sections -> rows of squares: the map of the week, as a table's cells show it.


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
