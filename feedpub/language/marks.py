"""Punctuation of printed Chinese: which marks end a sentence, and which open and close."""

from __future__ import annotations

PAIRS = {
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

CLOSERS = frozenset(PAIRS.values())

TERMINAL = frozenset("。！？!?…﹗﹖")
"""What ends a sentence; closing marks may follow it."""

CLAUSAL = frozenset(",，;；:：、﹔﹕︰")
"""What ends a clause but no sentence."""

UNBEGUN = frozenset("，,。、；;：:！!？?%％…”’》〉）)】」』〕]·．")
"""What no sentence begins with."""

_HALF = ',;:!?()[]"﹐﹔﹕﹗﹖︰﹑「」『』﹁﹂'
_FULL = "，；：！？（）［］“，；：！？：、“”‘’“”"
_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_CANON = str.maketrans(_HALF, _FULL) | _WIDE | {0x3000: " ", 0xA0: " ", 0x2003: " ", 0x2002: " ", 0x09: " "}


def canonical(text: str) -> str:
    """Return `text` with one form of each mark: full-width punctuation, “ ” quotes, ASCII digits, plain blanks.

    Every character stays at its place, so an offset in the one is an offset in the other.
    """
    return text.translate(_CANON)


def ends_sentence(text: str) -> bool:
    """Whether the text ends where a sentence does; closing quotation marks and brackets are looked through."""
    bare = text.rstrip().rstrip("".join(CLOSERS))
    return bool(bare) and bare[-1] in TERMINAL


def open_marks(text: str) -> str:
    """Return the marks that `text` opens and does not close, outermost first."""
    stack: list[str] = []
    for char in text:
        if char in PAIRS:
            stack.append(char)
        elif char in CLOSERS and stack and PAIRS[stack[-1]] == char:
            stack.pop()
    return "".join(stack)


def is_han(char: str) -> bool:
    """Whether `char` is an ideograph."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or char == "〇"
