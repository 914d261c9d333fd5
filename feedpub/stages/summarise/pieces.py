"""Sentences -> Pieces: the whole sentence and its beginnings up to a clause's end, the good ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.language.marks import TERMINAL
from feedpub.language.words import cut
from feedpub.stages.summarise import grammar
from feedpub.stages.summarise.clauses import clauses, solid
from feedpub.stages.summarise.cuts import Words, cut_faults
from feedpub.stages.summarise.faults import faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedpub.stages.summarise.sentences import Sentence

LONGEST = 600
"""Characters of a sentence that are looked at; all its beginnings are, which takes the square of its length."""

REMARK = 22
"""Characters of a sentence that only says who was quoted, and how: 李某的父亲连连道谢。"""

_CUT_MARKS = "，,；;：:、 "


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence that can stand alone, with its end mark."""

    text: str
    sentence: Sentence
    words: tuple[str, ...]
    """In simplified characters."""
    size: int
    """Characters without white space."""
    whole: bool
    leans: bool
    """Whether it needs the sentence before it, in whole."""


def pieces(sentence: Sentence, tolerated: frozenset[str] = frozenset()) -> Iterator[Piece]:
    """Yield the pieces of a sentence that have no faults but the tolerated, the shortest first."""
    return (piece for piece, rules in judged(sentence) if not set(rules) - tolerated)


def judged(sentence: Sentence) -> Iterator[tuple[Piece, tuple[str, ...]]]:
    """Yield every beginning of a sentence with the rules that it breaks, the shortest first."""
    start = grammar.loose_opening(sentence.plain)
    parts = [tuple(cut(part)) for part in clauses(sentence.plain[start : start + LONGEST])]
    leaning = leans(sentence, parts)
    end = start
    for count, part in enumerate(parts, 1):
        end += sum(map(len, part))
        if _is_torn(sentence, start, end):
            return
        text = ended(sentence.text[start:end])
        words = tuple(word for heard in parts[:count] for word in heard)
        piece = Piece(text, sentence, words, solid(text), end == len(sentence.plain), leaning)
        yield piece, tuple(found(parts[:count], parts[count:]))


def _is_torn(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a beginning ends where we stopped to read, and not where a clause does."""
    return end == start + LONGEST and end < len(sentence.plain)


def found(before: Sequence[Words], after: Sequence[Words]) -> Iterator[str]:
    """Yield the faults of the clauses before a cut; of the whole sentence where none come after."""
    yield from faults([word for part in before for word in part])
    if after:
        yield from cut_faults(before, after)


def leans(sentence: Sentence, parts: Sequence[Words]) -> bool:
    """Whether the sentence is not understood without the one before it: by its first words, or as a quote's end."""
    if not parts:
        return False
    if sentence.after_quotation and len(parts) == 1 and len(sentence.plain) <= REMARK:
        return True
    second = parts[1] if len(parts) > 1 else ()
    scene = grammar.sets_scene(parts[0])
    if grammar.leans(parts[0]) or (grammar.points_back(second) and (scene or not grammar.says_something(parts[0]))):
        return True
    subjectless = grammar.lacks_subject(parts[0]) or (scene and grammar.lacks_subject(second))
    return sentence.number > 0 and subjectless


def ended(text: str) -> str:
    """Return the text with an end mark."""
    bare = text.rstrip(_CUT_MARKS)
    if bare[-1:] in TERMINAL or (len(bare) > 1 and bare[-1] in '”’」』）)"' and bare[-2] in TERMINAL):
        return bare
    if bare.isascii():
        return bare if bare.endswith(".") else bare + "."
    return bare + "。"
