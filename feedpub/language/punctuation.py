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
