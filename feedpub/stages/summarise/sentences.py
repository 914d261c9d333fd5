"""Paragraphs -> Sentences: cut after every end mark that stands outside quotation marks and brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.language.normalise import simplify
from feedpub.language.punctuation import CLOSING_MARKS, MARK_PAIRS, SENTENCE_ENDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_CONTINUES_SENTENCE = frozenset("的等和与與及、，,；;：:是）)》」』”’—")
_LATIN_END = re.compile(r"(?<=[A-Za-z0-9)”\"])\.(?=\s+[A-Z“\"(]|$)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence where it stands: `number` counts all of the article, `paragraph` its paragraphs, both from 0."""

    text: str
    """As printed."""
    simplified: str
    """The same for our rules, place for place: simplified characters, full-width marks."""
    number: int
    paragraph: int
    after_quotation: bool = False
    """Whether the sentence before it, in its paragraph, ends with a closing quotation mark."""


def split_sentences(paragraphs: Iterable[str]) -> list[Sentence]:
    """Return the sentences of the paragraphs in order."""
    found: list[Sentence] = []
    for place, paragraph in enumerate(paragraphs):
        quoted = False
        for text in split_paragraph(paragraph):
            found.append(Sentence(text, simplify(text), len(found), place, quoted))
            quoted = text[-1] in '”」』"'
    return found


def split_paragraph(paragraph: str) -> Iterator[str]:
    """Yield the sentences of one paragraph; a mark left open holds the rest together, so no quotation is cut."""
    start = 0
    for end in _sentence_ends(paragraph):
        if text := paragraph[start:end].strip():
            yield text
        start = end
    if text := paragraph[start:].strip():
        yield text


def nesting_depths(text: str) -> list[int]:
    """Return for every character how many quotations and brackets are open after it; -1 at a stray closing mark."""
    stack: list[str] = []
    levels: list[int] = []
    for char in text:
        stray = False
        if char == '"':
            stack.pop() if stack and stack[-1] == char else stack.append(char)
        elif char in MARK_PAIRS:
            stack.append(char)
        elif char in CLOSING_MARKS:
            if stack and MARK_PAIRS.get(stack[-1]) == char:
                stack.pop()
            else:
                stray = char != "’"  # an apostrophe closes nothing
        levels.append(-1 if stray else len(stack))
    return levels


def _sentence_ends(paragraph: str) -> Iterator[int]:
    latin = {match.start() for match in _LATIN_END.finditer(paragraph)}
    levels = nesting_depths(paragraph)
    last = len(paragraph) - 1
    for at, char in enumerate(paragraph):
        if levels[at] > 0 or (at < last and paragraph[at + 1] in SENTENCE_ENDS):
            continue
        if char in SENTENCE_ENDS or at in latin or (_ends_quoted(paragraph, at) and levels[at] == 0):
            yield at + 1


def _ends_quoted(paragraph: str, at: int) -> bool:
    """Whether a closing mark ends a sentence: an end mark stands before it, and the sentence does not go on."""
    closes = paragraph[at] in CLOSING_MARKS or paragraph[at] == '"'
    return closes and paragraph[at - 1 : at] in SENTENCE_ENDS and paragraph[at + 1 : at + 2] not in _CONTINUES_SENTENCE


# Sentence -> clauses: cut after every comma, semicolon and colon that stands outside quotations and brackets.


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
