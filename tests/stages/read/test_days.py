from __future__ import annotations

from datetime import date

import pytest

from feedpub.stages.read.days import parse_date


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
