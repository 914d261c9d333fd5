"""Two pieces of text -> how surely the second goes on where the first breaks off, as log-odds."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from importlib.resources import files

from feedpub.language import punctuation, segmenter

_LIST_ITEM = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、．.]|第[一二三四五六七八九十百\d]{1,4}[条章节款项]|[●■◆★○□▲①-⑳]"
)
_PARAGRAPH_OPENERS = re.compile(
    "据悉|据了解|据介绍|记者|据[^，]{2,12}报道|近日|日前|昨日|昨天|今天|本报|新华社|此外|同时|目前|随后|另外|但是|然而|不过|因此|"
    r"\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月"
)
_LOOSE_END = frozenset("的了和在与及是等为对从向把被将以于而或并且之其该使让由到")
MAX_SUBHEAD = 40
"""A subhead of two clauses is hardly longer."""
_BOUNDARY_CONTEXT = 8
LIKELY_CONTINUATION = 2.5
"""From here on two pieces are one paragraph, if nothing else speaks against it."""


def continuation_score(left: str, right: str) -> float:
    """Return the log-odds that `right` continues the sentence that `left` leaves open; both in canonical form.

    A word, a number or an open quotation across the seam is near certain; an end of a sentence speaks against it.
    """
    if not left or not right:
        return -6.0
    if right[0] in punctuation.NEVER_FIRST:
        return 6.0
    if _LIST_ITEM.match(right) and not (left[-1].isdigit() and right[0].isdigit()):
        return -5.0
    if punctuation.ends_sentence(left):
        return _score_after_sentence(left, right)
    return (
        _score_left_end(left)
        + _score_boundary(left, right)
        + _score_open_quotes(left, right)
        - (2.0 if _PARAGRAPH_OPENERS.match(right) else 0.0)
    )


def _score_after_sentence(left: str, right: str) -> float:
    """Tell a quotation that goes on in the next paragraph, which is no join, from one that closes at once."""
    opened = punctuation.unclosed_marks(left[-200:])
    if opened and right[0] == punctuation.MARK_PAIRS[opened[-1]]:
        return 4.0
    return -5.0


def _score_left_end(left: str) -> float:
    last = left[-1]
    if last in "，、":
        return 4.5
    if last in punctuation.MARK_PAIRS:
        return 5.0
    if last == "；":
        return -0.5
    if last in "：—":
        return -2.0
    if last in punctuation.CLOSING_MARKS:
        return -0.5 if len(left) < 40 else 0.5
    return (2.0 if last in _LOOSE_END else 0.0) + _score_marks_inside(left)


def _score_marks_inside(left: str) -> float:
    """Return what the marks within say: a line of text has them, a headline hardly any, a subhead one at most."""
    if "。" in left or left.count("，") > 1 or ("，" in left and len(left) > MAX_SUBHEAD):
        return 2.5
    if "，" in left:
        return 0.8
    return 0.5 if "、" in left or len(left) >= 30 else -1.5


def _score_boundary(left: str, right: str) -> float:
    """Return what a word, a number or a foreign word across the seam says."""
    before, after = left[-1], right[0]
    if before.isdigit() and (after.isdigit() or after in ".．%％万亿千百多年月日时点米元人个名项家次"):
        return 4.0
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return 3.0
    return 4.0 if word_crosses(left, right) else 0.0


def word_crosses(left: str, right: str) -> bool:
    """Whether a word of the dictionary lies across the seam, in the most likely cutting of both sides."""
    return (
        punctuation.is_han(left[-1])
        and punctuation.is_han(right[0])
        and _word_crosses_cached(left[-_BOUNDARY_CONTEXT:], right[:_BOUNDARY_CONTEXT])
    )


@lru_cache(maxsize=4096)
def _word_crosses_cached(left: str, right: str) -> bool:
    """Whether a word lies across the seam of two short strings; many rules ask it of the same two."""
    at = 0
    for word in segmenter.segment(left + right):
        end = at + len(word)
        if at < len(left) < end:
            return segmenter.is_word(word) and not _is_rare_pair(word)
        if end >= len(left):
            return False
        at = end
    return False


def _is_rare_pair(word: str) -> bool:
    """Whether two characters may meet at a seam by chance although the dictionary has them as a word."""
    return len(word) == 2 and segmenter.frequency(word) < 50


def _score_open_quotes(left: str, right: str) -> float:
    opened = punctuation.unclosed_marks(left[-300:])
    if not opened:
        return 0.0
    closes = punctuation.MARK_PAIRS[opened[-1]]
    at = right.find(closes, 0, 200)
    again = right.find(opened[-1], 0, 200)
    return 3.0 if at >= 0 and (again < 0 or at < again) else 1.0


# A piece of text -> whether a paragraph begins so: the log-odds of its first character, at a beginning and within.
#
# A piece that opens as no paragraph does, below a line where one has ended, is the second half of something.


MID_PARAGRAPH = -1.0
"""Seven of a hundred paragraphs open so, and forty-five of a hundred pieces cut at random."""
UNKNOWN_CHARACTER = -0.5
"""What a character says that was hardly seen."""
_OPENING_MARKS = "“‘《（【〈 "


def opening_score(normalised: str) -> float:
    """Return the log-odds that a paragraph begins with this text rather than breaks off above it."""
    text = normalised.lstrip(_OPENING_MARKS)
    return _opening_table().get(text[0], UNKNOWN_CHARACTER) if text else 0.0


@cache
def _opening_table() -> dict[str, float]:
    """Return the fitted log-odds; each row of the data file is a number and the characters that have it."""
    text = (files("feedpub") / "data" / "openings.json").read_text(encoding="utf-8")
    return {char: float(value) for value, chars in json.loads(text).items() for char in chars}
