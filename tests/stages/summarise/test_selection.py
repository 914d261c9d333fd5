from __future__ import annotations

from feedpub.stages.summarise.candidates import Piece
from feedpub.stages.summarise.selection import select_pieces
from feedpub.stages.summarise.sentences import Sentence


def piece(number: int, words: str, *, size: int = 10, whole: bool = True, leans: bool = False) -> Piece:
    return Piece(words, Sentence(words, words, number, 0), tuple(words.split()), size, whole, leans)


def texts(found: list[Piece]) -> list[str]:
    return [one.text for one in found]


VALUES = {"图书馆": 3.0, "读者": 2.0, "开放": 1.0}


def test_the_pieces_with_the_most_content_are_chosen() -> None:
    assert texts(select_pieces([piece(0, "开放"), piece(1, "图书馆")], VALUES, 10)) == ["图书馆"]


def test_the_order_of_the_article_is_kept() -> None:
    assert texts(select_pieces([piece(0, "开放"), piece(1, "图书馆")], VALUES, 20)) == ["开放", "图书馆"]


def test_no_word_counts_twice() -> None:
    found = select_pieces([piece(0, "图书馆 开放"), piece(1, "图书馆"), piece(2, "读者")], VALUES, 20)

    assert texts(found) == ["图书馆 开放", "读者"]


def test_one_piece_of_a_sentence_is_enough() -> None:
    found = select_pieces([piece(0, "图书馆", whole=False), piece(0, "图书馆 读者", size=15)], VALUES, 30)

    assert texts(found) == ["图书馆 读者"]


def test_an_anaphoric_piece_needs_the_whole_sentence_before_it() -> None:
    leaning = piece(1, "图书馆", leans=True)

    assert texts(select_pieces([piece(0, "开放", whole=False), leaning], VALUES, 20)) == ["开放"]
    assert texts(select_pieces([piece(0, "开放"), leaning], VALUES, 20)) == ["开放", "图书馆"]


def test_nothing_is_chosen_from_nothing() -> None:
    assert select_pieces([], VALUES, 80) == []


def test_to_continue_a_sentence_is_preferred_to_a_piece_of_another() -> None:
    begun = piece(0, "图书馆", whole=False)
    longer = piece(0, "图书馆 读者", size=20)
    scrap = piece(1, "阅读")

    assert texts(select_pieces([begun, longer, scrap], {**VALUES, "阅读": 2.2}, 20)) == ["图书馆 读者"]
