from __future__ import annotations

from html import unescape

import pytest

from feedpub.stages.render.plain import feed_line


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
