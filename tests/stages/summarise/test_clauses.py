from __future__ import annotations

import pytest

from feedpub.stages.summarise.clauses import split_clauses, count_chars


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param("新馆开放，读者很多。", ["新馆开放，", "读者很多。"], id="comma"),
        pytest.param("一“甲，乙”二，三。", ["一“甲，乙”二，", "三。"], id="comma_in_quotation"),
        pytest.param("市长说：好，开。", ["市长说：", "好，", "开。"], id="colon"),
        pytest.param("共1,200册，全新。", ["共1,200册，", "全新。"], id="comma_in_number"),
        pytest.param("没有逗号", ["没有逗号"], id="one_clause"),
    ],
)
def test_a_sentence_comes_apart_at_its_commas(sentence: str, expected: list[str]) -> None:
    assert split_clauses(sentence) == expected


def test_white_space_is_not_counted() -> None:
    assert count_chars("新馆 open\u3000了\n") == 7
