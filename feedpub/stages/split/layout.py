"""Lines of a page -> Blocks: find out how the file is set, and undo it, keeping every line's number."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from feedpub.language import bylines, punctuation
from feedpub.language.normalise import normalise_text
from feedpub.stages.split import linebreaks

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Block:
    """A line of the page, or the lines of one hard-wrapped paragraph. `numbers` are the source lines, from 1."""

    text: str
    line_numbers: tuple[int, ...]
    heading_level: int = 0
    """How many `#` stood before it."""
    blank_lines: int = 0
    """How many empty lines stood above it."""
    is_indented: bool = False
    is_bullet: bool = False

    @cached_property
    def normalised(self) -> str:
        """The text as our rules are written: simplified characters, one form of each mark; offsets stay."""
        return normalise_text(self.text)

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether it ends where a sentence does."""
        return punctuation.ends_sentence(self.normalised)

    @property
    def length(self) -> int:
        """How many characters it has."""
        return len(self.text)


# Lines of a page -> Blocks: find out how the file is set, and undo it, keeping every line's number.


_HEADING = re.compile(r"(#{1,6})\s*(?=[^\s#])")
_BULLET = re.compile(r"[-*+•]\s+")
_HORIZONTAL_RULE = re.compile(r"[-=*_~—─━]{3,}$")
_WHITE_SPACE = " \t\u3000\xa0\u2002\u2003\ufeff\u200b"

WIDE_COLUMN = 26
"""A column of so many characters seldom has a line without a mark."""
MAX_COLUMN_WIDTH = 60
"""Longer lines are paragraphs, not the lines of a column."""


def parse_blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    """Return the blocks of a page; hard-wrapped lines are paragraphs again. Every non-empty line is in one of them."""
    line_blocks = _lines_as_blocks(lines)
    width = wrapped_width([lines[block.line_numbers[0] - 1] for block in line_blocks])
    return _unwrap(line_blocks, width, lines) if width else line_blocks


def _lines_as_blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    found: list[Block] = []
    gap = 0
    for number, line in enumerate(lines, 1):
        text = line.strip(_WHITE_SPACE)
        if not text:
            gap += 1
            continue
        found.append(_parse_line(line, text, number, gap))
        gap = 0
    return tuple(found)


def _parse_line(line: str, text: str, number: int, gap: int) -> Block:
    level, bullet = 0, False
    if heading := _HEADING.match(text):
        level = len(heading[1])
        text = text[heading.end() :].rstrip("#").strip(_WHITE_SPACE)
    elif (mark := _BULLET.match(text)) and len(text) > mark.end():
        bullet = True
        text = text[mark.end() :].strip(_WHITE_SPACE)
    elif text.startswith("**") and text.endswith("**") and len(text) > 4:
        text, level = text[2:-2].strip(_WHITE_SPACE), 6
    elif _HORIZONTAL_RULE.fullmatch(text):
        text = ""
    return Block(text, (number,), level, gap, line[:1] in ("\u3000", "\t") or line[:2] == "  ", bullet)


def wrapped_width(lines: Sequence[str]) -> int:
    """Return the width at which the lines were broken, or 0: most are exactly that long, hardly any longer."""
    sizes = Counter(min(len(_without_heading_mark(line)), MAX_COLUMN_WIDTH + 1) for line in lines)
    usual = [size for size in sizes if 8 <= size <= MAX_COLUMN_WIDTH]
    if len(lines) < 8 or not usual:
        return 0
    width = max(usual, key=lambda size: (sizes[size] + sizes[size - 1], size))
    full = sizes[width] + sizes[width - 1]
    longer = sum(count for size, count in sizes.items() if size > width)
    open_ended = sum(
        1
        for line in lines
        if len(_without_heading_mark(line)) in (width, width - 1) and not punctuation.ends_sentence(line)
    )
    return width if full * 2 >= len(lines) and longer * 8 <= len(lines) and open_ended * 2 >= full else 0


def _without_heading_mark(line: str) -> str:
    text = line.strip("\r\n")
    heading = _HEADING.match(text)
    return text[heading.end() :] if heading else text


def _unwrap(line_blocks: Sequence[Block], width: int, lines: Sequence[str]) -> tuple[Block, ...]:
    """Put the lines of each paragraph together: a line that is full goes on, one that is not ends it."""
    found: list[Block] = []
    run: list[Block] = []
    for block in line_blocks:
        if run and not _continues(
            run, block, width, len(_without_heading_mark(lines[run[-1].line_numbers[0] - 1].rstrip()))
        ):
            found.append(_merge_lines(run))
            run = []
        run.append(block)
    if run:
        found.append(_merge_lines(run))
    return tuple(found)


def _continues(run: Sequence[Block], block: Block, width: int, width_taken: int) -> bool:
    """Whether the last line of a run, which took so many characters with its indent, goes on in the next."""
    last = run[-1]
    if (
        block.blank_lines
        or block.heading_level
        or last.is_bullet
        or width_taken < width - 1
        or block.length > width + 1
        or not block.text
    ):
        return False
    if block.is_indented and not last.is_indented:
        return False
    short = block.length < width - 1
    if run[0].heading_level:
        return short and not block.ends_sentence
    if len(run) == 1 and _is_full_width_headline(last.normalised, block.normalised, width):
        return False
    if last.ends_sentence:
        return not (short and not block.ends_sentence) and not bylines.is_byline(block.text)
    return not (bylines.is_byline(block.text) and bylines.is_byline(last.text))


def _is_full_width_headline(line: str, below: str, width: int) -> bool:
    """Whether a first line that fills the column is a headline all the same: no mark in it, no word across its end."""
    if any(
        char in punctuation.CLAUSE_ENDS or char in punctuation.SENTENCE_ENDS for char in line
    ) or punctuation.unclosed_marks(line):
        return False
    return (" " in line[4:-3] or width >= WIDE_COLUMN) and linebreaks.continuation_score(line, below) < 2


def _merge_lines(run: Sequence[Block]) -> Block:
    first = run[0]
    text = "".join(block.text for block in run)
    return Block(
        text,
        tuple(n for block in run for n in block.line_numbers),
        first.heading_level,
        first.blank_lines,
        first.is_indented,
        first.is_bullet,
    )
