"""Article -> its gist in the article's own words: the pieces of sentences that tell the most, without a fault."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from feedpub.language.script import plain
from feedpub.language.words import cut
from feedpub.stages.summarise.choose import choose
from feedpub.stages.summarise.clean import clean
from feedpub.stages.summarise.last_resort import last_resort
from feedpub.stages.summarise.pieces import judged, pieces
from feedpub.stages.summarise.repeats import repeats
from feedpub.stages.summarise.scores import worth
from feedpub.stages.summarise.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import Article
    from feedpub.stages.summarise.pieces import Piece
    from feedpub.stages.summarise.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """A beginning of a sentence, whether the summary has it, and by which rules it may not or hardly."""

    text: str
    chosen: bool
    rules: tuple[str, ...]


def summarise(article: Article, chars: int) -> str:
    """Return at most `chars` characters (white space not counted) that say what the article says."""
    told, candidates, values = _read(article)
    chosen = choose(candidates, values, chars)
    return joined([piece.text for piece in chosen]) or last_resort(told, chars)


def why(article: Article, chars: int) -> list[Verdict]:
    """Return what became of every beginning of a sentence, in the order of the article."""
    told, candidates, values = _read(article)
    chosen = set(choose(candidates, values, chars))
    return [
        Verdict(piece.text, piece in chosen, rules or _passed_over(piece, article, chars))
        for sentence in told
        for piece, rules in judged(sentence)
    ]


def _passed_over(piece: Piece, article: Article, chars: int) -> tuple[str, ...]:
    """Return why a faultless piece may not be taken; nothing where others only told more."""
    rules = {
        "too long": piece.size > chars,
        "repeats the headline": _repeats(_said(article), piece),
        "leans on the sentence before": piece.leans,
    }
    return tuple(rule for rule, broken in rules.items() if broken)


def headline_of(article: Article) -> str:
    """Return the whole headline block in plain text: kicker, headline, subtitle."""
    return plain(" ".join(part for part in (article.kicker, article.title, article.subtitle) if part))


def body_of(article: Article) -> list[str]:
    """Return the clean paragraphs, without the subheads that the article names."""
    marked = set(article.subheads)
    return clean(text for number, text in enumerate(article.paragraphs) if number not in marked)


def joined(texts: list[str]) -> str:
    """Return the texts one after the other, Latin ones with a space between."""
    whole = ""
    for text in texts:
        whole += (" " if whole and whole[-1].isascii() and text[:1].isascii() else "") + text
    return whole


@lru_cache(maxsize=2)  # one article is asked for three lengths
def _read(article: Article) -> tuple[tuple[Sentence, ...], tuple[Piece, ...], Mapping[str, float]]:
    told = tuple(sentences(body_of(article)))
    said = _said(article)
    candidates = tuple(piece for sentence in told for piece in pieces(sentence) if not _repeats(said, piece))
    return told, candidates, worth(headline_of(article), (tuple(cut(sentence.plain)) for sentence in told))


def _said(article: Article) -> tuple[str, str]:
    """Return what stands above the article, in plain text: the whole headline block, and the headline alone."""
    return headline_of(article), plain(article.title or "")


def _repeats(said: tuple[str, str], piece: Piece) -> bool:
    text = plain(piece.text)
    return any(repeats(line, text) for line in said)
