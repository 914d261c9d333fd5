"""Sentence -> clauses: cut after every comma, semicolon and colon that stands outside quotations and brackets."""

from __future__ import annotations

from feedpub.stages.summarise.sentences import nesting_depths

CLAUSE_MARKS = frozenset("，；：")


def split_clauses(text: str) -> list[str]:
    """Return the clauses of a sentence in plain text, each with its mark; joined they are the sentence again."""
    found: list[str] = []
    start = 0
    depths_at = nesting_depths(text)
    for at, char in enumerate(text):
        if char in CLAUSE_MARKS and depths_at[at] == 0:
            found.append(text[start : at + 1])
            start = at + 1
    if start < len(text):
        found.append(text[start:])
    return found


def count_chars(text: str) -> int:
    """Return how many characters a reader counts: all but white space."""
    return sum(not char.isspace() for char in text)
