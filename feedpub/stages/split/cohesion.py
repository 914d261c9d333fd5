"""Blocks -> how much the text on one side of a line has in common with the other: shared pairs of characters, weighed.

Pairs of characters do for words: they need no dictionary, and are as good in either script. One that half the page uses
weighs nothing.
"""

from __future__ import annotations

from collections import Counter
from math import log, sqrt
from typing import TYPE_CHECKING

from feedpub.language.marks import is_han

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feedpub.stages.split.blocks import Block

SPAN = 400
"""How many characters on each side are compared."""

RARITY = 1.5
"""How much more a rare pair weighs; with 1.5, two stories and one story were told apart best on real pages."""

_GREY = frozenset(
    "的了和在与及是等为对从向把被将以于而或并且之其该个有这那他她我们不上下中也就都要说到着会还可者来一二三年月日"
)


class Cohesion:
    """What a page's blocks have in common. Make it once per page."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._grams = [_grams(block.canon[:SPAN]) for block in blocks]
        self._sizes = [min(block.size, SPAN) for block in blocks]
        spread = Counter(gram for grams in self._grams for gram in grams)
        count = len(blocks) + 1
        self._weight: Mapping[str, float] = {
            gram: log(count / (times + 0.5)) ** RARITY for gram, times in spread.items() if times < count
        }
        self._square: Mapping[str, float] = {gram: weight**2 for gram, weight in self._weight.items()}
        square = self._square
        self._mass = [sum(square[gram] * times for gram, times in grams.items()) for grams in self._grams]
        self._run: tuple[int, int, Counter[str]] = (0, 0, Counter())

    def across(self, left: Sequence[int], right: Sequence[int]) -> float:
        """Return how alike two groups of blocks are, 0 to 1."""
        ours, theirs = (sum(self._mass[index] for index in side) for side in (left, right))
        if not ours or not theirs:
            return 0.0
        return self._both(self._sum(left), self._sum(right)) / sqrt(ours * theirs)

    def window(self, indices: Iterable[int], span: int = SPAN) -> list[int]:
        """Return as many of `indices` as make up the span that is compared, `span` characters."""
        taken: list[int] = []
        size = 0
        for index in indices:
            taken.append(index)
            size += self._sizes[index]
            if size >= span:
                break
        return taken

    def shared(self, line: int, others: Sequence[int]) -> float:
        """Return how much of a line's own pairs the others hold, 0 to 1, rare ones counting more."""
        theirs = [self._grams[other] for other in others]
        mine = self._grams[line]
        total = sum(self._weight[gram] for gram in mine)
        held = sum(self._weight[gram] for gram in mine if any(gram in grams for grams in theirs))
        return held / total if total > 0 else 0.0

    def _sum(self, indices: Sequence[int]) -> Counter[str]:
        if len(indices) == 1:
            return self._grams[indices[0]]
        if isinstance(indices, range) and indices.step == 1:
            return self._running(indices)
        total: Counter[str] = Counter()
        for index in indices:
            total.update(self._grams[index])
        return total

    def _running(self, indices: range) -> Counter[str]:
        """Return the sum of a range; the last one is taken up where it ended, as a page is read downward."""
        start, end, total = self._run
        if start != indices.start or end > indices.stop:
            end, total = indices.start, Counter()
        for index in range(end, indices.stop):
            total.update(self._grams[index])
        self._run = (indices.start, indices.stop, total)
        return total

    def _both(self, left: Counter[str], right: Counter[str]) -> float:
        """Return the weight of what two texts share."""
        if len(left) > len(right):
            left, right = right, left
        square = self._square
        return sum(square[gram] * sqrt(times * right[gram]) for gram, times in left.items() if gram in right)


def _grams(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    before = ""
    for char in text:
        plain = char not in _GREY and (is_han(char) or char.isalnum())
        if plain and before:
            found[before + char] += 1
        before = char if plain else ""
    return found
