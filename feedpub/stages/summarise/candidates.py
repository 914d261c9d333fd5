"""Sentences -> Pieces: the whole sentence and its beginnings up to a clause's end, the good ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.language.punctuation import SENTENCE_ENDS
from feedpub.language.segmenter import segment
from feedpub.stages.summarise import clause_rules
from feedpub.stages.summarise.quality_rules import ClauseWords, cut_violations, violations
from feedpub.stages.summarise.sentences import count_chars, split_clauses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedpub.stages.summarise.sentences import Sentence

MAX_SENTENCE = 600
"""Characters of a sentence that are looked at; all its beginnings are, which takes the square of its length."""

MAX_REMARK = 22
"""Characters of a sentence that only says who was quoted, and how: 李某的父亲连连道谢。"""

_CUT_MARKS = "，,；;：:、 "


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence that can stand alone, with its end mark."""

    text: str
    sentence: Sentence
    words: tuple[str, ...]
    """In simplified characters."""
    length: int
    """Characters without white space."""
    is_whole: bool
    needs_previous: bool
    """Whether it needs the sentence before it, in whole."""


def valid_pieces(sentence: Sentence, tolerated: frozenset[str] = frozenset()) -> Iterator[Piece]:
    """Yield the pieces of a sentence that have no faults but the tolerated, the shortest first."""
    return (piece for piece, rules in pieces_with_violations(sentence) if not set(rules) - tolerated)


def pieces_with_violations(sentence: Sentence) -> Iterator[tuple[Piece, tuple[str, ...]]]:
    """Yield every beginning of a sentence with the rules that it breaks, the shortest first."""
    start = clause_rules.removable_opening_length(sentence.simplified)
    parts = [tuple(segment(part)) for part in split_clauses(sentence.simplified[start : start + MAX_SENTENCE])]
    needs_before = needs_previous(sentence, parts)
    end = start
    for count, part in enumerate(parts, 1):
        end += sum(map(len, part))
        if _is_truncated(sentence, start, end):
            return
        text = with_end_mark(sentence.text[start:end])
        words = tuple(word for clause in parts[:count] for word in clause)
        piece = Piece(text, sentence, words, count_chars(text), end == len(sentence.simplified), needs_before)
        yield piece, tuple(piece_violations(parts[:count], parts[count:]))


def _is_truncated(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a beginning ends where we stopped to read, and not where a clause does."""
    return end == start + MAX_SENTENCE and end < len(sentence.simplified)


def piece_violations(before: Sequence[ClauseWords], after: Sequence[ClauseWords]) -> Iterator[str]:
    """Yield the faults of the clauses before a cut; of the whole sentence where none come after."""
    yield from violations([word for part in before for word in part])
    if after:
        yield from cut_violations(before, after)


def needs_previous(sentence: Sentence, parts: Sequence[ClauseWords]) -> bool:
    """Whether the sentence is not understood without the one before it: by its first words, or as a quote's end."""
    if not parts:
        return False
    if sentence.after_quotation and len(parts) == 1 and len(sentence.simplified) <= MAX_REMARK:
        return True
    second = parts[1] if len(parts) > 1 else ()
    begins_with_adjunct = clause_rules.is_adjunct(parts[0])
    if clause_rules.is_anaphoric(parts[0]) or (
        clause_rules.begins_with_pronoun(second)
        and (begins_with_adjunct or not clause_rules.has_main_predicate(parts[0]))
    ):
        return True
    lacks_subject = clause_rules.lacks_subject(parts[0]) or (begins_with_adjunct and clause_rules.lacks_subject(second))
    return sentence.number > 0 and lacks_subject


def with_end_mark(text: str) -> str:
    """Return the text with an end mark."""
    bare = text.rstrip(_CUT_MARKS)
    if bare[-1:] in SENTENCE_ENDS or (len(bare) > 1 and bare[-1] in '”’」』）)"' and bare[-2] in SENTENCE_ENDS):
        return bare
    if bare.isascii():
        return bare if bare.endswith(".") else bare + "."
    return bare + "。"
