from __future__ import annotations

from feedpub.stages.split.layout import Block
from feedpub.stages.split.model.cohesion import Cohesion

TEXTS = [
    "图书馆新馆向读者开放，阅览室座位三百。",
    "读者在新馆阅览室读书，图书馆周末开放。",
    "秋收时节，玉米和大豆双双增产。",
    "合作社收割玉米，大豆卖到粮库。",
]
COHESION = Cohesion([Block(text, (number,)) for number, text in enumerate(TEXTS, 1)])


def test_text_of_one_subject_is_more_alike_than_text_of_two() -> None:
    assert COHESION.similarity([0], [1]) > COHESION.similarity([1], [2])
    assert COHESION.similarity([2], [3]) > COHESION.similarity([1], [3])


def test_a_line_shares_its_words_with_its_own_text() -> None:
    cohesion = Cohesion([Block("新馆阅览室", (9,)), *(Block(text, (1,)) for text in TEXTS)])

    assert cohesion.coverage(0, [1, 2]) > cohesion.coverage(0, [3, 4])


def test_nothing_is_like_nothing() -> None:
    assert COHESION.similarity([], [1]) == 0
