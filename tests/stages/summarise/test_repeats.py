from __future__ import annotations

from feedpub.stages.summarise.repeats import common_length, repeats


def test_a_sentence_that_is_the_headline_repeats_it() -> None:
    assert repeats("市图书馆新馆对外开放", "市图书馆新馆昨日对外开放。")


def test_a_sentence_that_says_more_does_not() -> None:
    assert not repeats("市图书馆新馆对外开放", "市图书馆新馆昨日对外开放，馆内藏书二十万册，设有三百个座位。")


def test_nothing_repeats_no_headline() -> None:
    assert not repeats("", "市图书馆新馆昨日对外开放。")


def test_the_longest_common_subsequence_is_counted() -> None:
    assert common_length("甲乙丙丁", "甲丙戊丁") == 3
