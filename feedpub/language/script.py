"""Text as printed -> text as our rules are written: simplified characters and full-width marks, place for place.

The 1,793 pairs of characters are from the table of OpenCC (see feedpub/data/LICENSES.md), kept where the simplified one
is in use and the other is not: 著 and 乾, which are both, stay as they are.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_HALF_WIDTH_MARKS = ",;:!?()"
_FULL_WIDTH_MARKS = "，；：！？（）"
_HALF_WIDTH = re.compile(f"[{_HALF_WIDTH_MARKS}]")


def simplify(text: str) -> str:
    """Return the text in simplified characters and full-width marks; every character keeps its place.

    A mark between two characters of ASCII (1,200 or 18:30) stays as it is.
    """
    text = text.translate(_simplify_table())
    return _HALF_WIDTH.sub(lambda found: _widen_mark(text, found.start()), text)


def _widen_mark(text: str, at: int) -> str:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if before and after and (before + after).isascii() and not after.isspace():
        return text[at]
    return _FULL_WIDTH_MARKS[_HALF_WIDTH_MARKS.index(text[at])]


@cache
def _simplify_table() -> dict[int, int]:
    lines = (files("feedpub") / "data" / "traditional.txt").read_text(encoding="utf-8").splitlines()
    traditional, simplified = lines
    return str.maketrans(traditional, simplified)
