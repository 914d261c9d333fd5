"""A decoded text -> why it was already spoilt before it came here: by a wrong reading that somebody saved."""

from __future__ import annotations

import re

from feedpub.stages.read import plausible
from feedpub.stages.read.codepages import python_codec

CHARACTERS_PER_LOST = 200
"""A lost character among this many is a glyph that a PDF tool did not know; more of them are a spoilt file."""

MOJIBAKE_SAMPLE = 4_000
SUSPICIOUS_SURPRISAL = 9.5
"""Mean surprise of a character outside ASCII from which another reading is tried."""
MAX_REMAINING_SHARE = 0.75
"""Share of the whole surprise that may remain in that other reading."""

# (what it was wrongly read as, what it was)
WRONG_READINGS = (
    ("gb18030", "utf-8"),
    ("latin-1", "utf-8"),
    ("cp1252", "utf-8"),
    ("big5", "utf-8"),
    ("latin-1", "gb18030"),
    ("latin-1", "big5"),
    ("gb18030", "big5"),
    ("big5", "gb18030"),
)

LATIN_ENCODINGS = ("latin-1", "cp1252")

_HAN = re.compile("[\u3400-\u9fff]")
_LOST = re.compile("\ufffd|锟斤拷")  # the second: two U+FFFD of UTF-8, read as GB 18030
_ASCII = re.compile(r"[\x00-\x7f]+")


def find_mojibake(text: str) -> str | None:
    """Return what is wrong and what to do, or None where the text can be trusted."""
    lost = _LOST.findall(text)
    if len(lost) * CHARACTERS_PER_LOST > len(text):
        line = text.count("\n", 0, text.index(lost[0])) + 1
        return f"{len(lost)} characters were lost before it came here, from line {line} on; convert its original again"
    for wrong, right in WRONG_READINGS if _is_suspicious(text) else ():
        if _reads_better(text, wrong, right):
            return f"{right.upper()} that was once read as {wrong.upper()} and saved so; convert its original again"
    return None


def _is_suspicious(text: str) -> bool:
    letters = _ASCII.sub("", text[:MOJIBAKE_SAMPLE])
    return len(letters) > 3 and plausible.east_asian_model().total(letters) > SUSPICIOUS_SURPRISAL * len(letters)


def _reads_better(text: str, wrong: str, right: str) -> bool:
    content = text[:MOJIBAKE_SAMPLE].encode(python_codec(wrong), "ignore")
    before = _ASCII.sub("", content.decode(python_codec(wrong), "ignore"))
    after = _ASCII.sub("", content.decode(python_codec(right), "replace"))
    if len(_telling_letters(before, wrong)) * 4 < len(_ASCII.sub("", text[:MOJIBAKE_SAMPLE])):
        return False
    return plausible.chinese_model().total(after) < MAX_REMAINING_SHARE * plausible.chinese_model().total(before)


def _telling_letters(letters: str, wrong: str) -> list[str]:
    """Return the letters that nonsense of that origin consists of: Han, which no list of signs or Greek page has."""
    return list(letters) if wrong in LATIN_ENCODINGS else _HAN.findall(letters)
