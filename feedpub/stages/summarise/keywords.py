"""Headline and text -> up to five words that a person would search for: organisations, campaigns, subjects."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from feedpub.language.script import plain
from feedpub.language.words import cut, qualities, verbs
from feedpub.stages.summarise.clean import clean
from feedpub.stages.summarise.compounds import compounds, quoted
from feedpub.stages.summarise.scores import rarity
from feedpub.stages.summarise.vocabulary import COMMON

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST = 5
LONGEST = 12
"""Characters of a tag; what is longer is a sentence, not a word."""

IN_HEADLINE = 2.5
IN_LEAD = 1.3
COMPOUND = 1.6
"""A name of several words says more than each of them."""
PLACE = 0.5
"""Places have feeds of their own."""

_TIME = re.compile(
    r"[\d一二三四五六七八九十百千万亿两零〇.%％]+(?:公里|[年月日号时点分个名人元家次项届位岁米吨亩只件场期天周])*$"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}(?:省|市|县|区|州|镇|乡|村|街道|自治区|自治州|自治县)$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word or name that may become a tag."""

    word: str
    score: float


def keywords(title: str | None, text: str) -> tuple[str, ...]:
    """Return up to five keywords, the best first, in simplified characters, so that a word has one form everywhere."""
    headline = plain(title or "")
    paragraphs = [plain(paragraph) for paragraph in clean(text.splitlines())]
    lines = [headline, *paragraphs]
    words = [tuple(cut(line)) for line in lines]
    names = {**compounds(words), **quoted(lines, headline)}
    counts = Counter(word for line in words for word in line if is_subject(word))
    counts.update({name: count for name, count in names.items() if is_subject(name)})
    lead = " ".join(paragraphs[:1])[:120]
    ranked = sorted(
        (Candidate(word, _score(word, count, names, headline, lead)) for word, count in counts.items()),
        key=lambda one: (-one.score, one.word),
    )
    return _apart([one.word for one in ranked])


def is_subject(word: str) -> bool:
    """Whether somebody might search for the word: a noun, no number, no time, none of the press's common coin."""
    return (
        2 <= len(word) <= LONGEST
        and word[0].isalnum()
        and word[-1].isalnum()
        and word not in COMMON
        and word not in verbs()
        and word not in qualities()
        and not _TIME.match(word)
    )


def _score(word: str, count: int, names: Mapping[str, int], headline: str, lead: str) -> float:
    score = log(1 + count) * (1.3 if word in names else rarity(word))
    score *= COMPOUND if word in names else 1.0
    score *= IN_HEADLINE if word in headline else 1.0
    score *= IN_LEAD if word in lead else 1.0
    score *= PLACE if _PLACE.match(word) else 1.0
    return score


def _apart(ranked: list[str]) -> tuple[str, ...]:
    """Keep the best words of which none holds another."""
    kept: list[str] = []
    for word in ranked:
        if len(kept) == MOST:
            break
        if not any(word in other or other in word for other in kept):
            kept.append(word)
    return tuple(kept)
