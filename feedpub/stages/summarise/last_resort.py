"""Sentences -> a summary where no piece of them is without fault: a list of winners, a poem, one long sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.language.marks import ends_sentence, open_marks
from feedpub.language.words import cut
from feedpub.stages.summarise import grammar
from feedpub.stages.summarise.clauses import solid
from feedpub.stages.summarise.pieces import ended, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedpub.stages.summarise.sentences import Sentence

SMALL = frozenset(
    {
        "short",
        "question",
        "quotation first",
        "first person",
        "makers",
        "mostly quoted",
        "unfinished",
        "no predicate",
        "numbered",
    }
)
"""Faults that are better than a doubtful cut."""

DOUBTFUL = (SMALL - {"short"}) | {"cut before predicate", "cut before subject", "cut in count", "cut after choice"}
"""Cuts that are better than one in mid-clause."""

VERSE = 30
"""Characters; where no line has an end mark and all are this short, they are verses, winners or a table."""

CUT = "…"

CONSIDERED = 50
"""Sentences from the beginning; what comes later is no gist."""


_NUMBER = re.compile(r"[\d.,]+$")


def last_resort(told: Sequence[Sentence], chars: int) -> str:
    """Return what fits and jars least: verses, a sentence with a small fault, one cut at a mark, or between words."""
    lines = [sentence.text for sentence in told]
    if not lines:
        return ""
    if len(lines) > 1 and not any(map(ends_sentence, lines)) and max(map(len, lines)) <= VERSE:
        return _verses(lines, chars) or cut_words(lines[0], chars)
    return _least_fault(told, chars) or _cut_list(lines[0], chars) or cut_words(lines[0], chars)


def _least_fault(told: Sequence[Sentence], chars: int) -> str:
    for tolerated in (SMALL, DOUBTFUL):
        for sentence in sorted(told[:CONSIDERED], key=_opens_badly):
            fitting = [piece for piece in pieces(sentence, tolerated) if piece.size <= chars]
            if fitting:
                return fitting[-1].text
    return ""


def _opens_badly(sentence: Sentence) -> bool:
    words = tuple(cut(sentence.plain))
    return grammar.leans(words) or grammar.lacks_subject(words)


def _verses(lines: Sequence[str], chars: int) -> str:
    """Return as many whole lines as fit."""
    between = "；" if any(mark in line for line in lines for mark in "：:、") else "，"
    text = ""
    for line in lines:
        longer = text + (between if text else "") + line.rstrip("，,；;。.：: ")
        if solid(ended(longer)) > chars or open_marks(longer):
            break
        text = longer
    return ended(text) if text else ""


def _cut_list(line: str, chars: int) -> str:
    """Return the beginning up to a clause or an item of a list, where that is more than a date."""
    for text in _beginnings(line):
        bare = text.rstrip("，,；;：:、 ")
        cut_short = bare + ("等。" if text.endswith("、") else "。")
        if chars // 3 < solid(cut_short) <= chars and not open_marks(bare) and not bare.isascii():
            return cut_short
    return ""


def _beginnings(line: str) -> Iterable[str]:
    """Yield the beginnings that end with a mark, the longest first."""
    return reversed(
        [line[: found.end()] for found in re.finditer(r"[，,；;、]", line) if not line[found.end() :][:1].isdigit()]
    )


def cut_words(line: str, chars: int) -> str:
    """Return as many words as fit, with the mark of an omission where not all do."""
    if solid(ended(line)) <= chars and not open_marks(line):
        return ended(line)
    taken = ""
    for word in cut(line):
        if solid(taken) + solid(word) + 1 > chars:
            break
        taken += word
    if line[len(taken) :][:1] in "0123456789.,%":
        taken = _NUMBER.sub("", taken)  # no number is cut
    while taken and (left := open_marks(taken)):
        taken = taken[: taken.rindex(left[-1])]
    return taken.rstrip() + CUT
