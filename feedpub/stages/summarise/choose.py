"""Pieces -> the ones that tell the most within a number of characters, in the order of the article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.stages.summarise.scores import standing, terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feedpub.stages.summarise.pieces import Piece

STARTS = 4
"""Greedy choices that are tried, each from another first piece; the best wins (worth 0.9 points of ROUGE-1)."""
CONSIDERED = 60
"""Pieces that are looked at beyond their own score."""
BREVITY = 0.8
"""The power of its length by which a piece's gain is divided: 1 would favour scraps, 0 whole paragraphs."""

FRESH = 0.8
"""The part of its gain that counts of a new sentence: to go on with one that was begun reads better."""
SCRAPS = 0.04
"""What each piece takes from the whole: three sentences read better than six (worth 0.3 points at 120 characters)."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A piece with its content words and what each of them is worth in its place."""

    piece: Piece
    words: Mapping[str, float]

    @property
    def density(self) -> float:
        """What it tells by itself, for its length."""
        return sum(self.words.values()) / float(self.piece.size**BREVITY)


_Choice = dict[int, Scored]  # by the number of the sentence


def choose(pieces: Iterable[Piece], worth: Mapping[str, float], chars: int) -> list[Piece]:
    """Return at most one piece of a sentence, no longer than `chars` in all; a leaning one only after its support."""
    scored = [score(piece, worth) for piece in pieces if piece.size <= chars]
    scored.sort(key=lambda one: (-one.density, one.piece.sentence.number, one.piece.size))
    starts = [one for one in scored if not one.piece.leans][:STARTS]
    choices = [_grow({one.piece.sentence.number: one}, scored[:CONSIDERED], chars) for one in starts]
    best = max(choices, key=told, default={})
    return [best[number].piece for number in sorted(best)]


def score(piece: Piece, worth: Mapping[str, float]) -> Scored:
    """Return the piece with the worth of its words."""
    place = standing(piece.sentence.number)
    return Scored(piece, {word: worth.get(word, 0.0) * place for word in set(terms(piece.words))})


def told(choice: _Choice) -> float:
    """Return what a choice tells: every word counts once, where it is worth most, and scraps count against it."""
    return sum(_heard(choice.values()).values()) / (1 + SCRAPS * len(choice))


def _grow(choice: _Choice, scored: Sequence[Scored], chars: int) -> _Choice:
    """Add, or lengthen, the piece that gains most for its length, as long as one fits."""
    room = chars - sum(one.piece.size for one in choice.values())
    while True:
        best, most = None, 0.0
        heard = _heard(choice.values())
        without = {number: _without(number, choice) for number in choice}
        for one in scored:
            number = one.piece.sentence.number
            old = choice.get(number)
            more = one.piece.size - (old.piece.size if old else 0)
            if 0 < more <= room and _stands(one.piece, choice):
                gain = _gain(one, old, without.get(number, heard)) / more**BREVITY
                if gain > most:
                    best, most = one, gain
        if best is None:
            return choice
        number = best.piece.sentence.number
        room -= best.piece.size - (choice[number].piece.size if number in choice else 0)
        choice = {**choice, number: best}


def _stands(piece: Piece, choice: _Choice) -> bool:
    before = choice.get(piece.sentence.number - 1)
    return not piece.leans or (before is not None and before.piece.whole)


def _without(number: int, choice: _Choice) -> Mapping[str, float]:
    return _heard(one for other, one in choice.items() if other != number)


def _gain(one: Scored, old: Scored | None, others: Mapping[str, float]) -> float:
    """Return what a piece adds to the `others`, in place of the `old` one of its sentence."""
    if old is None:
        return FRESH * _beyond(one, others)
    return _beyond(one, others) - _beyond(old, others)


def _beyond(one: Scored, heard: Mapping[str, float]) -> float:
    more = 0.0
    for word, value in one.words.items():
        known = heard.get(word, 0.0)
        if value > known:
            more += value - known
    return more


def _heard(choice: Iterable[Scored]) -> dict[str, float]:
    heard: dict[str, float] = {}
    for one in choice:
        for word, value in one.words.items():
            if value > heard.get(word, 0.0):
                heard[word] = value
    return heard
