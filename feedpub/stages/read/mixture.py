"""A decoded text -> the first stretch of it that was written in another encoding.

A page pasted together from two sources can be legal GB 18030 from end to end and still be nonsense in part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedpub.stages.read import plausible
from feedpub.stages.read.codepages import python_name

STRETCH = 80
"""Characters that are weighed together at most: a line, or a part of a long one."""
ODD = 10.0
"""Mean surprise of a character outside ASCII from which a stretch is tried otherwise; a wrong reading has 12 to 15."""
BETTER = 1.5
"""By how much the mean must fall in another reading, at least; more for a stretch of few characters."""

_STRETCHES = re.compile(f"[^\n]{{1,{STRETCH}}}")
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
    letters = len(_ASCII.sub("", stretch))
    mean = _mean(stretch)
    if letters < 3 or mean < ODD:
        return None
    limit = mean - BETTER - 8 / letters
    content = _bytes(stretch, encoding)
    return next((name for name, other in _others(content, encoding) if _mean(other) < limit), None)


def _mean(text: str) -> float:
    """Return the mean surprise of what is not ASCII; infinite for text that is."""
    letters = _ASCII.sub("", text)
    return plausible.chinese().of(letters) / len(letters) if letters else float("inf")


def _others(content: bytes, encoding: str) -> list[tuple[str, str]]:
    """Return the readings of `content` in the other encodings, and one byte later in its own."""
    names = [name for name in ("utf-8", "gb18030", "big5") if name != encoding]
    read = [(name.upper(), content.decode(python_name(name), "replace").strip("\ufffd")) for name in names]
    return [*read, ("damaged by a lost byte", content[1:].decode(python_name(encoding), "replace").strip("\ufffd"))]


def _bytes(text: str, encoding: str) -> bytes:
    return text.encode(python_name(encoding), "replace")
