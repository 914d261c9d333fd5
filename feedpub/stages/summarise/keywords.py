"""Headline and text -> up to five words that a person would search for: organisations, campaigns, subjects."""

from __future__ import annotations

import re
from collections import Counter
from math import log
from typing import TYPE_CHECKING

from feedpub.language.script import simplify
from feedpub.language.words import WordClass, segment, frequency, word_class
from feedpub.stages.summarise.clean import clean
from feedpub.stages.summarise.compounds import organisations, repeated_compounds, fix_segmentation, quoted_names
from feedpub.stages.summarise.scores import rarity
from feedpub.stages.summarise.vocabulary import COMMON_NOUNS

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

MAX_KEYWORDS = 5
MAX_KEYWORD = 12
"""Characters of a tag; what is longer is a sentence, not a word."""

HEADLINE_FACTOR = 2.5
LEAD_FACTOR = 1.3
LEAD_LENGTH = 120
"""Characters of the first paragraph that count as the lead."""

NAME_FACTOR = 2.0
"""A name of several words says more than each of them."""
PLACE_FACTOR = 0.3
"""Places have feeds of their own."""

NON_NOUN_CLASSES = frozenset({WordClass.VERB, WordClass.VERBAL_NOUN, WordClass.OTHER})
_FUNCTION = frozenset("的了在与和同以所把被将对向从由于及或等为是有不也都得这那该此其愿再已")
_NUMERIC = re.compile(r"[\d一二三四五六七八九十百千万亿两零〇首第.%％]+(?:公里|\w)?$")
_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]{1,6}(?:省|市|县|区|州|镇|乡|村|街道)$")


def keywords(title: str | None, text: str) -> tuple[str, ...]:
    """Return up to five keywords, the best first, in simplified characters, so that a word has one form everywhere."""
    headline = simplify(title or "")
    paragraphs = [simplify(paragraph) for paragraph in clean(text.splitlines())]
    lines = [headline, *paragraphs]
    words = [fix_segmentation(segment(line)) for line in lines]
    names = {**repeated_compounds(words), **quoted_names(lines, headline), **organisations(words)}
    counts = Counter(word for line in words for word in line if is_searchable(word))
    candidates = {word: count for word, count in counts.items() if count > 1 or frequency(word)}
    candidates |= {name: count for name, count in names.items() if len(name) <= MAX_KEYWORD and name not in COMMON_NOUNS}
    lead = " ".join(paragraphs[:1])[:LEAD_LENGTH]
    score = {word: _keyword_score(word, count, names, headline, lead) for word, count in candidates.items()}
    return _without_overlap(sorted(score, key=lambda word: (-score[word], word)), names)


def is_searchable(word: str) -> bool:
    """Whether somebody might search for the word: a noun, no number, no time, none of the press's common coin."""
    return (
        2 <= len(word) <= MAX_KEYWORD
        and word[0].isalnum()
        and word[-1].isalnum()
        and word not in COMMON_NOUNS
        and word_class(word) not in NON_NOUN_CLASSES
        and not _NUMERIC.match(word)
        and (word.isascii() or frequency(word) > 0 or _is_new_name(word))
    )


def _is_new_name(word: str) -> bool:
    """Whether a word that no dictionary has may be a name: jieba's guesses at two characters are wild."""
    return len(word) > 2 and _FUNCTION.isdisjoint(word)


def _keyword_score(word: str, count: int, names: Mapping[str, int], headline: str, lead: str) -> float:
    score = log(1 + count) * (NAME_FACTOR if word in names else rarity(word))
    score *= HEADLINE_FACTOR if word in headline else 1.0
    score *= LEAD_FACTOR if word in lead else 1.0
    return score * (PLACE_FACTOR if word_class(word) is WordClass.PLACE or _PLACE_NAME.match(word) else 1.0)


def _without_overlap(ranked: Sequence[str], names: Container[str]) -> tuple[str, ...]:
    """Keep the best words of which none holds another; a full name stands for its part where both are near the top."""
    kept: list[str] = []
    top = [word for word in ranked[: 3 * MAX_KEYWORDS] if word in names]
    for word in ranked:
        full = next((name for name in top if word in name), word)
        if len(kept) < MAX_KEYWORDS and not any(full in other or other in full for other in kept):
            kept.append(full)
    return tuple(kept)
