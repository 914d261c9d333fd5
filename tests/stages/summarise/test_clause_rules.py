from __future__ import annotations

import pytest

from feedpub.language.segmenter import segment
from feedpub.stages.summarise import clause_rules


@pytest.mark.parametrize(
    "text",
    [
        "他表示，新馆很好。",
        "该馆占地三千平方米。",
        "但读者不多。",
        "要加强服务。",
        "当天，读者很多。",
        "其中，新书一万册。",
        "二是修书。",
    ],
)
def test_a_sentence_that_points_back_is_anaphoric(text: str) -> None:
    assert clause_rules.is_anaphoric(tuple(segment(text)))


@pytest.mark.parametrize(
    "text", ["市图书馆开放。", "其实不难。", "当地读者很多。", "要素市场活跃。", "此前，旧馆已关闭。"]
)
def test_a_sentence_that_names_its_subject_does_not(text: str) -> None:
    assert not clause_rules.is_anaphoric(tuple(segment(text)))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("据悉，新馆很大。", "新馆很大。"),
        ("此外，新馆很大。", "新馆很大。"),
        ("记者昨日从市总工会获悉，新馆很大。", "新馆很大。"),
        ("记者走访发现，新馆很大。", "新馆很大。"),
        ("新馆很大。", "新馆很大。"),
    ],
)
def test_an_opening_that_says_nothing_can_be_left_out(text: str, rest: str) -> None:
    assert text[clause_rules.removable_opening_length(text) :] == rest


@pytest.mark.parametrize("text", ["加强服务管理。", "切实推进改革。", "将延长时间。"])
def test_a_sentence_without_a_doer_is_known(text: str) -> None:
    assert clause_rules.lacks_subject(tuple(segment(text)))


def test_opening_hours_are_no_adjunct() -> None:
    assert not clause_rules.is_adjunct(tuple(segment("市图书馆延长开放时间，")))


def test_a_verb_inside_an_attribute_is_no_predicate() -> None:
    assert not clause_rules.has_main_predicate(tuple(segment("投资百万元安装的发电系统")))


def test_a_verb_after_the_attribute_is_one() -> None:
    assert clause_rules.has_main_predicate(tuple(segment("刚刚安装的系统发出了电")))
