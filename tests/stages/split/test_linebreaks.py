from __future__ import annotations

import pytest

from feedpub.stages.split import linebreaks

BODY = "馆长说，今后三年，全市要建成十八个乡镇图"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(BODY, "书馆，让人人有书读。", id="a_word_across"),
        pytest.param("新馆有座位三百，藏书一共10", "0万册，还会增加。", id="a_number_across"),
        pytest.param("馆长表示，“我们等了三年", "终于开门了”，他很高兴。", id="an_open_quotation"),
        pytest.param("读者可以自己借书，", "也可以自己还书。", id="a_comma"),
        pytest.param("新馆昨天开放", "，读者排队进门。", id="a_mark_that_cannot_begin"),
    ],
)
def test_one_paragraph_broken_by_a_column(left: str, right: str) -> None:
    assert linebreaks.continuation_score(left, right) >= linebreaks.LIKELY_CONTINUATION


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("读者可以自己借书。", "据介绍，新馆全天开放。", id="a_sentence_has_ended"),
        pytest.param("新馆昨日开放", "昨天上午，第一批读者进门。", id="a_headline_above_its_story"),
        pytest.param("办法如下：", "一、读者凭证入馆。", id="a_list_begins"),
        pytest.param("抓好服务，办好讲座", "“大家都说好。”馆长介绍。", id="a_subhead_of_two_clauses"),
    ],
)
def test_two_paragraphs(left: str, right: str) -> None:
    assert linebreaks.continuation_score(left, right) < linebreaks.LIKELY_CONTINUATION


def test_a_word_is_recognised_across_the_break() -> None:
    assert linebreaks.word_crosses("全市要建成十八个乡镇图", "书馆，让人人有书读")
    assert not linebreaks.word_crosses("全市要建成图书馆", "让人人有书读")


@pytest.mark.parametrize("begun", ["记者昨天从图书馆获悉", "据介绍，新馆藏书一百万册", "今年以来，读者越来越多"])
@pytest.mark.parametrize("torn", ["们都说新馆好", "化建设的要求", "的读者排队进门"])
def test_a_paragraph_opens_otherwise_than_a_piece_that_was_cut_off(begun: str, torn: str) -> None:
    assert linebreaks.opening_score(begun) > 0 > linebreaks.MID_PARAGRAPH >= linebreaks.opening_score(torn)


def test_a_quotation_opens_with_its_first_word() -> None:
    assert linebreaks.opening_score("“据介绍") == linebreaks.opening_score("据介绍")


def test_a_character_that_was_never_seen_says_little() -> None:
    assert linebreaks.opening_score("龘") == linebreaks.UNKNOWN_CHARACTER
    assert linebreaks.opening_score("") == 0
