from __future__ import annotations

import pytest

from feedpub.stages.summarise.fallback import fallback_summary, truncate_words
from feedpub.stages.summarise.sentences import count_chars, split_sentences


def fallback(*lines: str, chars: int = 40) -> str:
    return fallback_summary(split_sentences(lines), chars)


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
    assert fallback(*lines) == expected


def test_a_list_that_is_too_long_ends_with_and_others() -> None:
    names = "、".join(["张三", "李四", "王五"] * 10)

    assert fallback(f"获奖者：{names}。", chars=20).endswith("等。")


def test_one_endless_clause_is_cut_between_words() -> None:
    found = fallback("市图书馆新馆" * 30 + "开放。", chars=30)

    assert found.endswith("…")
    assert count_chars(found) <= 30


def test_a_cut_between_words_leaves_no_mark_open() -> None:
    assert "“" not in truncate_words("市图书馆“阅读周活动启动”", 8)


def test_an_english_sentence_is_cut_between_words_and_says_so() -> None:
    found = fallback("The new library, which opened on Monday, holds more books than any other in the city.", chars=30)

    assert found == "The new library, which opened on…"
