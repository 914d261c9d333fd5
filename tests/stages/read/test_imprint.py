from __future__ import annotations

import pytest

from feedpub.stages.read.imprint import MastheadParts, parse_masthead_line


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        pytest.param(
            "江苏工人报 2023年2月7日 星期二 第3版 责任编辑 张三",
            MastheadParts("2023年2月7日", has_weekday=True, page_number="第3版", paper="江苏工人报", has_other_parts=True),
            id="all_parts",
        ),
        pytest.param("癸卯年正月十七", MastheadParts(has_other_parts=True), id="lunar_date"),
        pytest.param("校对 李四", MastheadParts(has_other_parts=True), id="staff"),
        pytest.param("周二", MastheadParts(has_weekday=True), id="short_weekday"),
        pytest.param("A3 县域新闻", MastheadParts(page_number="A3"), id="section"),
        pytest.param(
            "2023年2月7日 星期二 城东区融媒体中心", MastheadParts("2023年2月7日", has_weekday=True, leftover=8), id="publisher"
        ),
    ],
)
def test_a_line_of_a_masthead_is_taken_apart(line: str, parts: MastheadParts) -> None:
    assert parse_masthead_line(line) == parts


@pytest.mark.parametrize("line", ["", "图书角开张", "A3 图书角开张", "周二开张", "第3版图书角", "2023年2月7日张三"])
def test_a_line_with_anything_else_is_none(line: str) -> None:
    assert parse_masthead_line(line) is None
