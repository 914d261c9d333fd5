"""Text -> the same text without what no reader can see and no feed may hold; its lines stay the lines of the file.

Removed: what XML 1.0 forbids (section 2.2), the other control characters, noncharacters, zero-width and bidirectional
signs, soft hyphens, variation selectors, tags. Made a space: the no-break space and its kin, form feed, vertical tab,
NEL, U+2028 and U+2029, which editors do not number as lines. Made the ideograph that it looks like: radicals and
compatibility forms, which PDF tools put for common characters. Kept: tab, the ideographic space (an indentation at the
start of a line), full-width letters and marks, and white space at both ends of a line.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_RADICALS = (
    "⺌小⺍小⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺗心⺛旡⺜日⺝月⺞歺⺟母⺠民⺧牛⺩王⺫罒⺬示⺯糹⺱罓⺲罒⺶羊⺹耂⺻聿⺼月⺽臼"
    "⻁虎⻃覀⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾"
    "⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟⺁厂⺄乙⺈刀⺊卜⺋㔾⺕彐⺘扌⺡氵⺣灬⺨犭⺮竹⻊足⻌辶⻍辶⻎辶⻏阝⻖阝⻟飠⻠饣⻐钅"
)
"""Radicals of U+2E80..2EF3 and the ideographs they look like; NFKC knows only two of them (Unicode TR 38)."""

UNREADABLE = "□"
"""The sign that Chinese print sets for a character that cannot be read."""


def clean(text: str) -> str:
    """Return `text` without an odd character; its lines, parted by newlines, stay as many."""
    return _ODD_CHARACTER.sub(lambda found: _REPLACEMENTS[found[0]], text)


def clean_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """Return each line clean; a line end within one, of any kind, is a space."""
    return tuple(clean(line).replace("\r", " ").replace("\n", " ") for line in lines)


def physical_lines(text: str) -> list[str]:
    """Return the lines as an editor numbers them: ended by LF, CRLF or CR; after the last end stands one more."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _characters(*pairs: tuple[int, int]) -> list[str]:
    return [chr(code) for first, last in pairs for code in range(first, last + 1)]


def _replacement_table() -> dict[str, str]:
    """Return what stands for each odd character: nothing, a space, or its plain form."""
    nothing = _characters((0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xD800, 0xDFFF), (0xFDD0, 0xFDEF))
    nothing += _characters((0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFFF9, 0xFFFC))
    nothing += _characters((0xE0000, 0xE01EF), (0x115F, 0x1160), (0x180B, 0x180F), (0x17B4, 0x17B5))
    nothing += [char for plane in range(17) for char in (chr(plane << 16 | 0xFFFE), chr(plane << 16 | 0xFFFF))]
    nothing += list("\xad\u034f\u061c\u3164\ufeff\uffa0")
    spaces = _characters((0x0B, 0x0C), (0x2000, 0x200A), (0x2028, 0x2029)) + list("\x85\xa0\u1680\u202f\u205f")
    forms = _characters((0x2F00, 0x2FD5), (0xF900, 0xFAFF), (0xFB00, 0xFB06), (0x2F800, 0x2FA1F))
    return {
        **dict.fromkeys(nothing, ""),
        **dict.fromkeys(spaces, " "),
        **{form: plain for form in forms if (plain := unicodedata.normalize("NFKC", form)) != form},
        **dict(zip(_RADICALS[::2], _RADICALS[1::2], strict=True)),
        "\ufffd": UNREADABLE,
    }


_REPLACEMENTS = _replacement_table()


def _character_class(chars: list[int]) -> str:
    """Return a regular expression's class of these code points, as ranges."""
    parts: list[list[int]] = []
    for code in sorted(chars):
        if parts and parts[-1][1] == code - 1:
            parts[-1][1] = code
        else:
            parts.append([code, code])
    return "[" + "".join(rf"\U{first:08x}-\U{last:08x}" for first, last in parts) + "]"


_ODD_CHARACTER = re.compile(_character_class([ord(char) for char in _REPLACEMENTS]))
