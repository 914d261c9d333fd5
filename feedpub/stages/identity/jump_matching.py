"""Halves of stories on the pages of one issue -> which continuation belongs to which opening, and the story they make.

The numbers decide: `下转第2版` goes to page 2, and there to what says `上接第1版`. Where several stories jump between
the same two pages, the headline decides that is printed above both halves, be it in part; where none is, what they
speak of; and at last the order in which they stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from feedpub.language.punctuation import ends_sentence
from feedpub.model import PUBLISHED_KINDS, ItemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.model import Article, JumpPart

SAME_HEADLINE = 0.5
"""The share of the characters of a headline that stand in the other, from which it is that one printed again."""

_FRONT_PAGE = re.compile("头版|頭版|头条|一版")
_CONTINUED_ON = re.compile("转|轉")
_PAGE = re.compile(r"([A-Za-z]?)\s*0*(\d{1,3}|[一二三四五六七八九十]{1,3})")
_DIGITS = {figure: value for value, figure in enumerate("一二三四五六七八九", 1)}


def is_opening(article: Article) -> bool:
    """Whether an item is published, and says that it goes on elsewhere."""
    return article.kind in PUBLISHED_KINDS and bool(_CONTINUED_ON.search(article.jump or ""))


def is_jump_part(article: Article) -> bool:
    """Whether an item is a part of a story that stands on two pages."""
    return article.kind is ItemKind.FRAGMENT or is_opening(article)


def pair_jump_parts(parts: Sequence[JumpPart]) -> list[tuple[JumpPart, JumpPart]]:
    """Return the openings with their continuations, each once, best first; what has no counterpart is left out."""
    openings = [part for part in parts if is_opening(part.article)]
    continuations = [half for half in parts if half.article.kind is ItemKind.FRAGMENT]
    positions = [_positions(openings), _positions(continuations)]
    pairs = sorted(
        (-score, abs(positions[0][at] - positions[1][place]), opening.path, at, continuation.path, place)
        for at, opening in enumerate(openings)
        for place, continuation in enumerate(continuations)
        if (score := _pair_score(opening, continuation)) > 0
    )
    found: list[tuple[JumpPart, JumpPart]] = []
    taken: set[tuple[str, int]] = set()
    for *_, at, _, place in pairs:
        if not {("opening", at), ("rest", place)} & taken:
            taken |= {("opening", at), ("rest", place)}
            found.append((openings[at], continuations[place]))
    return found


def _positions(parts: Sequence[JumpPart]) -> list[int]:
    """Return of each half how many stand before it on its page that name the same other page."""
    counts: Counter[object] = Counter()
    positions: list[int] = []
    for part in parts:
        jump = part.path, parse_page(part.article.jump)
        positions.append(counts[jump])
        counts[jump] += 1
    return positions


def join_parts(opening: Article, continuation: Article) -> Article:
    """Return both halves as one story under the headline of the first; a sentence that was parted is whole again."""
    first, then = list(opening.paragraphs), list(continuation.paragraphs)
    subheads = list(opening.subheads)
    is_torn = bool(first and then) and not ends_sentence(first[-1]) and len(first) - 1 not in subheads
    inner_headlines = (
        []
        if is_torn or not continuation.title or _headline_overlap(opening, continuation) >= SAME_HEADLINE
        else [continuation.title]
    )
    if is_torn and 0 not in continuation.subheads:
        first[-1] += then.pop(0)
    shift = len(first) + len(inner_headlines) + len(then) - len(continuation.paragraphs)
    subheads += [*range(len(first), len(first) + len(inner_headlines)), *(shift + at for at in continuation.subheads)]
    bylines = dict.fromkeys(part for part in (opening.byline, continuation.byline) if part)
    return replace(
        opening,
        paragraphs=(*first, *inner_headlines, *then),
        subheads=tuple(subheads),
        byline=" ".join(bylines) or None,
        jump=None,
        confidence=min(opening.confidence, continuation.confidence),
    )


def _pair_score(opening: JumpPart, continuation: JumpPart) -> float:
    """Return how well two halves go together; 0 where they cannot."""
    if opening.path == continuation.path:
        return 0.0
    same_page = [
        _is_same_page(parse_page(opening.article.jump), parse_page(continuation.page_number)),
        _is_same_page(parse_page(continuation.article.jump), parse_page(opening.page_number)),
    ]
    overlap = _headline_overlap(opening.article, continuation.article)
    if False in same_page or (None in same_page and overlap < SAME_HEADLINE):
        return 0.0
    return 1.0 + 2 * overlap + _shared_bigrams(opening.article, continuation.article)


def parse_page(text: str | None) -> tuple[str, int] | None:
    """Return the page that a mark or a page's own number names: letter and number; the front page is 1."""
    normalised = unicodedata.normalize("NFKC", text or "")
    found = _PAGE.search(normalised)
    if found and found[2].isdigit():
        return found[1].upper(), int(found[2])
    if found:
        return found[1].upper(), _chinese_number(found[2])
    return ("", 1) if _FRONT_PAGE.search(normalised) else None


def _chinese_number(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[digit]) for digit in numeral))
    return 10 * (_DIGITS.get(tens, 1) if tens else 1) + (_DIGITS.get(ones, 0) if ones else 0)


def _is_same_page(one: tuple[str, int] | None, other: tuple[str, int] | None) -> bool | None:
    """Whether two numbers are the same page's; None where one is not told. Many papers leave the letter out."""
    if one is None or other is None:
        return None
    return one[1] == other[1] and (one[0] == other[0] or not one[0] or not other[0])


def _headline_overlap(opening: Article, continuation: Article) -> float:
    """Return how much of the continuation's headline stands in the opening's, 0 to 1."""
    heads = "".join(part for part in (opening.kicker, opening.title, opening.subtitle) if part)
    wanted = {char for char in continuation.title or "" if char.isalnum()}
    return len(wanted & set(heads)) / len(wanted) if wanted else 0.0


def _shared_bigrams(opening: Article, continuation: Article) -> float:
    """Return how far two halves speak of the same, 0 to 1: the pairs of characters of the smaller that both have."""
    one, other = ({*map("".join, pairwise(text))} for text in (opening.text, continuation.text))
    return len(one & other) / max(1, min(len(one), len(other)))
