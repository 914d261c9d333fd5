"""The lines of a headline block -> kicker, title and subtitle; a headline broken over two lines is joined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.language import punctuation
from feedpub.stages.split import linebreaks
from feedpub.stages.split.layout import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOOSE_END = frozenset("的了和在与及等为对从向把被将以于或并之其该让由就同致")
_NEVER_FIRST = frozenset("和与及的等或是比称就们性了着过")
"""What no headline begins with, so that a line that does goes on from the one above."""
_MAX_COLUMN_NAME = 6
"""A line of so few characters above another is the name of a column."""
_VERBS = re.compile(
    "举行|召开|启动|发布|开幕|闭幕|会见|成立|举办|签订|签署|开展|揭晓|启用|发生|出席|表示|称|印发|完成|上线|通过|获|将"
)


MAX_TITLE = 60
"""A longer line above a story is a summary of it."""


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands above a story."""

    title: str | None
    kicker: str | None = None
    subtitle: str | None = None


def parse_headline(lines: Sequence[Block], usual_level: int = 0) -> Headline:
    """Return the parts of a headline block. `main` is the `#` level that the page's headlines usually have, or 0."""
    pieces = _rejoin_lines(lines)
    if not pieces:
        return Headline(None)
    at = _title_index(pieces, usual_level)
    return Headline(pieces[at].text, _joined(pieces[:at]), _joined(pieces[at + 1 :]))


def headline_line_roles(lines: Sequence[Block], usual_level: int = 0) -> list[str]:
    """Return for each line of a headline block whether it is of the kicker, the headline or the subtitle."""
    pieces = _rejoin_lines(lines)
    at = _title_index(pieces, usual_level) if pieces else 0
    role_of_line = {
        number: "kicker" if index < at else "headline" if index == at else "subtitle"
        for index, piece in enumerate(pieces)
        for number in piece.line_numbers
    }
    return [role_of_line.get(line.line_numbers[0], "headline") for line in lines]


def _joined(pieces: Sequence[Block]) -> str | None:
    return " ".join(piece.text for piece in pieces) or None


def _rejoin_lines(lines: Sequence[Block]) -> list[Block]:
    """Join the lines that are one line of the headline, broken in its middle."""
    found: list[Block] = []
    for line in lines:
        if found and is_broken_headline(found[-1], line):
            last = found[-1]
            glue = "" if not _needs_space(last.text, line.text) else " "
            found[-1] = Block(
                last.text + glue + line.text,
                (*last.line_numbers, *line.line_numbers),
                last.heading_level or line.heading_level,
                last.blank_lines,
            )
        elif line.text:
            found.append(line)
    return found


def _needs_space(left: str, right: str) -> bool:
    return left[-1:].isascii() and right[:1].isascii() and left[-1:].isalpha() and right[:1].isalpha()


def is_broken_headline(above: Block, below: Block) -> bool:
    """Whether a headline goes on in the next line: a word, a quotation or a phrase is open at the seam."""
    left, right = above.normalised, below.normalised
    if not left or not right or left[-1] in "—：！？" or right[0] == "—":
        return False
    if right[0] in punctuation.NEVER_FIRST or left[-1] in "、，" or left[-1] in _LOOSE_END or len(right) <= 2:
        return True
    opened = punctuation.unclosed_marks(left)
    if opened and punctuation.MARK_PAIRS[opened[-1]] in right:
        return True
    if left[-1].isdigit() and not right[0].isspace() and " " not in left[-4:]:
        return True
    return right[0] in _NEVER_FIRST or linebreaks.word_crosses(left, right)


def _title_index(pieces: Sequence[Block], usual_level: int) -> int:
    """Which piece is the title: of the page's usual level, else the one that tells the news."""
    if len(pieces) == 1:
        return 0
    levels = [piece.heading_level for piece in pieces]
    if all(levels) and len(set(levels)) > 1:
        return _title_index_by_level(levels, usual_level)
    candidates = [index for index, piece in enumerate(pieces) if not _is_secondary_line(piece.normalised)]
    if len(candidates) == 1:
        return candidates[0]
    if len(pieces) == 2 and (len(pieces[0].text) <= _MAX_COLUMN_NAME or "·" in pieces[0].text):
        return 1
    if (
        len(pieces) == 2
        and _has_parallel_clauses(pieces[1].normalised)
        and not _has_parallel_clauses(pieces[0].normalised)
    ):
        return 0
    return candidates[1] if candidates else 0


def _is_secondary_line(line: str) -> bool:
    """Whether a line can only stand beside a title: in brackets, behind a dash, or longer than any title."""
    return line.startswith(("（", "—")) or len(line) > MAX_TITLE


def _title_index_by_level(levels: Sequence[int], usual_level: int) -> int:
    if usual_level in levels:
        return levels.index(usual_level)
    return 1 if len(levels) > 2 else levels.index(min(levels))


def _has_parallel_clauses(line: str) -> bool:
    """Whether a line is two or more clauses of one length side by side, as mottoes are."""
    parts = [part for part in re.split(r"[ ，]+", line) if part]
    return (
        len(parts) >= 2
        and len({len(part) for part in parts}) == 1
        and len(parts[0]) <= 8
        and not _VERBS.search(parts[-1])
    )
