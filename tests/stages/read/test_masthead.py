from __future__ import annotations

from datetime import date

import pytest

from feedpub.stages.read.masthead import MastheadParts, parse_masthead_line, read_masthead
from feedpub.stages.read.metadata import PageMetadata

DAY = date(2023, 2, 7)
BODY = ["图书角开张", "", "本报讯 附近居民带来了三百多本旧书。", "", "孩子放学以后有地方看书了。"] * 8


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        pytest.param(
            "江苏工人报 2023年2月7日 星期二 第3版", PageMetadata("江苏工人报", DAY, "3"), id="title_day_weekday_page"
        ),
        pytest.param("2023年2月7日 星期二", PageMetadata(None, DAY), id="day_and_weekday"),
        pytest.param("2023年2月7日 星期二 农历正月十七", PageMetadata(None, DAY), id="lunar_date"),
        pytest.param("2023年2月7日 癸卯年正月十七", PageMetadata(None, DAY), id="lunar_date_alone"),
        pytest.param("A03 民生 2023年2月7日 星期二", PageMetadata(None, DAY, "A3"), id="section"),
        pytest.param("２０２３年２月７日　星期二　Ａ３", PageMetadata(None, DAY, "A3"), id="full_width"),
        pytest.param("二〇二三年二月七日 星期二 第三版", PageMetadata(None, DAY, "3"), id="numerals"),
        pytest.param("2023.2.7 星期二 | 要闻 | 03版", PageMetadata(None, DAY, "3"), id="points_and_bars"),
        pytest.param("東海日報 2023年2月7日 星期二", PageMetadata("東海日報", DAY), id="traditional"),
        pytest.param("# 江苏工人报 2023-02-07 A3", PageMetadata("江苏工人报", DAY, "A3"), id="markdown"),
        pytest.param(
            "江苏工人报\n2023年2月7日\n星期二\n第1234期 今日8版\n第3版",
            PageMetadata("江苏工人报", DAY, "3"),
            id="several_lines",
        ),
        pytest.param("2023年2月7日 星期二 责任编辑：张三 版式：李四", PageMetadata(None, DAY), id="with_its_staff"),
        pytest.param("2023年2月7日 星期二 总第888期 国内统一刊号：CN 32-0000", PageMetadata(None, DAY), id="numbering"),
        pytest.param("A3 要闻", PageMetadata(None, None, "A3"), id="page_and_section"),
        pytest.param("第3版：综合新闻", PageMetadata(None, None, "3"), id="page_colon_section"),
        pytest.param("A3 责任编辑 张三 校对 李四", PageMetadata(None, None, "A3"), id="page_and_staff"),
        pytest.param("江苏工人报 第3版", PageMetadata("江苏工人报", None, "3"), id="title_and_page"),
    ],
)
@pytest.mark.parametrize("above", [True, False], ids=["at_the_top", "at_the_end"])
def test_a_masthead_is_understood(printed: str, told: PageMetadata, above: bool) -> None:
    lines = printed.split("\n")

    assert read_masthead([*lines, *BODY] if above else [*BODY, *lines]) == told


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("2023年2月7日，图书角正式开张，这天是星期二。", id="sentence"),
        pytest.param("2023年2月7日，星期二", id="half_a_sentence"),
        pytest.param("2023年2月7日", id="date_below_a_decree"),
        pytest.param("（2023年2月7日）", id="date_in_brackets"),
        pytest.param("新华社北京2023年2月7日电", id="dateline"),
        pytest.param("报名截止2023年2月7日 星期二上午九时在社区服务中心大厅", id="notice"),
        pytest.param("（下转第3版）", id="jump"),
        pytest.param("上接01版", id="jump_without_brackets"),
        pytest.param("图书角开张(详见4版)", id="contents"),
        pytest.param("G7 峰会", id="letter_and_figure_in_a_headline"),
        pytest.param("A4 纸价格上涨", id="paper_size"),
        pytest.param("天气预报", id="word_that_ends_like_a_title"),
        pytest.param("城东晚报", id="title_alone"),
        pytest.param("星期二", id="weekday_alone"),
        pytest.param("责任编辑：张三 版式：李四 校对：王五", id="staff_alone"),
        pytest.param("2023年2月30日 星期二", id="impossible_day"),
    ],
)
def test_other_lines_are_no_masthead(line: str) -> None:
    assert read_masthead([line, *BODY]) == PageMetadata()


def test_a_day_and_a_page_are_believed_in_the_middle_as_well() -> None:
    assert read_masthead([*BODY, "A3 民生 2023年2月7日 星期二", *BODY]) == PageMetadata(None, DAY, "A3")


def test_a_day_with_its_weekday_in_the_middle_is_part_of_a_notice() -> None:
    assert read_masthead([*BODY, "2023年2月7日 星期二", *BODY]) == PageMetadata()


def test_a_list_of_contents_gives_no_page() -> None:
    assert read_masthead(["A2 要闻", "A5 体育", *BODY]) == PageMetadata()


def test_a_paper_of_the_settings_is_known_by_any_title() -> None:
    assert read_masthead(["每日新知 2023年2月7日 星期二", *BODY], {"每日新知"}).paper == "每日新知"


def test_an_empty_page_tells_nothing() -> None:
    assert read_masthead([]) == PageMetadata()


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        pytest.param(
            "江苏工人报 2023年2月7日 星期二 第3版 责任编辑 张三",
            MastheadParts(
                "2023年2月7日", has_weekday=True, page_number="第3版", paper="江苏工人报", has_other_parts=True
            ),
            id="all_parts",
        ),
        pytest.param("癸卯年正月十七", MastheadParts(has_other_parts=True), id="lunar_date"),
        pytest.param("校对 李四", MastheadParts(has_other_parts=True), id="staff"),
        pytest.param("周二", MastheadParts(has_weekday=True), id="short_weekday"),
        pytest.param("A3 县域新闻", MastheadParts(page_number="A3"), id="section"),
        pytest.param(
            "2023年2月7日 星期二 城东区融媒体中心",
            MastheadParts("2023年2月7日", has_weekday=True, leftover=8),
            id="publisher",
        ),
    ],
)
def test_a_line_of_a_masthead_is_taken_apart(line: str, parts: MastheadParts) -> None:
    assert parse_masthead_line(line) == parts


@pytest.mark.parametrize("line", ["", "图书角开张", "A3 图书角开张", "周二开张", "第3版图书角", "2023年2月7日张三"])
def test_a_line_with_anything_else_is_none(line: str) -> None:
    assert parse_masthead_line(line) is None
