from __future__ import annotations

from datetime import date

import pytest

from feedpub.stages.read.fields import is_paper_name, parse_date, parse_page_number


@pytest.mark.parametrize(
    "written",
    [
        "2023-02-07",
        "2023-2-7",
        "2023/02/07",
        "2023.2.7",
        "20230207",
        "2023年2月7日",
        "2023 年 2 月 7 日",
        "二〇二三年二月七日",
        "二○二三年二月七日",
        "二零二三年二月七日",
    ],
)
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    assert parse_date(written) == date(2023, 2, 7)


def test_tens_are_read() -> None:
    assert parse_date("一九八七年十一月二十三日") == date(1987, 11, 23)
    assert parse_date("一九八七年十月三十日") == date(1987, 10, 30)


@pytest.mark.parametrize(
    "written", ["", "2023", "2023-02", "2023-02-30", "20231301", "2月7日", "第3版", "十十十十年二月七日"]
)
def test_what_is_no_day_is_none(written: str) -> None:
    assert parse_date(written) is None


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("A3", "A3"),
        ("a03", "A3"),
        ("03", "3"),
        ("第3版", "3"),
        ("第 3 版", "3"),
        ("A3版", "A3"),
        ("第三版", "3"),
        ("十二版", "12"),
        ("第二十一版", "21"),
        ("3", "3"),
    ],
)
def test_a_page_number_is_the_printed_one_without_its_trimmings(words: str, number: str) -> None:
    assert parse_page_number(words) == number


@pytest.mark.parametrize("words", ["", "0", "000", "版", "要闻", "A", "1234", "ABC3", "3A"])
def test_what_is_no_page_number_is_none(words: str) -> None:
    assert parse_page_number(words) is None


@pytest.mark.parametrize("words", ["江苏工人报", "城东晚报", "文汇报", "東海日報", "每日电讯", "河西周末"])
def test_papers_are_known_by_how_their_titles_end(words: str) -> None:
    assert is_paper_name(words)


@pytest.mark.parametrize(
    "words", ["天气预报", "喜报", "情况通报", "工作简报", "情况汇报", "手抄报", "公报", "报", "要闻", "Daily"]
)
def test_other_words_are_no_titles(words: str) -> None:
    assert not is_paper_name(words)
