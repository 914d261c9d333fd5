"""Sentences -> Pieces: the whole sentence and its beginnings up to a clause's end, the good ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.language.marks import TERMINAL
from feedpub.language.words import cut
from feedpub.stages.summarise import grammar
from feedpub.stages.summarise.clauses import clauses, solid
from feedpub.stages.summarise.faults import faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.stages.summarise.sentences import Sentence

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
    opening = grammar.loose_opening(sentence.plain)
    parts = [tuple(cut(part)) for part in clauses(sentence.plain[opening:])]
    leans = grammar.leans(sentence.plain[opening:])
    words: tuple[str, ...] = ()
    end = opening
    for part in parts:
        words += part
        end += sum(map(len, part))
        rest = sentence.plain[end:]
        if (rest and not grammar.says_something(part)) or set(faults(words, rest)) - tolerated:
            continue
        text = ended(sentence.text[opening:end])
        yield Piece(text, sentence, words, solid(text), not rest, leans)


def ended(text: str) -> str:
    """Return the text with an end mark."""
    bare = text.rstrip(_CUT_MARKS)
    if bare[-1:] in TERMINAL or (len(bare) > 1 and bare[-1] in '”’」』）)"' and bare[-2] in TERMINAL):
        return bare
    if bare.isascii():
        return bare if bare.endswith(".") else bare + "."
    return bare + "。"
