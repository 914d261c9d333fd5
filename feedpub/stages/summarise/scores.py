"""Headline and sentences -> what a word and a place in the article are worth to a reader."""

from __future__ import annotations

from collections import Counter
from math import log, sqrt
from typing import TYPE_CHECKING

from feedpub.language.words import cut, frequency
from feedpub.stages.summarise.vocabulary import COLOURLESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ONCE = 0.85
"""Taken from the root of a word's count: what an article says once weighs 0.15 of a word, twice 0.56."""
IN_HEADLINE = 4.0
NEAR_HEADLINE = 1.0
"""For a word that shares two neighbouring characters with the headline."""
LEAD = 4.0
"""How much more the first sentence is worth than the last of a long article."""
FADING = 0.2
"""How fast that is lost from sentence to sentence."""

_CORPUS = 6e7  # words that jieba's frequencies were counted in


def worth(headline: str, sentences: Iterable[Sequence[str]]) -> Mapping[str, float]:
    """Return what each content word of the sentences is worth; `headline` is in plain text, "" where there is none."""
    counts = Counter(word for words in sentences for word in terms(words))
    heads = terms(cut(headline))
    pairs = {headline[at : at + 2] for at in range(len(headline) - 1)}
    return {word: rarity(word) * (_told(count) + _announced(word, heads, pairs)) for word, count in counts.items()}


def standing(number: int) -> float:
    """Return the worth of a sentence's place: `number` sentences stand before it."""
    return 1 + LEAD / (1 + FADING * number)


def terms(words: Iterable[str]) -> list[str]:
    """Return the words that carry content."""
    return [word for word in words if len(word) > 1 and word[0].isalnum() and word not in COLOURLESS]


def rarity(word: str) -> float:
    """Return how much a word says because it is rare: about 0.4 to 1.5, by the frequencies of jieba's dictionary.

    On 324 stories they do as well as jieba's table of inverse document frequencies, which takes 50 MiB.
    """
    return log(_CORPUS / (frequency(word) + 20)) / 10


def _told(count: int) -> float:
    return sqrt(count) - ONCE


def _announced(word: str, heads: Iterable[str], pairs: set[str]) -> float:
    if word in heads:
        return IN_HEADLINE
    near = any(word[at : at + 2] in pairs for at in range(len(word) - 1))
    return NEAR_HEADLINE if near else 0.0
