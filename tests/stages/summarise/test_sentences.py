from __future__ import annotations

import pytest

from feedpub.stages.summarise.sentences import (
    count_chars,
    nesting_depths,
    split_clauses,
    split_paragraph,
    split_sentences,
)


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        pytest.param("新馆开放。读者很多！", ["新馆开放。", "读者很多！"], id="two_sentences"),
        pytest.param("他说：“好。真好。”大家笑了。", ["他说：“好。真好。”", "大家笑了。"], id="quotation_is_not_cut"),
        pytest.param("“好。”的声音响起。", ["“好。”的声音响起。"], id="quotation_as_an_attribute"),
        pytest.param("新馆（原址。）开放。", ["新馆（原址。）", "开放。"], id="bracket_with_an_end_mark"),
        pytest.param("真的吗？！读者问。", ["真的吗？！", "读者问。"], id="two_end_marks"),
        pytest.param("等待……终于来了。", ["等待……", "终于来了。"], id="six_dots"),
        pytest.param("没有句号的一行", ["没有句号的一行"], id="no_end_mark"),
        pytest.param("“没有合上。后面都算。", ["“没有合上。后面都算。"], id="open_mark_holds_the_rest"),
        pytest.param("It opened at 3.5 km. Readers came.", ["It opened at 3.5 km.", "Readers came."], id="english"),
        pytest.param('他说:"好。真好。"大家笑了。', ['他说:"好。真好。"', "大家笑了。"], id="straight_marks"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_a_paragraph_comes_apart_at_end_marks(paragraph: str, expected: list[str]) -> None:
    assert list(split_paragraph(paragraph)) == expected


def test_sentences_know_their_place() -> None:
    found = split_sentences(["一句。两句。", "三句。"])

    assert [(one.number, one.paragraph) for one in found] == [(0, 0), (1, 0), (2, 1)]


def test_a_sentence_knows_that_a_quotation_stands_before_it() -> None:
    found = split_sentences(["“好极了。”他的父亲笑着说。"])

    assert [one.after_quotation for one in found] == [False, True]


def test_a_stray_closing_mark_is_seen() -> None:
    assert -1 in nesting_depths("新馆”开放。")


def test_an_apostrophe_is_no_stray_mark() -> None:
    assert nesting_depths("Women’s Day")[-1] == 0


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
