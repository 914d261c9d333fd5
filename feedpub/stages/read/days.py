"""Words -> the day that they name: 2023-02-07, 20230207, 2023年2月7日, 二〇二三年二月七日."""

from __future__ import annotations

import re
from datetime import date

DIGITS = "〇○零一二三四五六七八九"
FIGURES = dict(zip(DIGITS, "000123456789", strict=True))

WRITTEN = (
    r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"
    rf"|[{DIGITS}]{{4}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日"
)
"""A day as print has it, full-width figures made plain before."""
SHORT = r"(?<![0-9A-Za-z])\d{4}([-./])\d{1,2}\1\d{1,2}(?!\d)"


def day(text: str) -> date | None:
    """Return the day that `text` names from its first to its last character, None where there is no such day."""
    figures = re.findall(r"[0-9]+|[〇○零一二三四五六七八九十]+", text)
    if len(figures) == 1 and len(text) == 8 and text.isascii():
        figures = [text[:4], text[4:6], text[6:]]
    if len(figures) < 3 or len(figures[0]) != 4 or "十" in figures[0]:
        return None
    return real_day(*(number(figure) for figure in figures[:3]))


def real_day(year: int, month: int, of_month: int) -> date | None:
    """Return that day, or None where the calendar has none: 30 February, month 13."""
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def number(figure: str) -> int:
    """Return the number that figures or Chinese numerals below a hundred write; a year is read figure by figure."""
    if "十" not in figure:
        return int("".join(FIGURES.get(char, char) for char in figure))
    tens, _, ones = figure.partition("十")
    return 10 * (number(tens) if tens else 1) + (number(ones) if ones else 0)
