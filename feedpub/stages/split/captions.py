"""Blocks -> which of them are photographs with their words: by `摄`, by `图为`, by `（图片）` in the headline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.language import bylines
from feedpub.stages.split import linebreaks

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedpub.stages.split.layout import Block

_PICTURE_MARK = re.compile(
    r"[（(](?:附?图片?|组图|图|附图片\s*\d*\s*张)[）)]$|^图片新闻$|^图片[：:]|^图[一二三四①②\d]*[：:]"
)
_LABEL = re.compile(r"^(?:图片|图|组图|上图|下图|左图|右图|资料图)[：:]?$")
_DESCRIPTION = re.compile(
    r"(?:图为|上图为|下图为|左图为|右图为|图中|左[一二三]?为|右[一二三]?为|^上图|^下图|^左图|^右图)"
)
_NUMBERED_PICTURE = re.compile(r"^[\d①-⑳]{1,2}[、.．]")
BROKEN_BONUS = 1.5
"""What a first half gains where the second opens as no text does."""
MAX_CAPTION = 420
"""A longer paragraph with `摄` at its end is a photographed report."""


def caption_groups(blocks: Sequence[Block], excluded: Collection[int]) -> list[tuple[int, ...]]:
    """Return the groups of blocks that make up a picture each, its headline not included unless it says `（图片）`."""
    found: list[tuple[int, ...]] = []
    used = set(excluded)
    index = 0
    while index < len(blocks):
        group = () if index in used else _caption_group(blocks, index, used)
        if group:
            found.append(group)
            used.update(group)
            index = group[-1]
        index += 1
    return found


def is_credited_paragraph(block: Block) -> bool:
    """Whether a paragraph ends with its photographer."""
    return block.length <= MAX_CAPTION and bylines.has_photographer_credit(block.text)


def is_picture_headline(block: Block) -> bool:
    """Whether a headline says that it stands over a picture."""
    return block.length <= 50 and bool(_PICTURE_MARK.search(block.normalised)) and not _LABEL.match(block.normalised)


def caption_evidence(block: Block) -> list[str]:
    """Return what shows that a block belongs to a picture."""
    line = block.normalised
    evidence = {
        "the word picture": is_picture_headline(block) or bool(_LABEL.match(line)),
        "a photographer": bylines.has_photographer_credit(block.text),
        "says what is shown": bool(_DESCRIPTION.search(line[-60:]) or _DESCRIPTION.match(line)),
    }
    return [name for name, is_found in evidence.items() if is_found]


def _caption_group(blocks: Sequence[Block], index: int, used: Collection[int]) -> tuple[int, ...]:
    block = blocks[index]
    if is_picture_headline(block) or _LABEL.match(block.normalised):
        return _labelled_group(blocks, index, used)
    if is_credited_paragraph(block):
        return _credited_paragraph(blocks, index, used)
    return ()


def describes_picture(block: Block) -> bool:
    """Whether a paragraph says who stands where in a picture: `图为…`, `左为…`, at its end."""
    return block.length <= 200 and block.ends_sentence and bool(_DESCRIPTION.search(block.normalised[-60:]))


def _credited_paragraph(blocks: Sequence[Block], index: int, used: Collection[int]) -> tuple[int, ...]:
    """Return a paragraph with its credit; one alone on its line takes the paragraph above with it."""
    if not bylines.is_byline(blocks[index].text):
        return _with_broken_start(blocks, index, used)
    above = index - 1
    if above >= 0 and above not in used and blocks[above].ends_sentence and blocks[above].length <= MAX_CAPTION:
        return (above, index)
    return ()


def _with_broken_start(blocks: Sequence[Block], index: int, used: Collection[int]) -> tuple[int, ...]:
    """Include a caption's first half, where a column broke it: an open piece that fits nothing below so well."""
    first = index
    below = blocks[index + 1].normalised if index + 1 < len(blocks) and index + 1 not in used else ""
    while first > 0 and index - first < 3 and first - 1 not in used:
        above = blocks[first - 1]
        if (
            above.ends_sentence
            or above.heading_level
            or bylines.is_byline(above.text)
            or bylines.parse_credit(above.text)
        ):
            break
        score = linebreaks.continuation_score(above.normalised, blocks[first].normalised)
        if linebreaks.opening_score(blocks[first].normalised) <= linebreaks.MID_PARAGRAPH:
            score += BROKEN_BONUS
        if (
            score < linebreaks.LIKELY_CONTINUATION
            or score < linebreaks.continuation_score(above.normalised, below) + 1.5
        ):
            break
        first -= 1
    return tuple(range(first, index + 1))


def _labelled_group(blocks: Sequence[Block], index: int, used: Collection[int]) -> tuple[int, ...]:
    """`图片：` or a headline with `（图片）`: what follows up to the photographer's name, or one paragraph."""
    end = index + 1
    while end < len(blocks) and end - index <= 16 and end not in used:
        block = blocks[end]
        if block.heading_level:
            break
        item_is_open = (
            end - index > 1 and not blocks[end - 1].ends_sentence and not _LABEL.match(blocks[end - 1].normalised)
        )
        is_listed = (
            bool(_NUMBERED_PICTURE.match(block.normalised)) or bool(_LABEL.match(block.normalised)) or item_is_open
        )
        if bylines.has_photographer_credit(block.text):
            end += 1
            if not (is_listed and end < len(blocks) and _NUMBERED_PICTURE.match(blocks[end].normalised)):
                break
            continue
        if not is_listed and end - index > 1 and not _is_photographer_near(blocks, end):
            break
        if not is_listed and not block.ends_sentence and not _is_photographer_near(blocks, end):
            break
        end += 1
    return tuple(range(index, end)) if end > index + 1 else ()


def _is_photographer_near(blocks: Sequence[Block], at: int) -> bool:
    """Whether the photographer's name comes within the next lines, before any headline."""
    for block in blocks[at : at + 4]:
        if bylines.has_photographer_credit(block.text):
            return True
        if block.heading_level or is_picture_headline(block):
            return False
    return False
