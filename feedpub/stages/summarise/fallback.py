"""Sentences -> a summary where no piece of them is without fault: a list of winners, a poem, one long sentence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.language.punctuation import ends_sentence, unclosed_marks
from feedpub.language.segmenter import segment
from feedpub.stages.summarise import clause_rules
from feedpub.stages.summarise.candidates import valid_pieces, with_end_mark
from feedpub.stages.summarise.sentences import count_chars

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedpub.stages.summarise.sentences import Sentence

TOLERABLE = frozenset(
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

TOLERABLE_CUTS = (TOLERABLE - {"short"}) | {
    "cut before predicate",
    "cut before subject",
    "cut in count",
    "cut after choice",
}
"""Cuts that are better than one in mid-clause."""

MAX_VERSE = 30
"""Characters; where no line has an end mark and all are this short, they are verses, winners or a table."""

ELLIPSIS = "…"

MAX_SENTENCES = 50
"""Sentences from the beginning; what comes later is no gist."""


_NUMBER = re.compile(r"[\d.,]+$")


def fallback_summary(sentences: Sequence[Sentence], chars: int) -> str:
    """Return what fits and jars least: verses, a sentence with a small fault, one cut at a mark, or between words."""
    lines = [sentence.text for sentence in sentences]
    if not lines:
        return ""
    if len(lines) > 1 and not any(map(ends_sentence, lines)) and max(map(len, lines)) <= MAX_VERSE:
        return _whole_lines(lines, chars) or truncate_words(lines[0], chars)
    return _least_violations(sentences, chars) or _cut_at_mark(lines[0], chars) or truncate_words(lines[0], chars)


def _least_violations(sentences: Sequence[Sentence], chars: int) -> str:
    for tolerated in (TOLERABLE, TOLERABLE_CUTS):
        for sentence in sorted(sentences[:MAX_SENTENCES], key=_opens_badly):
            fitting = [piece for piece in valid_pieces(sentence, tolerated) if piece.length <= chars]
            if fitting:
                return fitting[-1].text
    return ""


def _opens_badly(sentence: Sentence) -> bool:
    words = tuple(segment(sentence.simplified))
    return clause_rules.is_anaphoric(words) or clause_rules.lacks_subject(words)


def _whole_lines(lines: Sequence[str], chars: int) -> str:
    """Return as many whole lines as fit."""
    separator = "；" if any(mark in line for line in lines for mark in "：:、") else "，"
    text = ""
    for line in lines:
        longer = text + (separator if text else "") + line.rstrip("，,；;。.：: ")
        if count_chars(with_end_mark(longer)) > chars or unclosed_marks(longer):
            break
        text = longer
    return with_end_mark(text) if text else ""


def _cut_at_mark(line: str, chars: int) -> str:
    """Return the beginning up to a clause or an item of a list, where that is more than a date."""
    for text in _beginnings(line):
        bare = text.rstrip("，,；;：:、 ")
        cut_short = bare + ("等。" if text.endswith("、") else "。")
        if chars // 3 < count_chars(cut_short) <= chars and not unclosed_marks(bare) and not bare.isascii():
            return cut_short
    return ""


def _beginnings(line: str) -> Iterable[str]:
    """Yield the beginnings that end with a mark, the longest first."""
    return reversed(
        [line[: found.end()] for found in re.finditer(r"[，,；;、]", line) if not line[found.end() :][:1].isdigit()]
    )


def truncate_words(line: str, chars: int) -> str:
    """Return as many words as fit, with the mark of an omission where not all do."""
    if count_chars(with_end_mark(line)) <= chars and not unclosed_marks(line):
        return with_end_mark(line)
    taken = ""
    for word in segment(line):
        if count_chars(taken) + count_chars(word) + 1 > chars:
            break
        taken += word
    if line[len(taken) :][:1] in "0123456789.,%":
        taken = _NUMBER.sub("", taken)  # no number is cut
    while taken and (unclosed := unclosed_marks(taken)):
        taken = taken[: taken.rindex(unclosed[-1])]
    return taken.rstrip() + ELLIPSIS
