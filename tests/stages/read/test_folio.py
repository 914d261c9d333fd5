from __future__ import annotations

import pytest

from feedpub.stages.read.folio import parse_page_number


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
