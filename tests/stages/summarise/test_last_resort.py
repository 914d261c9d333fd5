from __future__ import annotations

import pytest

from feedpub.stages.summarise.clauses import solid
from feedpub.stages.summarise.last_resort import cut_words, last_resort
from feedpub.stages.summarise.sentences import sentences


def resort(*lines: str, chars: int = 40) -> str:
    return last_resort(sentences(lines), chars)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["一等奖：张三、李四", "二等奖：王五"], "一等奖：张三、李四；二等奖：王五。", id="winners"),
        pytest.param(["山高月小", "水落石出"], "山高月小，水落石出。", id="verses"),
        pytest.param(["“好极了。”"], "“好极了。”", id="only_a_quotation"),
        pytest.param(["他走了。"], "他走了。", id="only_a_pronoun"),
        pytest.param([], "", id="nothing"),
    ],
)
def test_something_is_said_of_everything(lines: list[str], expected: str) -> None:
    assert resort(*lines) == expected


def test_a_list_that_is_too_long_ends_with_and_others() -> None:
    names = "、".join(["张三", "李四", "王五"] * 10)

    assert resort(f"获奖者：{names}。", chars=20).endswith("等。")


def test_one_endless_clause_is_cut_between_words() -> None:
    found = resort("市图书馆新馆" * 30 + "开放。", chars=30)

    assert found.endswith("…")
    assert solid(found) <= 30


def test_a_cut_between_words_leaves_no_mark_open() -> None:
    assert "“" not in cut_words("市图书馆“阅读周活动启动”", 8)


def test_an_english_sentence_is_cut_between_words_and_says_so() -> None:
    found = resort("The new library, which opened on Monday, holds more books than any other in the city.", chars=30)

    assert found == "The new library, which opened on…"
