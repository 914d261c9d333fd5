"""A decoded text -> the first stretch of it that was written in another encoding.

A page pasted together from two sources can be legal GB 18030 from end to end and still be nonsense in part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.stages.read import char_model
from feedpub.stages.read.detect import python_codec

if TYPE_CHECKING:
    from collections.abc import Iterator


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
    return len(letters) > 3 and char_model.east_asian_model().total(letters) > SUSPICIOUS_SURPRISAL * len(letters)


def _reads_better(text: str, wrong: str, right: str) -> bool:
    content = text[:MOJIBAKE_SAMPLE].encode(python_codec(wrong), "ignore")
    before = _ASCII.sub("", content.decode(python_codec(wrong), "ignore"))
    after = _ASCII.sub("", content.decode(python_codec(right), "replace"))
    if len(_telling_letters(before, wrong)) * 4 < len(_ASCII.sub("", text[:MOJIBAKE_SAMPLE])):
        return False
    return char_model.chinese_model().total(after) < MAX_REMAINING_SHARE * char_model.chinese_model().total(before)


def _telling_letters(letters: str, wrong: str) -> list[str]:
    """Return the letters that nonsense of that origin consists of: Han, which no list of signs or Greek page has."""
    return list(letters) if wrong in LATIN_ENCODINGS else _HAN.findall(letters)


# A decoded text -> the first stretch of it that was written in another encoding.
#
# A page pasted together from two sources can be legal GB 18030 from end to end and still be nonsense in part.


MAX_STRETCH = 80
"""Characters that are weighed together at most: a line, or a part of a long one."""
SUSPICIOUS_MEAN = 9.5
"""Mean surprise of a character outside ASCII from which a stretch is tried otherwise; a wrong reading has 12 to 15."""
MIN_IMPROVEMENT = 0.8
"""By how much the mean must fall in another reading, at least; more for a stretch of few characters."""
MIN_SHIFTED_BYTES = 16
"""Bytes from which a stretch can show that one is lost: a name of rare characters looks alike."""

_STRETCHES = re.compile(f"[^\n]{{1,{MAX_STRETCH}}}")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_ASCII_RUN = re.compile(r"[\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class ForeignStretch:
    """Where a stretch begins, and the encoding that it is in."""

    offset: int
    line: int
    actual_encoding: str


def find_foreign_stretch(text: str, encoding: str) -> ForeignStretch | None:
    """Return the first stretch of `text`, read as `encoding`, that makes sense only otherwise; None if all is one."""
    for found in _STRETCHES.finditer(text):
        if actual_encoding := _better_encoding(found[0], encoding):
            before = text[: found.start()]
            return ForeignStretch(len(_encode_lenient(before, encoding)), before.count("\n") + 1, actual_encoding)
    return None


def _better_encoding(stretch: str, encoding: str) -> str | None:
    letters, mean = _mean_surprisal(stretch)
    if letters < 2 or mean < SUSPICIOUS_MEAN:
        return None
    limit = mean - MIN_IMPROVEMENT - 6 / letters
    for name, other in _other_readings(_encode_lenient(stretch, encoding), encoding):
        count, other_mean = _mean_surprisal(other)
        if count * 2 > letters and other_mean < limit:
            return name
    return None


def _mean_surprisal(text: str) -> tuple[int, float]:
    """Return how many characters are not ASCII, and their mean surprise."""
    letters = _ASCII_RUN.sub("", text)
    return len(letters), char_model.chinese_model().total(letters) / max(1, len(letters))


def _other_readings(content: bytes, encoding: str) -> Iterator[tuple[str, str]]:
    """Yield the readings of `content` in other encodings and, of a long one, that in its own from the next byte on."""
    wide = ("utf-16-le", "utf-16-be") if _CONTROL.search(content) else ()
    for name in ("utf-8", "gb18030", "big5", *wide):
        if name != encoding:
            yield name.upper(), _decode_lenient(content, name)
    if len(content) >= MIN_SHIFTED_BYTES:
        yield "damaged by a lost byte", _decode_lenient(content[1:], encoding)


def _decode_lenient(content: bytes, encoding: str) -> str:
    return content.decode(python_codec(encoding), "replace").strip("\ufffd")


def _encode_lenient(text: str, encoding: str) -> bytes:
    return text.encode(python_codec(encoding), "replace")
