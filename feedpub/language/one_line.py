"""Any text -> one line of it, fit for a mail's header: no control character, no line end of any alphabet."""

from __future__ import annotations

import unicodedata

_ENDS = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Controls (CR, LF, VT, NEL, NUL), lone surrogates, line and paragraph separators."""

_TURNS = dict.fromkeys(map(ord, "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))
"""Marks that turn the direction of writing: in a subject they could make a file's name or an address read backwards."""


def one_line(text: str, limit: int | None = None) -> str:
    """Return `text` in one line, its white space single; what goes beyond `limit` characters is cut, marked by "…"."""
    plain = "".join(" " if unicodedata.category(char) in _ENDS else char for char in text.translate(_TURNS))
    line = " ".join(plain.split())
    if limit is not None and len(line) > limit:
        return line[: limit - 1].rstrip() + "…"
    return line
