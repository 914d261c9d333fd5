from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.stages.read.clean import clean, clean_lines, physical_lines

# Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF], XML 1.0 section 2.2
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        pytest.param("开\x00张", "开张", id="nul"),
        pytest.param("开\x08张\x1f", "开张", id="control_characters"),
        pytest.param("开\x7f张\x9f", "开张", id="delete_and_c1"),
        pytest.param("开\ufffe\uffff张", "开张", id="noncharacters"),
        pytest.param("开\ud800张", "开张", id="lone_surrogate"),
        pytest.param("\ufeff开\u200b张\u2060", "开张", id="zero_width"),
        pytest.param("\u202e开张\u202c\u2066\u200f", "开张", id="bidirectional_signs"),
        pytest.param("开\U000e0041张\U000e007f", "开张", id="tags"),
        pytest.param("re\xadport", "report", id="soft_hyphen"),
        pytest.param("开\ufe00\U000e0100张", "开张", id="variation_selectors"),
        pytest.param("开\xa0张\u2003了", "开 张 了", id="spaces"),
        pytest.param("开\x0c张\u2028了\x85", "开 张 了 ", id="line_ends_that_no_editor_numbers"),
        pytest.param("⻓⼯⼈⻅⽇，⺠⽣", "长工人见日，民生", id="radicals_of_a_pdf"),
        pytest.param("金\uf90a不\uf967", "金金不不", id="compatibility_ideographs"),
        pytest.param("ofﬁce", "office", id="ligature"),
        pytest.param("缺\ufffd字", "缺□字", id="lost_character"),
    ],
)
def test_what_no_reader_sees_is_taken_out(odd: str, plain: str) -> None:
    assert clean(odd) == plain


@pytest.mark.parametrize(
    "text",
    ["　　段首空两格", "全角：ＡＢＣ１２３（！）", "表\t格", "  行首与行尾  ", "〇、㎡℃①Ⅳ", "𠮷野家😀", "「」『』·—…"],
)
def test_what_print_has_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("一\n二\n", ["一", "二", ""], id="lf"),
        pytest.param("一\r\n二\r\n", ["一", "二", ""], id="crlf"),
        pytest.param("一\r二\r", ["一", "二", ""], id="cr"),
        pytest.param("一\r\n\r\n二\n三\r四", ["一", "", "二", "三", "四"], id="all_of_them"),
        pytest.param("一\x0c二\u2028三\x85四", ["一\x0c二\u2028三\x85四"], id="none_of_them"),
    ],
)
def test_lines_are_those_that_an_editor_numbers(text: str, lines: list[str]) -> None:
    assert physical_lines(text) == lines


def test_a_line_end_within_a_line_does_not_shift_the_numbers() -> None:
    assert clean_lines(["一\n二\r三", "四"]) == ("一 二 三", "四")


@given(st.text(st.characters()))
def test_nothing_that_xml_forbids_remains(text: str) -> None:
    assert not ILLEGAL.search(clean(text))


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text("中\n \u200b⼈"))
def test_cleaning_keeps_the_number_of_lines(text: str) -> None:
    assert clean(text).count("\n") == text.count("\n")
