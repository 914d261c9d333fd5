from __future__ import annotations

import pytest

from feedpub.stages.split import joins

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
    assert joins.continuation_score(left, right) >= joins.LIKELY_CONTINUATION


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
    assert joins.continuation_score(left, right) < joins.LIKELY_CONTINUATION


def test_a_word_is_recognised_across_the_break() -> None:
    assert joins.word_crosses("全市要建成十八个乡镇图", "书馆，让人人有书读")
    assert not joins.word_crosses("全市要建成图书馆", "让人人有书读")
