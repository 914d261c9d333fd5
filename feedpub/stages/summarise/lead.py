"""Article -> its beginning: whole sentences, and of the first that does not fit what can stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.summarise.extract import body_of, joined
from feedpub.stages.summarise.last_resort import last_resort
from feedpub.stages.summarise.pieces import pieces
from feedpub.stages.summarise.sentences import sentences

if TYPE_CHECKING:
    from feedpub.model import Article
    from feedpub.stages.summarise.pieces import Piece


def summarise(article: Article, chars: int) -> str:
    """Return the first sentences, at most `chars` characters (white space not counted); faulty ones are passed over."""
    told = sentences(body_of(article))
    taken: list[Piece] = []
    for sentence in told:
        room = chars - sum(piece.size for piece in taken)
        fitting = [piece for piece in pieces(sentence) if piece.size <= room and _follows(piece, taken)]
        taken += fitting[-1:]
        if room < chars // 4:
            break
    return joined([piece.text for piece in taken]) or last_resort(told, chars)


def _follows(piece: Piece, taken: list[Piece]) -> bool:
    """Whether a piece that points back has before it what it points at."""
    if not piece.leans:
        return True
    return bool(taken) and taken[-1].whole and taken[-1].sentence.number == piece.sentence.number - 1
