"""Stems of counties -> the characters beside which they are no place: 来安 before 全 is 来 and 安全."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MIN_WORD_COUNT = 120
"""How often jieba's corpus has a word that makes the stem doubtful."""
BEFORE_A_PLACE = frozenset("在从到由自向往归和与于对将把是有省市县区州")
AFTER_A_PLACE = frozenset("市县区州省镇乡村人城东西南北上下中里内外前间边")


def neighbours(stems: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield stem, the characters before and the characters after it with which a part of it makes a common word."""
    before: dict[str, set[str]] = defaultdict(set)
    after: dict[str, set[str]] = defaultdict(set)
    for word, count in _words():
        if len(word) == 2 and count >= MIN_WORD_COUNT:
            before[word[1]].add(word[0])
            after[word[0]].add(word[1])
    for stem in sorted(set(stems)):
        left, right = before[stem[0]] - BEFORE_A_PLACE, after[stem[-1]] - AFTER_A_PLACE
        if left or right:
            yield stem, "".join(sorted(left)), "".join(sorted(right))


def _words() -> Iterator[tuple[str, int]]:
    for line in (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split(" ")
        if tag not in ("nr", "nrt", "nrfg"):
            yield word, int(count)
