"""A piece of text -> whether a paragraph begins so: the log-odds of its first character, at a beginning and within.

A piece that opens as no paragraph does, below a line where one has ended, is the second half of something.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

MID_PARAGRAPH = -1.0
"""Seven of a hundred paragraphs open so, and forty-five of a hundred pieces cut at random."""
UNKNOWN_CHARACTER = -0.5
"""What a character says that was hardly seen."""
_OPENING_MARKS = "“‘《（【〈 "


def opening_score(normalised: str) -> float:
    """Return the log-odds that a paragraph begins with this text rather than breaks off above it."""
    text = normalised.lstrip(_OPENING_MARKS)
    return _opening_table().get(text[0], UNKNOWN_CHARACTER) if text else 0.0


@cache
def _opening_table() -> dict[str, float]:
    """Return the fitted log-odds; each row of the data file is a number and the characters that have it."""
    text = (files("feedpub") / "data" / "openings.json").read_text(encoding="utf-8")
    return {char: float(value) for value, chars in json.loads(text).items() for char in chars}
