"""Pieces -> the ones that tell the most within a number of characters, in the order of the article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.stages.summarise.term_weights import content_words, position_weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feedpub.stages.summarise.candidates import Piece

MAX_STARTS = 4
"""Greedy choices that are tried, each from another first piece; the best wins (worth 0.9 points of ROUGE-1)."""
MAX_CANDIDATES = 60
"""Pieces that are looked at beyond their own score."""
LENGTH_EXPONENT = 0.8
"""The power of its length by which a piece's gain is divided: 1 would favour scraps, 0 whole paragraphs."""

NEW_SENTENCE_FACTOR = 0.8
"""The part of its gain that counts of a new sentence: to go on with one that was begun reads better."""
PIECE_PENALTY = 0.04
"""What each piece takes from the whole: three sentences read better than six (worth 0.3 points at 120 characters)."""


@dataclass(frozen=True, slots=True)
class ScoredPiece:
    """A piece with its content words and what each of them is worth in its place."""

    piece: Piece
    word_values: Mapping[str, float]

    @property
    def density(self) -> float:
        """What it tells by itself, for its length."""
        return sum(self.word_values.values()) / float(self.piece.length**LENGTH_EXPONENT)


_Selection = dict[int, ScoredPiece]  # by the number of the sentence


def select_pieces(pieces: Iterable[Piece], term_values: Mapping[str, float], chars: int) -> list[Piece]:
    """Return at most one piece of a sentence, no longer than `chars` in all; a leaning one only after its support."""
    scored = [score_piece(piece, term_values) for piece in pieces if piece.length <= chars]
    scored.sort(key=lambda one: (-one.density, one.piece.sentence.number, one.piece.length))
    starts = [candidate for candidate in scored if not candidate.piece.needs_previous][:MAX_STARTS]
    selections = [_extend({one.piece.sentence.number: one}, scored[:MAX_CANDIDATES], chars) for one in starts]
    best = max(selections, key=coverage, default={})
    return [best[number].piece for number in sorted(best)]


def score_piece(piece: Piece, term_values: Mapping[str, float]) -> ScoredPiece:
    """Return the piece with the worth of its words."""
    position = position_weight(piece.sentence.number)
    return ScoredPiece(piece, {word: term_values.get(word, 0.0) * position for word in set(content_words(piece.words))})


def coverage(selection: _Selection) -> float:
    """Return what a choice tells: every word counts once, where it is worth most, and scraps count against it."""
    return sum(_covered_values(selection.values()).values()) / (1 + PIECE_PENALTY * len(selection))


def _extend(selection: _Selection, scored: Sequence[ScoredPiece], chars: int) -> _Selection:
    """Add, or lengthen, the piece that gains most for its length, as long as one fits."""
    room = chars - sum(candidate.piece.length for candidate in selection.values())
    while True:
        best, best_gain = None, 0.0
        covered = _covered_values(selection.values())
        covered_without = {number: _covered_without(number, selection) for number in selection}
        for one in scored:
            number = one.piece.sentence.number
            replaced = selection.get(number)
            added_length = one.piece.length - (replaced.piece.length if replaced else 0)
            if 0 < added_length <= room and _is_supported(one.piece, selection):
                gain = _gain(one, replaced, covered_without.get(number, covered)) / added_length**LENGTH_EXPONENT
                if gain > best_gain:
                    best, best_gain = one, gain
        if best is None:
            return selection
        number = best.piece.sentence.number
        room -= best.piece.length - (selection[number].piece.length if number in selection else 0)
        selection = {**selection, number: best}


def _is_supported(piece: Piece, selection: _Selection) -> bool:
    before = selection.get(piece.sentence.number - 1)
    return not piece.needs_previous or (before is not None and before.piece.is_whole)


def _covered_without(number: int, selection: _Selection) -> Mapping[str, float]:
    return _covered_values(candidate for other, candidate in selection.items() if other != number)


def _gain(candidate: ScoredPiece, replaced: ScoredPiece | None, covered: Mapping[str, float]) -> float:
    """Return what a piece adds to the `others`, in place of the `old` one of its sentence."""
    if replaced is None:
        return NEW_SENTENCE_FACTOR * _added_value(candidate, covered)
    return _added_value(candidate, covered) - _added_value(replaced, covered)


def _added_value(candidate: ScoredPiece, covered: Mapping[str, float]) -> float:
    added = 0.0
    for word, value in candidate.word_values.items():
        covered_value = covered.get(word, 0.0)
        if value > covered_value:
            added += value - covered_value
    return added


def _covered_values(selection: Iterable[ScoredPiece]) -> dict[str, float]:
    covered: dict[str, float] = {}
    for candidate in selection:
        for word, value in candidate.word_values.items():
            if value > covered.get(word, 0.0):
                covered[word] = value
    return covered
