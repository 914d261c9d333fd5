from __future__ import annotations

from feedpub.stages.summarise.term_weights import content_words, position_weight, term_weights


def test_a_word_of_the_headline_is_worth_most() -> None:
    values = term_weights("图书馆开放", [["图书馆", "读者"], ["读者"]])

    assert values["图书馆"] > values["读者"] > 0


def test_a_word_near_the_headline_is_worth_more_than_any_other() -> None:
    values = term_weights("新图书馆", [["图书", "读者"]])

    assert values["图书"] > values["读者"]


def test_the_first_sentence_stands_highest_and_none_stands_at_nothing() -> None:
    assert position_weight(0) > position_weight(1) > position_weight(50) > 1


def test_marks_single_characters_and_colourless_words_carry_nothing() -> None:
    assert content_words(["图书馆", "，", "的", "进行", "AI"]) == ["图书馆", "AI"]
