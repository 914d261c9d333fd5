from __future__ import annotations

from feedpub.stages.summarise.scores import standing, terms, worth


def test_a_word_of_the_headline_is_worth_most() -> None:
    values = worth("图书馆开放", [["图书馆", "读者"], ["读者"]])

    assert values["图书馆"] > values["读者"] > 0


def test_a_word_near_the_headline_is_worth_more_than_any_other() -> None:
    values = worth("新图书馆", [["图书", "读者"]])

    assert values["图书"] > values["读者"]


def test_the_first_sentence_stands_highest_and_none_stands_at_nothing() -> None:
    assert standing(0) > standing(1) > standing(50) > 1


def test_marks_single_characters_and_colourless_words_carry_nothing() -> None:
    assert terms(["图书馆", "，", "的", "进行", "AI"]) == ["图书馆", "AI"]
