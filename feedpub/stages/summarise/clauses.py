"""Sentence -> clauses: cut after every comma, semicolon and colon that stands outside quotations and brackets."""

from __future__ import annotations

from feedpub.stages.summarise.sentences import depths

ENDS = frozenset("，；：")


def clauses(text: str) -> list[str]:
    """Return the clauses of a sentence in plain text, each with its mark; joined they are the sentence again."""
    found: list[str] = []
    start = 0
    levels = depths(text)
    for at, char in enumerate(text):
        if char in ENDS and levels[at] == 0:
            found.append(text[start : at + 1])
            start = at + 1
    if start < len(text):
        found.append(text[start:])
    return found


def solid(text: str) -> int:
    """Return how many characters a reader counts: all but white space."""
    return sum(not char.isspace() for char in text)
