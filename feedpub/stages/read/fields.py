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


# Words -> the page number that they print: A3, 第3版, 三版, 03.


CHINESE_NUMERAL = r"[一二三四五六七八九十]{1,3}"
PAGE_WITH_WORD = rf"(?<![0-9A-Za-z])第?\s?(?:[A-Za-z]{{0,2}}\s?\d{{1,3}}|{CHINESE_NUMERAL})\s?版"
"""A page with the word for it: 第3版, A3版, 第三版, 03版."""
LETTERED_PAGE = r"(?<![0-9A-Za-z])[A-Za-z]\d{1,2}(?![0-9A-Za-z])"
"""A page by letter and figures alone: A3, B12."""


def parse_page_number(text: str) -> str | None:
    """Return the number as it is printed, without 第, 版 and leading zeros: "A3", "1"; None where there is none."""
    bare = re.sub(r"[第版\s]", "", text)
    if re.fullmatch(CHINESE_NUMERAL, bare):
        return str(parse_number(bare))
    found = re.fullmatch(r"([A-Za-z]{0,2})0*([1-9]\d{0,2})", bare)
    return found[1].upper() + found[2] if found else None


# Words -> whether they can be a newspaper's title, by how titles end.


_PAPER_NAME = re.compile(r"[\u4e00-\u9fff]{2,12}(?:报|報|电讯|電訊|周末|週末)")
# What ends in the same character and is news, not a newspaper. 文汇报 is the one title that ends like a report (汇报).
_NOT_A_PAPER = re.compile(
    r".*(?:海|通|预|預|公|情|喜|捷|简|簡|举|舉|申|上|呈|填|谎|謊|误|誤|播|年|季|财|財|战|戰|警|电|電|回|黑板|墙|牆|手抄|(?<!文)[汇匯])[报報]"
)


def is_paper_name(text: str) -> bool:
    """Whether `words`, alone, can be the name of a paper."""
    return bool(_PAPER_NAME.fullmatch(text)) and not _NOT_A_PAPER.fullmatch(text)
