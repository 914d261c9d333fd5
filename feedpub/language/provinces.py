"""The 34 provinces as a tile map sets them: a square each, roughly where it lies, with the letters on its number plate.

A tile map needs no boundaries (whose sources would need approval in China) and can be drawn with a table's cells, so it
survives in a mail whose pictures are blocked.
"""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS = 8
ROWS = 9

_MAP = """
. . . . . . . 黑
. . . . . 蒙 . 吉
新 . . 宁 . 京 津 辽
. 青 甘 陕 晋 冀 鲁 .
藏 . 川 渝 豫 皖 苏 沪
. . . 贵 鄂 赣 浙 .
. . 云 桂 湘 闽 . 台
. . . . 粤 . . .
. . . 琼 澳 港 . .
"""

# The official one-character abbreviation, the first two digits of GB/T 2260, and its two letters.
_NAMES = """
京11BJ 津12TJ 冀13HE 晋14SX 蒙15NM 辽21LN 吉22JL 黑23HL 沪31SH 苏32JS 浙33ZJ 皖34AH 闽35FJ 赣36JX 鲁37SD 豫41HA 鄂42HB
湘43HN 粤44GD 桂45GX 琼46HI 渝50CQ 川51SC 贵52GZ 云53YN 藏54XZ 陕61SN 甘62GS 青63QH 宁64NX 新65XJ 台71TW 港81HK 澳82MO
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """A province's square; `code` is the first two digits of the codes of all its regions."""

    code: str
    sign: str
    """One character: "苏"."""
    letters: str
    """The two letters of GB/T 2260: "JS"."""
    row: int
    column: int


def _tiles() -> tuple[Tile, ...]:
    names = {word[0]: (word[1:3], word[3:]) for word in _NAMES.split()}
    return tuple(
        Tile(code=names[sign][0], sign=sign, letters=names[sign][1], row=row, column=column)
        for row, line in enumerate(_MAP.split("\n")[1:-1])
        for column, sign in enumerate(line.split())
        if sign != "."
    )


TILES = _tiles()
"""All 34, row by row from the north-west."""
