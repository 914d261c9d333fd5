"""Blocks -> which of them are photographs with their words: by `摄`, by `图为`, by `（图片）` in the headline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.stages.split import bylines, joins, openings

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedpub.stages.split.blocks import Block

_PICTURED = re.compile(
    r"[（(](?:附?图片?|组图|图|附图片\s*\d*\s*张)[）)]$|^图片新闻$|^图片[：:]|^图[一二三四①②\d]*[：:]"
)
_LABEL = re.compile(r"^(?:图片|图|组图|上图|下图|左图|右图|资料图)[：:]?$")
_SHOWN = re.compile(r"(?:图为|上图为|下图为|左图为|右图为|图中|左[一二三]?为|右[一二三]?为|^上图|^下图|^左图|^右图)")
_ITEM = re.compile(r"^[\d①-⑳]{1,2}[、.．]")
TORN = 1.5
"""What a first half gains where the second opens as no text does."""
LONGEST = 420
"""A longer paragraph with `摄` at its end is a photographed report."""


def groups(blocks: Sequence[Block], taken: Collection[int]) -> list[tuple[int, ...]]:
    """Return the groups of blocks that make up a picture each, its headline not included unless it says `（图片）`."""
    found: list[tuple[int, ...]] = []
    used = set(taken)
    index = 0
    while index < len(blocks):
        group = () if index in used else _group(blocks, index, used)
        if group:
            found.append(group)
            used.update(group)
            index = group[-1]
        index += 1
    return found


def credited(block: Block) -> bool:
    """Whether a paragraph ends with its photographer."""
    return block.size <= LONGEST and bylines.photographed(block.text)


def pictured(block: Block) -> bool:
    """Whether a headline says that it stands over a picture."""
    return block.size <= 50 and bool(_PICTURED.search(block.canon)) and not _LABEL.match(block.canon)


def signs(block: Block) -> list[str]:
    """Return what shows that a block belongs to a picture."""
    line = block.canon
    told = {
        "the word picture": pictured(block) or bool(_LABEL.match(line)),
        "a photographer": bylines.photographed(block.text),
        "says what is shown": bool(_SHOWN.search(line[-60:]) or _SHOWN.match(line)),
    }
    return [name for name, found in told.items() if found]


def _group(blocks: Sequence[Block], index: int, used: Collection[int]) -> tuple[int, ...]:
    block = blocks[index]
    if pictured(block) or _LABEL.match(block.canon):
        return _after_label(blocks, index, used)
    if credited(block):
        return _with_credit(blocks, index, used)
    return ()


def shows(block: Block) -> bool:
    """Whether a paragraph says who stands where in a picture: `图为…`, `左为…`, at its end."""
    return block.size <= 200 and block.ends and bool(_SHOWN.search(block.canon[-60:]))


def _with_credit(blocks: Sequence[Block], index: int, used: Collection[int]) -> tuple[int, ...]:
    """Return a paragraph with its credit; one alone on its line takes the paragraph above with it."""
    if not bylines.alone(blocks[index].text):
        return _backward(blocks, index, used)
    above = index - 1
    if above >= 0 and above not in used and blocks[above].ends and blocks[above].size <= LONGEST:
        return (above, index)
    return ()


def _backward(blocks: Sequence[Block], index: int, used: Collection[int]) -> tuple[int, ...]:
    """Include a caption's first half, where a column broke it: an open piece that fits nothing below so well."""
    first = index
    below = blocks[index + 1].canon if index + 1 < len(blocks) and index + 1 not in used else ""
    while first > 0 and index - first < 3 and first - 1 not in used:
        above = blocks[first - 1]
        if above.ends or above.level or bylines.alone(above.text) or bylines.tail(above.text):
            break
        ours = joins.score(above.canon, blocks[first].canon)
        if openings.score(blocks[first].canon) <= openings.WITHIN:
            ours += TORN
        if ours < joins.LIKELY or ours < joins.score(above.canon, below) + 1.5:
            break
        first -= 1
    return tuple(range(first, index + 1))


def _after_label(blocks: Sequence[Block], index: int, used: Collection[int]) -> tuple[int, ...]:
    """`图片：` or a headline with `（图片）`: what follows up to the photographer's name, or one paragraph."""
    end = index + 1
    while end < len(blocks) and end - index <= 16 and end not in used:
        block = blocks[end]
        if block.level:
            break
        open_item = end - index > 1 and not blocks[end - 1].ends and not _LABEL.match(blocks[end - 1].canon)
        listed = bool(_ITEM.match(block.canon)) or bool(_LABEL.match(block.canon)) or open_item
        if bylines.photographed(block.text):
            end += 1
            if not (listed and end < len(blocks) and _ITEM.match(blocks[end].canon)):
                break
            continue
        if not listed and end - index > 1 and not _credit_near(blocks, end):
            break
        if not listed and not block.ends and not _credit_near(blocks, end):
            break
        end += 1
    return tuple(range(index, end)) if end > index + 1 else ()


def _credit_near(blocks: Sequence[Block], at: int) -> bool:
    """Whether the photographer's name comes within the next lines, before any headline."""
    for block in blocks[at : at + 4]:
        if bylines.photographed(block.text):
            return True
        if block.level or pictured(block):
            return False
    return False
