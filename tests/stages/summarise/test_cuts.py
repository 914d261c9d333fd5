from __future__ import annotations

import pytest

from feedpub.language.words import segment
from feedpub.stages.summarise.clauses import split_clauses
from feedpub.stages.summarise.cuts import cut_violations


def violations_after(count: int, sentence: str) -> set[str]:
    parts = [tuple(segment(part)) for part in split_clauses(sentence)]
    return set(cut_violations(parts[:count], parts[count:]))


@pytest.mark.parametrize(
    ("count", "sentence", "fault"),
    [
        pytest.param(1, "市图书馆馆长昨天介绍说：新馆藏书二十万册。", "cut before colon", id="colon"),
        pytest.param(1, "市图书馆新馆昨天开放了，但读者不多。", "cut before turn", id="but"),
        pytest.param(1, "市图书馆要做好工作一是买书，二是修书。", "cut in count", id="first_of_two"),
        pytest.param(2, "市图书馆昨天开放，为了方便附近读者借书，延长了时间。", "cut after aside", id="purpose"),
        pytest.param(1, "市图书馆如果没有取得新的许可，不得开放。", "cut after aside", id="condition"),
        pytest.param(1, "市图书馆为降低多年来的成本，延长了时间。", "cut after aside", id="purpose_within"),
        pytest.param(1, "昨天上午开放的市图书馆新馆，占地三千平方米。", "cut before predicate", id="attribute_only"),
        pytest.param(
            2, "为了方便附近的读者借书，切实改进各项服务，新馆延长了时间。", "cut before subject", id="aside_goes_on"
        ),
        pytest.param(1, "新馆能不能办好办得长久，关键看服务。", "cut after choice", id="indirect_question"),
        pytest.param(
            1, "市图书馆馆长提出的建设目标和想法，获得市民好评。", "cut before predicate", id="noun_of_a_verb"
        ),
        pytest.param(1, "新馆开放，读者很多。", "cut too soon", id="scrap"),
    ],
)
def test_a_sentence_is_not_cut_where_it_must_go_on(count: int, sentence: str, fault: str) -> None:
    assert fault in violations_after(count, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "市图书馆新馆昨天上午正式开放，吸引了众多读者。",
        "王小明说，市图书馆将延长开放时间，方便读者借书。",
        "为方便读者，市图书馆昨天延长了开放时间，受到欢迎。",
    ],
)
def test_a_sentence_may_be_cut_before_its_last_clause(sentence: str) -> None:
    assert violations_after(len(split_clauses(sentence)) - 1, sentence) == set()
