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

from feedpub.language.marks import ends_sentence
from feedpub.model import PUBLISHED, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.model import Article, Half

ONE_HEADLINE = 0.5
"""The share of the characters of a headline that stand in the other, from which it is that one printed again."""

_FRONT = re.compile("头版|頭版|头条|一版")
_LEAVES = re.compile("转|轉")
_FOLIO = re.compile(r"([A-Za-z]?)\s*0*(\d{1,3}|[一二三四五六七八九十]{1,3})")
_FIGURES = {figure: value for value, figure in enumerate("一二三四五六七八九", 1)}


def is_opening(article: Article) -> bool:
    """Whether an item is published, and says that it goes on elsewhere."""
    return article.kind in PUBLISHED and bool(_LEAVES.search(article.jump or ""))


def is_half(article: Article) -> bool:
    """Whether an item is a part of a story that stands on two pages."""
    return article.kind is Kind.FRAGMENT or is_opening(article)


def pair_halves(halves: Sequence[Half]) -> list[tuple[Half, Half]]:
    """Return the openings with their continuations, each once, best first; what has no counterpart is left out."""
    openings = [half for half in halves if is_opening(half.article)]
    rests = [half for half in halves if half.article.kind is Kind.FRAGMENT]
    order = [_order(openings), _order(rests)]
    pairs = sorted(
        (-score, abs(order[0][at] - order[1][place]), opening.path, at, rest.path, place)
        for at, opening in enumerate(openings)
        for place, rest in enumerate(rests)
        if (score := _score(opening, rest)) > 0
    )
    found: list[tuple[Half, Half]] = []
    taken: set[tuple[str, int]] = set()
    for *_, at, _, place in pairs:
        if not {("opening", at), ("rest", place)} & taken:
            taken |= {("opening", at), ("rest", place)}
            found.append((openings[at], rests[place]))
    return found


def _order(halves: Sequence[Half]) -> list[int]:
    """Return of each half how many stand before it on its page that name the same other page."""
    seen: Counter[object] = Counter()
    order: list[int] = []
    for half in halves:
        jump = half.path, folio(half.article.jump)
        order.append(seen[jump])
        seen[jump] += 1
    return order


def join(opening: Article, rest: Article) -> Article:
    """Return both halves as one story under the headline of the first; a sentence that was parted is whole again."""
    first, then = list(opening.paragraphs), list(rest.paragraphs)
    subheads = list(opening.subheads)
    is_torn = bool(first and then) and not ends_sentence(first[-1]) and len(first) - 1 not in subheads
    inner = [] if is_torn or not rest.title or _alike(opening, rest) >= ONE_HEADLINE else [rest.title]
    if is_torn and 0 not in rest.subheads:
        first[-1] += then.pop(0)
    shift = len(first) + len(inner) + len(then) - len(rest.paragraphs)
    subheads += [*range(len(first), len(first) + len(inner)), *(shift + at for at in rest.subheads)]
    bylines = dict.fromkeys(part for part in (opening.byline, rest.byline) if part)
    return replace(
        opening,
        paragraphs=(*first, *inner, *then),
        subheads=tuple(subheads),
        byline=" ".join(bylines) or None,
        jump=None,
        confidence=min(opening.confidence, rest.confidence),
    )


def _score(opening: Half, rest: Half) -> float:
    """Return how well two halves go together; 0 where they cannot."""
    if opening.path == rest.path:
        return 0.0
    agree = [
        _agree(folio(opening.article.jump), folio(rest.number)),
        _agree(folio(rest.article.jump), folio(opening.number)),
    ]
    alike = _alike(opening.article, rest.article)
    if False in agree or (None in agree and alike < ONE_HEADLINE):
        return 0.0
    return 1.0 + 2 * alike + _common(opening.article, rest.article)


def folio(words: str | None) -> tuple[str, int] | None:
    """Return the page that a mark or a page's own number names: letter and number; the front page is 1."""
    plain = unicodedata.normalize("NFKC", words or "")
    found = _FOLIO.search(plain)
    if found and found[2].isdigit():
        return found[1].upper(), int(found[2])
    if found:
        return found[1].upper(), _value(found[2])
    return ("", 1) if _FRONT.search(plain) else None


def _value(figures: str) -> int:
    tens, ten, ones = figures.rpartition("十")
    if not ten:
        return int("".join(str(_FIGURES[figure]) for figure in figures))
    return 10 * (_FIGURES.get(tens, 1) if tens else 1) + (_FIGURES.get(ones, 0) if ones else 0)


def _agree(one: tuple[str, int] | None, other: tuple[str, int] | None) -> bool | None:
    """Whether two numbers are the same page's; None where one is not told. Many papers leave the letter out."""
    if one is None or other is None:
        return None
    return one[1] == other[1] and (one[0] == other[0] or not one[0] or not other[0])


def _alike(opening: Article, rest: Article) -> float:
    """Return how much of the continuation's headline stands in the opening's, 0 to 1."""
    heads = "".join(part for part in (opening.kicker, opening.title, opening.subtitle) if part)
    wanted = {char for char in rest.title or "" if char.isalnum()}
    return len(wanted & set(heads)) / len(wanted) if wanted else 0.0


def _common(opening: Article, rest: Article) -> float:
    """Return how far two halves speak of the same, 0 to 1: the pairs of characters of the smaller that both have."""
    one, other = ({*map("".join, pairwise(text))} for text in (opening.text, rest.text))
    return len(one & other) / max(1, min(len(one), len(other)))
