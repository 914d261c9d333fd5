"""Words -> the day that they name: 2023-02-07, 20230207, 2023年2月7日, 二〇二三年二月七日."""

from __future__ import annotations

import re
from datetime import date

CHINESE_DIGITS = "〇○零一二三四五六七八九"
DIGIT_VALUES = dict(zip(CHINESE_DIGITS, "000123456789", strict=True))

WRITTEN_DATE = (
    r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    rf"|[{CHINESE_DIGITS}]{{4}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日"
)
"""A day as print has it, full-width figures made plain before."""
NUMERIC_DATE = r"(?<![0-9A-Za-z])\d{4}([-./])\d{1,2}\1\d{1,2}(?!\d)"


def parse_date(text: str) -> date | None:
    """Return the day that `text` names from its first to its last character, None where there is no such day."""
    figures = re.findall(r"[0-9]+|[〇○零一二三四五六七八九十]+", text)
    if len(figures) == 1 and len(text) == 8 and text.isascii():
        figures = [text[:4], text[4:6], text[6:]]
    if len(figures) < 3 or len(figures[0]) != 4 or "十" in figures[0]:
        return None
    return date_or_none(*(parse_number(figure) for figure in figures[:3]))


def date_or_none(year: int, month: int, day_of_month: int) -> date | None:
    """Return that day, or None where the calendar has none: 30 February, month 13."""
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None


def parse_number(figure: str) -> int:
    """Return the number that figures or Chinese numerals below a hundred write; a year is read figure by figure."""
    if "十" not in figure:
        return int("".join(DIGIT_VALUES.get(char, char) for char in figure))
    tens, _, ones = figure.partition("十")
    return 10 * (parse_number(tens) if tens else 1) + (parse_number(ones) if ones else 0)
