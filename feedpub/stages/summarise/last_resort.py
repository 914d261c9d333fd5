"""Sentences -> a summary where no piece of them is without fault: a list of winners, a poem, one long sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.language.marks import open_marks
from feedpub.language.words import cut
from feedpub.stages.summarise.clauses import solid
from feedpub.stages.summarise.pieces import ended, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedpub.stages.summarise.sentences import Sentence

TOLERATED = frozenset(
    {"short", "question", "quotation first", "first person", "makers", "hanging end", "unfinished", "no predicate"}
)
"""What is still better than a cut."""

CUT = "…"


def last_resort(told: Sequence[Sentence], chars: int) -> str:
    """Return the first that fits: a sentence with a lesser fault, one cut at a clause, in a list, or between words."""
    for sentence in told:
        fitting = [piece for piece in pieces(sentence, TOLERATED) if piece.size <= chars and not piece.leans]
        if fitting:
            return fitting[-1].text
    lines = [sentence.text for sentence in told if sentence.text]
    if not lines:
        return ""
    return _verses(lines, chars) or _cut_list(lines[0], chars) or cut_words(lines[0], chars)


def _verses(lines: Sequence[str], chars: int) -> str:
    """Return as many whole lines as fit, where each is short: a poem, a table."""
    taken: list[str] = []
    for line in lines:
        if sum(map(solid, taken)) + len(taken) + solid(line) + 1 > chars:
            break
        taken.append(line)
    text = "，".join(line.rstrip("，,；;。.：:") for line in taken)
    return ended(text) if text and not open_marks(text) else ""


def _cut_list(line: str, chars: int) -> str:
    """Return the beginning up to a clause or an item of a list."""
    for text in _beginnings(line):
        bare = text.rstrip("，,；;：:、 ")
        cut_short = bare + ("等。" if text.endswith("、") else "。")
        if 1 < solid(cut_short) <= chars and not open_marks(bare):
            return cut_short
    return ""


def _beginnings(line: str) -> Iterable[str]:
    """Yield the beginnings that end with a mark, the longest first."""
    return reversed(
        [line[: found.end()] for found in re.finditer(r"[，,；;、]", line) if not line[found.end() :][:1].isdigit()]
    )


def cut_words(line: str, chars: int) -> str:
    """Return as many words as fit, with the mark of an omission."""
    taken = ""
    for word in cut(line):
        if solid(taken) + solid(word) + 1 > chars:
            break
        taken += word
    while taken and (left := open_marks(taken)):
        taken = taken[: taken.rindex(left[-1])]
    taken = taken or next((char for char in line if char.isalnum()), "")
    return (taken.rstrip() + CUT) if solid(taken) < chars else taken
