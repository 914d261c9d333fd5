"""Article -> its gist in the article's own words: the pieces of sentences that tell the most, without a fault."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from feedpub.language.normalise import simplify
from feedpub.language.segmenter import segment
from feedpub.stages.summarise.candidates import pieces_with_violations, valid_pieces
from feedpub.stages.summarise.clean import clean
from feedpub.stages.summarise.fallback import fallback_summary
from feedpub.stages.summarise.quality_rules import repeats
from feedpub.stages.summarise.selection import select_pieces
from feedpub.stages.summarise.sentences import split_sentences
from feedpub.stages.summarise.term_weights import term_weights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import Article
    from feedpub.stages.summarise.candidates import Piece
    from feedpub.stages.summarise.sentences import Sentence


@dataclass(frozen=True, slots=True)
class PieceDecision:
    """A beginning of a sentence, whether the summary has it, and by which rules it may not or hardly."""

    text: str
    chosen: bool
    rules: tuple[str, ...]


def extract_summary(article: Article, chars: int) -> str:
    """Return at most `chars` characters (white space not counted) that say what the article says."""
    sentences, candidates, term_values = _analyse(article)
    chosen = select_pieces(candidates, term_values, chars)
    return join_texts([piece.text for piece in chosen]) or fallback_summary(sentences, chars)


def explain_extract(article: Article, chars: int) -> list[PieceDecision]:
    """Return what became of every beginning of a sentence, in the order of the article."""
    sentences, candidates, term_values = _analyse(article)
    chosen = set(select_pieces(candidates, term_values, chars))
    return [
        PieceDecision(piece.text, piece in chosen, rules or _reasons_not_chosen(piece, article, chars))
        for sentence in sentences
        for piece, rules in pieces_with_violations(sentence)
    ]


def _reasons_not_chosen(piece: Piece, article: Article, chars: int) -> tuple[str, ...]:
    """Return why a faultless piece may not be taken; nothing where others only told more."""
    rules = {
        "too long": piece.length > chars,
        "repeats the headline": _repeats_headline(_headlines(article), piece),
        "leans on the sentence before": piece.needs_previous,
    }
    return tuple(rule for rule, is_broken in rules.items() if is_broken)


def headline_block(article: Article) -> str:
    """Return the whole headline block in plain text: kicker, headline, subtitle."""
    return simplify(" ".join(part for part in (article.kicker, article.title, article.subtitle) if part))


def body_paragraphs(article: Article) -> list[str]:
    """Return the clean paragraphs, without the subheads that the article names."""
    subheads = set(article.subheads)
    return clean(text for number, text in enumerate(article.paragraphs) if number not in subheads)


def join_texts(texts: list[str]) -> str:
    """Return the texts one after the other, Latin ones with a space between."""
    result = ""
    for text in texts:
        result += (" " if result and result[-1].isascii() and text[:1].isascii() else "") + text
    return result


@lru_cache(maxsize=2)  # one article is asked for three lengths
def _analyse(article: Article) -> tuple[tuple[Sentence, ...], tuple[Piece, ...], Mapping[str, float]]:
    sentences = tuple(split_sentences(body_paragraphs(article)))
    headlines = _headlines(article)
    candidates = tuple(
        piece for sentence in sentences for piece in valid_pieces(sentence) if not _repeats_headline(headlines, piece)
    )
    return (
        sentences,
        candidates,
        term_weights(headline_block(article), (tuple(segment(sentence.simplified)) for sentence in sentences)),
    )


def _headlines(article: Article) -> tuple[str, str]:
    """Return what stands above the article, in plain text: the whole headline block, and the headline alone."""
    return headline_block(article), simplify(article.title or "")


def _repeats_headline(headlines: tuple[str, str], piece: Piece) -> bool:
    text = simplify(piece.text)
    return any(repeats(line, text) for line in headlines)


# Article -> its beginning: whole sentences, and of the first that does not fit what can stand alone.


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
