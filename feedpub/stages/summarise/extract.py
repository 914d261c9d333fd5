"""Article -> its gist in the article's own words: the pieces of sentences that tell the most, without a fault."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from feedpub.language.script import simplify
from feedpub.language.words import segment
from feedpub.stages.summarise.choose import select_pieces
from feedpub.stages.summarise.clean import clean
from feedpub.stages.summarise.last_resort import fallback_summary
from feedpub.stages.summarise.pieces import pieces_with_violations, valid_pieces
from feedpub.stages.summarise.repeats import repeats
from feedpub.stages.summarise.scores import term_weights
from feedpub.stages.summarise.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import Article
    from feedpub.stages.summarise.pieces import Piece
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
    candidates = tuple(piece for sentence in sentences for piece in valid_pieces(sentence) if not _repeats_headline(headlines, piece))
    return sentences, candidates, term_weights(headline_block(article), (tuple(segment(sentence.simplified)) for sentence in sentences))


def _headlines(article: Article) -> tuple[str, str]:
    """Return what stands above the article, in plain text: the whole headline block, and the headline alone."""
    return headline_block(article), simplify(article.title or "")


def _repeats_headline(headlines: tuple[str, str], piece: Piece) -> bool:
    text = simplify(piece.text)
    return any(repeats(line, text) for line in headlines)
