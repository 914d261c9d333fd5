"""A paragraph -> its lines as a letter in plain text sets them: Han characters two columns wide, marks never astray."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from feedpub.language.punctuation import CLAUSE_ENDS, CLOSING_MARKS, MARK_PAIRS, SENTENCE_ENDS

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 72
"""Columns: 36 Han characters, well under the 78 that RFC 5322 2.1.1 recommends."""

_NEVER_FIRST = SENTENCE_ENDS | CLAUSE_ENDS | CLOSING_MARKS
_NEVER_LAST = frozenset(MARK_PAIRS)
_UNBREAKABLE = re.compile(r"[!-~]+|\s+|.", re.DOTALL)
"""A Latin word or a number with its signs stays whole; every other character may end a line."""


def wrap(text: str | Sequence[str], width: int = WIDTH) -> list[str]:
    """Return the lines of `text`, none wider than `width` but for a single piece that is, such as an address.

    A sequence is taken for the pieces themselves: a list of names breaks between them, never within one.
    """
    lines = [""]
    for piece in _pieces(text) if isinstance(text, str) else text:
        line = lines[-1]
        if not line or display_width(line) + display_width(piece.rstrip()) <= width:
            lines[-1] = line + piece if line or not piece.isspace() else ""
        else:
            lines.append("" if piece.isspace() else piece)
    return [line.rstrip() for line in lines if line.strip()]


def display_width(text: str) -> int:
    """Return how many columns a Chinese font gives to `text`: two also to what Unicode calls ambiguous, such as “."""
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def _pieces(text: str) -> list[str]:
    """Cut where a line may end: no closing mark begins one, and no opening mark ends one."""
    pieces: list[str] = []
    for piece in _UNBREAKABLE.findall(" ".join(text.split())):
        if pieces and (piece in _NEVER_FIRST or pieces[-1][-1] in _NEVER_LAST):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces
