"""A decoded text -> the first stretch of it that was written in another encoding.

A page pasted together from two sources can be legal GB 18030 from end to end and still be nonsense in part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.stages.read import plausible
from feedpub.stages.read.codepages import python_name

if TYPE_CHECKING:
    from collections.abc import Iterator

STRETCH = 80
"""Characters that are weighed together at most: a line, or a part of a long one."""
ODD = 9.5
"""Mean surprise of a character outside ASCII from which a stretch is tried otherwise; a wrong reading has 12 to 15."""
BETTER = 0.8
"""By how much the mean must fall in another reading, at least; more for a stretch of few characters."""
LONG = 16
"""Bytes from which a stretch can show that one is lost: a name of rare characters looks alike."""

_STRETCHES = re.compile(f"[^\n]{{1,{STRETCH}}}")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_ASCII = re.compile(r"[\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a stretch begins, and the encoding that it is in."""

    offset: int
    line: int
    instead: str


def foreign(text: str, encoding: str) -> Stretch | None:
    """Return the first stretch of `text`, read as `encoding`, that makes sense only otherwise; None if all is one."""
    for found in _STRETCHES.finditer(text):
        if instead := _otherwise(found[0], encoding):
            before = text[: found.start()]
            return Stretch(len(_bytes(before, encoding)), before.count("\n") + 1, instead)
    return None


def _otherwise(stretch: str, encoding: str) -> str | None:
    letters, mean = _weigh(stretch)
    if letters < 2 or mean < ODD:
        return None
    limit = mean - BETTER - 6 / letters
    for name, other in _others(_bytes(stretch, encoding), encoding):
        count, other_mean = _weigh(other)
        if count * 2 > letters and other_mean < limit:
            return name
    return None


def _weigh(text: str) -> tuple[int, float]:
    """Return how many characters are not ASCII, and their mean surprise."""
    letters = _ASCII.sub("", text)
    return len(letters), plausible.chinese().of(letters) / max(1, len(letters))


def _others(content: bytes, encoding: str) -> Iterator[tuple[str, str]]:
    """Yield the readings of `content` in other encodings and, of a long one, that in its own from the next byte on."""
    wide = ("utf-16-le", "utf-16-be") if _CONTROL.search(content) else ()
    for name in ("utf-8", "gb18030", "big5", *wide):
        if name != encoding:
            yield name.upper(), _read(content, name)
    if len(content) >= LONG:
        yield "damaged by a lost byte", _read(content[1:], encoding)


def _read(content: bytes, encoding: str) -> str:
    return content.decode(python_name(encoding), "replace").strip("\ufffd")


def _bytes(text: str, encoding: str) -> bytes:
    return text.encode(python_name(encoding), "replace")
