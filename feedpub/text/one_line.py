"""Text of a page -> one line that is right in every reader."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

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


# Text of a page -> one line that is right in every reader.


_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Marks of direction and of zero width: they would turn round the lines of a reader's list."""

_BREAKS = re.compile(r"[\t\n\r\x85\u2028\u2029]+")

_CONTROLS = re.compile("[\x7f-\x9f]")
"""XML 1.0 suffers them, the W3C validator warns of them, and no paper prints them."""


def feed_line(text: str) -> str:
    """Return a title, a name, a tag or a summary that no reader can take for mark-up, nor break, nor turn round.

    Readers disagree whether these are text or HTML; only full-width signs come out right in all that were tried. An
    ampersand is harmless where it begins no name of a character: 研发(R&D).
    """
    line = without_controls(_BREAKS.sub(" ", _INVISIBLE.sub("", text))).strip().replace("<", "＜").replace(">", "＞")
    return line if unescape(line) == line else line.replace("&", "＆")


def without_controls(text: str) -> str:
    """Return `text` without the control characters that XML lets pass."""
    return _CONTROLS.sub("", text)
