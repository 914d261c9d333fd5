from __future__ import annotations

import pytest

from feedpub.language.segmenter import segment
from feedpub.stages.summarise.quality_rules import common_length, cut_violations, repeats, violations
from feedpub.stages.summarise.sentences import split_clauses


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("他说。", "short", id="nothing_said"),
        pytest.param("市图书馆举行“阅读周活动。", "unbalanced", id="open_quotation"),
        pytest.param("市图书馆举行阅读周”活动。", "unbalanced", id="stray_quotation"),
        pytest.param("“好极了”是读者的评价。", "quotation first", id="quotation_first"),
        pytest.param("市图书馆为什么要延长时间？", "question", id="question"),
        pytest.param("这里有报纸、杂志、图书……", "unfinished", id="trails_off"),
        pytest.param("昨天上午我们来到市图书馆。", "first person", id="we"),
        pytest.param("图为市图书馆新馆开放。", "makers", id="caption_phrase"),
        pytest.param("市图书馆馆长王小明昨天指出。", "hanging end", id="says_what"),
        pytest.param("记者从市图书馆了解到。", "hanging end", id="learned_what"),
        pytest.param("1、黑芝麻下锅炒香后打碎。", "numbered", id="item_of_a_list"),
        pytest.param("一座现代化的图书馆大楼。", "no predicate", id="no_verb"),
    ],
)
def test_a_bad_sentence_violates_a_rule(text: str, fault: str) -> None:
    assert fault in set(violations(tuple(segment(text))))


@pytest.mark.parametrize(
    "text",
    [
        "市图书馆新馆昨天上午正式开放。",
        "我国公共图书馆去年新增三百座。",
        "市图书馆举行“我爱读书”活动。",
        "记者走访发现图书馆座无虚席。",
    ],
)
def test_a_good_sentence_violates_no_rule(text: str) -> None:
    assert set(violations(tuple(segment(text)))) == set()


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


def test_a_sentence_that_is_the_headline_repeats_it() -> None:
    assert repeats("市图书馆新馆对外开放", "市图书馆新馆昨日对外开放。")


def test_a_sentence_that_says_more_does_not() -> None:
    assert not repeats("市图书馆新馆对外开放", "市图书馆新馆昨日对外开放，馆内藏书二十万册，设有三百个座位。")


def test_nothing_repeats_no_headline() -> None:
    assert not repeats("", "市图书馆新馆昨日对外开放。")


def test_the_longest_common_subsequence_is_counted() -> None:
    assert common_length("甲乙丙丁", "甲丙戊丁") == 3
