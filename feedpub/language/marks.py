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

TERMINAL = frozenset("。！？!?…")
"""What ends a sentence; closing marks may follow it."""

CLAUSAL = frozenset(",，;；:：、")
"""What ends a clause but no sentence."""


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
