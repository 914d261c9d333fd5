"""Headline and text -> up to five words that a person would search for: organisations, campaigns, subjects."""

from __future__ import annotations

import re
from collections import Counter
from math import log
from typing import TYPE_CHECKING

from feedpub.language.script import plain
from feedpub.language.words import Sort, cut, frequency, sort
from feedpub.stages.summarise.clean import clean
from feedpub.stages.summarise.compounds import bodies, compounds, mended, quoted
from feedpub.stages.summarise.scores import rarity
from feedpub.stages.summarise.vocabulary import COMMON

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

MOST = 5
LONGEST = 12
"""Characters of a tag; what is longer is a sentence, not a word."""

IN_HEADLINE = 2.5
IN_LEAD = 1.3
LEAD = 120
"""Characters of the first paragraph that count as the lead."""

NAME = 2.0
"""A name of several words says more than each of them."""
PLACE = 0.3
"""Places have feeds of their own."""

NOT_NOUNS = frozenset({Sort.VERB, Sort.DOING, Sort.OTHER})
_FUNCTION = frozenset("的了在与和同以所把被将对向从由于及或等为是有不也都得这那该此其愿再已")
_COUNTED = re.compile(r"[\d一二三四五六七八九十百千万亿两零〇首第.%％]+(?:公里|\w)?$")
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}(?:省|市|县|区|州|镇|乡|村|街道)$")


def keywords(title: str | None, text: str) -> tuple[str, ...]:
    """Return up to five keywords, the best first, in simplified characters, so that a word has one form everywhere."""
    headline = plain(title or "")
    paragraphs = [plain(paragraph) for paragraph in clean(text.splitlines())]
    lines = [headline, *paragraphs]
    words = [mended(cut(line)) for line in lines]
    names = {**compounds(words), **quoted(lines, headline), **bodies(words)}
    counts = Counter(word for line in words for word in line if is_subject(word))
    known = {word: count for word, count in counts.items() if count > 1 or frequency(word)}
    known |= {name: count for name, count in names.items() if len(name) <= LONGEST and name not in COMMON}
    lead = " ".join(paragraphs[:1])[:LEAD]
    score = {word: _score(word, count, names, headline, lead) for word, count in known.items()}
    return _apart(sorted(score, key=lambda word: (-score[word], word)), names)


def is_subject(word: str) -> bool:
    """Whether somebody might search for the word: a noun, no number, no time, none of the press's common coin."""
    return (
        2 <= len(word) <= LONGEST
        and word[0].isalnum()
        and word[-1].isalnum()
        and word not in COMMON
        and sort(word) not in NOT_NOUNS
        and not _COUNTED.match(word)
        and (word.isascii() or frequency(word) > 0 or _is_new_name(word))
    )


def _is_new_name(word: str) -> bool:
    """Whether a word that no dictionary has may be a name: jieba's guesses at two characters are wild."""
    return len(word) > 2 and _FUNCTION.isdisjoint(word)


def _score(word: str, count: int, names: Mapping[str, int], headline: str, lead: str) -> float:
    score = log(1 + count) * (NAME if word in names else rarity(word))
    score *= IN_HEADLINE if word in headline else 1.0
    score *= IN_LEAD if word in lead else 1.0
    return score * (PLACE if sort(word) is Sort.PLACE or _PLACE.match(word) else 1.0)


def _apart(ranked: Sequence[str], names: Container[str]) -> tuple[str, ...]:
    """Keep the best words of which none holds another; a full name stands for its part where both are near the top."""
    kept: list[str] = []
    top = [word for word in ranked[: 3 * MOST] if word in names]
    for word in ranked:
        full = next((name for name in top if word in name), word)
        if len(kept) < MOST and not any(full in other or other in full for other in kept):
            kept.append(full)
    return tuple(kept)
