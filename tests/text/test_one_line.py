from __future__ import annotations

from html import unescape

import pytest

from feedpub.text.one_line import feed_line, one_line


@pytest.mark.parametrize(
    "end",
    ["\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\0", "\x7f", "\ud800"],
    ids=lambda end: f"U+{ord(end[0]):04X}",
)
def test_no_line_end_and_no_control_character_is_left(end: str) -> None:
    assert one_line(f"要闻{end}Bcc: all@example.org") == "要闻 Bcc: all@example.org"


def test_marks_that_turn_the_direction_of_writing_are_taken_out() -> None:
    assert one_line("报\u202egnp.exe") == "报gnp.exe"


def test_what_is_too_long_is_cut_and_says_so() -> None:
    assert one_line("一二三四五", 4) == "一二三…"
    assert one_line("一二三四五", 5) == "一二三四五"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("两会　聚焦", "两会　聚焦", id="a_wide_space_stays"),
        pytest.param("上行\r\n下行\u2028末行", "上行 下行 末行", id="line_ends"),
        pytest.param("研发(R&D)", "研发(R&D)", id="a_lone_ampersand_stays"),
        pytest.param("&lt;b> & c", "＆lt;b＞ ＆ c", id="what_a_reader_could_decode"),
        pytest.param("5 < 6", "5 ＜ 6", id="less_than"),
        pytest.param("看\x07不\x9b见", "看\x07不见", id="controls_that_xml_lets_pass"),
        pytest.param("\u202e倒着\u200b写\ufeff", "倒着写", id="marks_of_direction_and_of_no_width"),
    ],
)
def test_a_line_reads_the_same_as_text_and_as_html(text: str, line: str) -> None:
    assert feed_line(text) == line
    assert unescape(feed_line(text)) == line
