"""Article -> its beginning: whole sentences, and of the first that does not fit what can stand alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.summarise.extract import body_paragraphs, join_texts
from feedpub.stages.summarise.last_resort import fallback_summary
from feedpub.stages.summarise.pieces import valid_pieces
from feedpub.stages.summarise.sentences import split_sentences

if TYPE_CHECKING:
    from feedpub.model import Article
    from feedpub.stages.summarise.pieces import Piece


def lead_summary(article: Article, chars: int) -> str:
    """Return the first sentences, at most `chars` characters (white space not counted); faulty ones are passed over."""
    sentences = split_sentences(body_paragraphs(article))
    taken: list[Piece] = []
    for sentence in sentences:
        room = chars - sum(piece.length for piece in taken)
        fitting = [piece for piece in valid_pieces(sentence) if piece.length <= room and _is_supported(piece, taken)]
        taken += fitting[-1:]
        if room < chars // 4:
            break
    return join_texts([piece.text for piece in taken]) or fallback_summary(sentences, chars)


def _is_supported(piece: Piece, taken: list[Piece]) -> bool:
    """Whether a piece that points back has before it what it points at."""
    if not piece.needs_previous:
        return True
    return bool(taken) and taken[-1].is_whole and taken[-1].sentence.number == piece.sentence.number - 1
