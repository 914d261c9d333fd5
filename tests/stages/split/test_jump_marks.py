from __future__ import annotations

import pytest

from feedpub.stages.split import jump_marks


@pytest.mark.parametrize(
    ("text", "mark", "rest"),
    [
        ("（上接第1版）", "上接第1版", ""),
        ("(紧接A1版)日，新馆开放。", "紧接A1版", "日，新馆开放。"),
        ("上接01版", "上接01版", ""),
        ("▲上接第三版", "上接第三版", ""),
    ],
)
def test_a_story_comes_from_another_page(text: str, mark: str, rest: str) -> None:
    found = jump_marks.parse_continued_from(text)

    assert found is not None
    assert (found[0], text[found[1] :]) == (mark, rest)


def test_a_story_goes_on_elsewhere() -> None:
    assert jump_marks.parse_continued_on("新馆将全面（下转第4版）") == ("下转第4版", 5)


@pytest.mark.parametrize("text", ["上接天线，下接地气。", "接到第4版的稿件", "新馆开放。"])
def test_a_sentence_is_no_jump(text: str) -> None:
    assert jump_marks.parse_continued_from(text) is None
    assert jump_marks.parse_continued_on(text) is None
