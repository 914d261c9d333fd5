"""Blocks -> how much the text on one side of a line has in common with the other: shared pairs of characters, weighed.

Pairs of characters do for words: they need no dictionary, and are as good in either script. One that half the page uses
weighs nothing.
"""

from __future__ import annotations

from collections import Counter
from math import log, sqrt
from typing import TYPE_CHECKING

from feedpub.language.punctuation import is_han

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feedpub.stages.split.layout import Block

COMPARED_LENGTH = 400
"""How many characters on each side are compared."""

RARITY = 1.5
"""How much more a rare pair weighs; with 1.5, two stories and one story were told apart best on real pages."""

_STOP_CHARACTERS = frozenset(
    "的了和在与及是等为对从向把被将以于而或并且之其该个有这那他她我们不上下中也就都要说到着会还可者来一二三年月日"
)


class Cohesion:
    """What a page's blocks have in common. Make it once per page."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._bigrams = [_bigrams(block.normalised[:COMPARED_LENGTH]) for block in blocks]
        self._sizes = [min(block.length, COMPARED_LENGTH) for block in blocks]
        document_counts = Counter(gram for grams in self._bigrams for gram in grams)
        count = len(blocks) + 1
        self._weight: Mapping[str, float] = {
            gram: log(count / (times + 0.5)) ** RARITY for gram, times in document_counts.items() if times < count
        }
        self._squared_weight: Mapping[str, float] = {gram: weight**2 for gram, weight in self._weight.items()}
        square = self._squared_weight
        self._norms = [sum(square[gram] * times for gram, times in grams.items()) for grams in self._bigrams]
        self._last_range: tuple[int, int, Counter[str]] = (0, 0, Counter())

    def similarity(self, left: Sequence[int], right: Sequence[int]) -> float:
        """Return how alike two groups of blocks are, 0 to 1."""
        left_norm, right_norm = (sum(self._norms[index] for index in side) for side in (left, right))
        if not left_norm or not right_norm:
            return 0.0
        return self._common_weight(self._total(left), self._total(right)) / sqrt(left_norm * right_norm)

    def window(self, indices: Iterable[int], span: int = COMPARED_LENGTH) -> list[int]:
        """Return as many of `indices` as make up the span that is compared, `span` characters."""
        taken: list[int] = []
        size = 0
        for index in indices:
            taken.append(index)
            size += self._sizes[index]
            if size >= span:
                break
        return taken

    def coverage(self, line: int, others: Sequence[int]) -> float:
        """Return how much of a line's own pairs the others hold, 0 to 1, rare ones counting more."""
        other_bigrams = [self._bigrams[other] for other in others]
        own = self._bigrams[line]
        total = sum(self._weight[gram] for gram in own)
        held = sum(self._weight[gram] for gram in own if any(gram in grams for grams in other_bigrams))
        return held / total if total > 0 else 0.0

    def _total(self, indices: Sequence[int]) -> Counter[str]:
        if len(indices) == 1:
            return self._bigrams[indices[0]]
        if isinstance(indices, range) and indices.step == 1:
            return self._running_total(indices)
        total: Counter[str] = Counter()
        for index in indices:
            total.update(self._bigrams[index])
        return total

    def _running_total(self, indices: range) -> Counter[str]:
        """Return the sum of a range; the last one is taken up where it ended, as a page is read downward."""
        start, end, total = self._last_range
        if start != indices.start or end > indices.stop:
            end, total = indices.start, Counter()
        for index in range(end, indices.stop):
            total.update(self._bigrams[index])
        self._last_range = (indices.start, indices.stop, total)
        return total

    def _common_weight(self, left: Counter[str], right: Counter[str]) -> float:
        """Return the weight of what two texts share."""
        if len(left) > len(right):
            left, right = right, left
        square = self._squared_weight
        return sum(square[gram] * sqrt(times * right[gram]) for gram, times in left.items() if gram in right)


def _bigrams(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    before = ""
    for char in text:
        plain = char not in _STOP_CHARACTERS and (is_han(char) or char.isalnum())
        if plain and before:
            found[before + char] += 1
        before = char if plain else ""
    return found
