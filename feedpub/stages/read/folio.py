"""Words -> the page number that they print: A3, 第3版, 三版, 03."""

from __future__ import annotations

import re

from feedpub.stages.read import days

CHINESE_NUMERAL = r"[一二三四五六七八九十]{1,3}"
PAGE_WITH_WORD = rf"(?<![0-9A-Za-z])第?\s?(?:[A-Za-z]{{0,2}}\s?\d{{1,3}}|{CHINESE_NUMERAL})\s?版"
"""A page with the word for it: 第3版, A3版, 第三版, 03版."""
LETTERED_PAGE = r"(?<![0-9A-Za-z])[A-Za-z]\d{1,2}(?![0-9A-Za-z])"
"""A page by letter and figures alone: A3, B12."""


def parse_page_number(text: str) -> str | None:
    """Return the number as it is printed, without 第, 版 and leading zeros: "A3", "1"; None where there is none."""
    bare = re.sub(r"[第版\s]", "", text)
    if re.fullmatch(CHINESE_NUMERAL, bare):
        return str(days.parse_number(bare))
    found = re.fullmatch(r"([A-Za-z]{0,2})0*([1-9]\d{0,2})", bare)
    return found[1].upper() + found[2] if found else None
