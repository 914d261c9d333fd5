"""Text as printed -> text as our rules are written: simplified characters and full-width marks, place for place.

The 1,793 pairs of characters are from the table of OpenCC (see feedpub/data/LICENSES.md), kept where the simplified one
is in use and the other is not: 著 and 乾, which are both, stay as they are.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
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


def unify_marks(text: str) -> str:
    """Return `text` with one form of each mark: full-width punctuation, “ ” quotes, ASCII digits, plain blanks.

    Every character stays at its place, so an offset in the one is an offset in the other.
    """
    return text.translate(_UNIFY_TABLE)


_MARK_VARIANTS = ',;:!?()[]"﹐﹔﹕﹗﹖︰﹑「」『』﹁﹂'

_MARKS_UNIFIED = "，；：！？（）［］“，；：！？：、“”‘’“”"

_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}

_UNIFY_TABLE = (
    str.maketrans(_MARK_VARIANTS, _MARKS_UNIFIED)
    | _FULL_WIDTH
    | {0x3000: " ", 0xA0: " ", 0x2003: " ", 0x2002: " ", 0x09: " "}
)


def normalise_text(text: str) -> str:
    """Return `text` as our rules are written: simplified characters, one form of each mark; offsets stay."""
    return _normalise_cached(text) if len(text) <= CACHED_LENGTH else unify_marks(simplify(text))


@lru_cache(maxsize=4096)
def _normalise_cached(text: str) -> str:
    """Return the same for a text that many rules look at one after another."""
    return unify_marks(simplify(text))


CACHED_LENGTH = 400
"""Characters of a text that is worth remembering; longer ones are looked at in pieces."""
