"""Lines of a page -> Blocks: find out how the file is set, and undo it, keeping every line's number."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from feedpub.language import marks
from feedpub.stages.split import bylines, joins
from feedpub.stages.split.blocks import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADING = re.compile(r"(#{1,6})\s*(?=[^\s#])")
_BULLET = re.compile(r"[-*+•]\s+")
_RULE = re.compile(r"[-=*_~—─━]{3,}$")
_EDGES = " \t\u3000\xa0\u2002\u2003\ufeff\u200b"

WIDE = 26
"""A column of so many characters seldom has a line without a mark."""
WIDEST = 60
"""Longer lines are paragraphs, not the lines of a column."""


def blocks(lines: Sequence[str]) -> tuple[Block, ...]:
    """Return the blocks of a page; hard-wrapped lines are paragraphs again. Every non-empty line is in one of them."""
    single = _single(lines)
    width = wrapped_width([lines[block.numbers[0] - 1] for block in single])
    return _unwrap(single, width, lines) if width else single


def _single(lines: Sequence[str]) -> tuple[Block, ...]:
    found: list[Block] = []
    gap = 0
    for number, line in enumerate(lines, 1):
        text = line.strip(_EDGES)
        if not text:
            gap += 1
            continue
        found.append(_block(line, text, number, gap))
        gap = 0
    return tuple(found)


def _block(line: str, text: str, number: int, gap: int) -> Block:
    level, bullet = 0, False
    if heading := _HEADING.match(text):
        level = len(heading[1])
        text = text[heading.end() :].rstrip("#").strip(_EDGES)
    elif (mark := _BULLET.match(text)) and len(text) > mark.end():
        bullet = True
        text = text[mark.end() :].strip(_EDGES)
    elif text.startswith("**") and text.endswith("**") and len(text) > 4:
        text, level = text[2:-2].strip(_EDGES), 6
    elif _RULE.fullmatch(text):
        text = ""
    return Block(text, (number,), level, gap, line[:1] in ("\u3000", "\t") or line[:2] == "  ", bullet)


def wrapped_width(lines: Sequence[str]) -> int:
    """Return the width at which the lines were broken, or 0: most are exactly that long, hardly any longer."""
    sizes = Counter(min(len(_bare(line)), WIDEST + 1) for line in lines)
    usual = [size for size in sizes if 8 <= size <= WIDEST]
    if len(lines) < 8 or not usual:
        return 0
    width = max(usual, key=lambda size: (sizes[size] + sizes[size - 1], size))
    full = sizes[width] + sizes[width - 1]
    longer = sum(count for size, count in sizes.items() if size > width)
    open_ended = sum(1 for line in lines if len(_bare(line)) in (width, width - 1) and not marks.ends_sentence(line))
    return width if full * 2 >= len(lines) and longer * 8 <= len(lines) and open_ended * 2 >= full else 0


def _bare(line: str) -> str:
    text = line.strip("\r\n")
    heading = _HEADING.match(text)
    return text[heading.end() :] if heading else text


def _unwrap(single: Sequence[Block], width: int, lines: Sequence[str]) -> tuple[Block, ...]:
    """Put the lines of each paragraph together: a line that is full goes on, one that is not ends it."""
    found: list[Block] = []
    run: list[Block] = []
    for block in single:
        if run and not _goes_on(run, block, width, len(_bare(lines[run[-1].numbers[0] - 1].rstrip()))):
            found.append(_merge(run))
            run = []
        run.append(block)
    if run:
        found.append(_merge(run))
    return tuple(found)


def _goes_on(run: Sequence[Block], block: Block, width: int, taken: int) -> bool:
    """Whether the last line of a run, which took so many characters with its indent, goes on in the next."""
    last = run[-1]
    if block.gap or block.level or last.bullet or taken < width - 1 or block.size > width + 1 or not block.text:
        return False
    if block.indent and not last.indent:
        return False
    short = block.size < width - 1
    if run[0].level:
        return short and not block.ends
    if len(run) == 1 and _headline(last.canon, block.canon, width):
        return False
    if last.ends:
        return not (short and not block.ends) and not bylines.alone(block.text)
    return not (bylines.alone(block.text) and bylines.alone(last.text))


def _headline(line: str, below: str, width: int) -> bool:
    """Whether a first line that fills the column is a headline all the same: no mark in it, no word across its end."""
    if any(char in marks.CLAUSAL or char in marks.TERMINAL for char in line) or marks.open_marks(line):
        return False
    return (" " in line[4:-3] or width >= WIDE) and joins.score(line, below) < 2


def _merge(run: Sequence[Block]) -> Block:
    first = run[0]
    text = "".join(block.text for block in run)
    return Block(
        text, tuple(n for block in run for n in block.numbers), first.level, first.gap, first.indent, first.bullet
    )
