"""Punctuation of printed Chinese: which marks end a sentence, and which open and close."""

from __future__ import annotations

MARK_PAIRS = {
    "“": "”",
    "‘": "’",
    "《": "》",
    "〈": "〉",
    "（": "）",
    "(": ")",
    "【": "】",
    "「": "」",
    "『": "』",
    "〔": "〕",
    "[": "]",
}
"""Opening marks and what closes them."""

CLOSING_MARKS = frozenset(MARK_PAIRS.values())

SENTENCE_ENDS = frozenset("。！？!?…﹗﹖")
"""What ends a sentence; closing marks may follow it."""

CLAUSE_ENDS = frozenset(",，;；:：、﹔﹕︰")
"""What ends a clause but no sentence."""

NEVER_FIRST = frozenset("，,。、；;：:！!？?%％…”’》〉）)】」』〕]·．")
"""What no sentence begins with."""

_MARK_VARIANTS = ',;:!?()[]"﹐﹔﹕﹗﹖︰﹑「」『』﹁﹂'
_MARKS_UNIFIED = "，；：！？（）［］“，；：！？：、“”‘’“”"
_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_UNIFY_TABLE = str.maketrans(_MARK_VARIANTS, _MARKS_UNIFIED) | _FULL_WIDTH | {0x3000: " ", 0xA0: " ", 0x2003: " ", 0x2002: " ", 0x09: " "}


def unify_marks(text: str) -> str:
    """Return `text` with one form of each mark: full-width punctuation, “ ” quotes, ASCII digits, plain blanks.

    Every character stays at its place, so an offset in the one is an offset in the other.
    """
    return text.translate(_UNIFY_TABLE)


def ends_sentence(text: str) -> bool:
    """Whether the text ends where a sentence does; closing quotation marks and brackets are looked through."""
    bare = text.rstrip().rstrip("".join(CLOSING_MARKS))
    return bool(bare) and bare[-1] in SENTENCE_ENDS


def unclosed_marks(text: str) -> str:
    """Return the marks that `text` opens and does not close, outermost first."""
    stack: list[str] = []
    for char in text:
        if char in MARK_PAIRS:
            stack.append(char)
        elif char in CLOSING_MARKS and stack and MARK_PAIRS[stack[-1]] == char:
            stack.pop()
    return "".join(stack)


def is_han(char: str) -> bool:
    """Whether `char` is an ideograph."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or char == "〇"
