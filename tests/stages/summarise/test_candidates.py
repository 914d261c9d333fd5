from __future__ import annotations

from feedpub.stages.summarise.candidates import Piece, valid_pieces, with_end_mark
from feedpub.stages.summarise.sentences import split_sentences


def pieces_of(text: str, number: int = 0) -> list[Piece]:
    return list(valid_pieces(split_sentences([text])[number]))


def test_a_sentence_gives_itself_and_its_good_beginnings() -> None:
    found = pieces_of("市图书馆新馆昨天上午正式开放,吸引了众多读者。")

    assert [piece.text for piece in found] == [
        "市图书馆新馆昨天上午正式开放。",
        "市图书馆新馆昨天上午正式开放,吸引了众多读者。",
    ]


def test_what_is_printed_in_traditional_characters_stays_so() -> None:
    found = pieces_of("據悉，市圖書館新館昨天上午正式開放。")

    assert [piece.text for piece in found] == ["市圖書館新館昨天上午正式開放。"]


def test_only_the_last_piece_is_whole() -> None:
    assert [piece.is_whole for piece in pieces_of("市图书馆新馆昨天上午正式开放，吸引了众多读者。")] == [False, True]


def test_a_remark_on_a_quotation_needs_it() -> None:
    assert pieces_of("“好极了。”李某的父亲高兴地回答了他。", 1)[0].needs_previous


def test_the_first_sentence_may_begin_with_a_verb() -> None:
    assert not pieces_of("加强公共阅读服务是城市的大事。")[0].needs_previous


def test_an_end_mark_is_added_once() -> None:
    assert [with_end_mark(text) for text in ("新馆开放，", "新馆开放。", "It opened", "他说“好。”")] == [
        "新馆开放。",
        "新馆开放。",
        "It opened.",
        "他说“好。”",
    ]


def test_a_pronoun_after_an_adjunct_needs_the_sentence_before_as_well() -> None:
    assert pieces_of("前一天的男子短节目，他以89.41分排名第五。")[0].needs_previous


def test_who_organised_it_is_a_subject() -> None:
    assert not pieces_of("读者很多。日前，由市图书馆举办的阅读周启动。", 1)[0].needs_previous
