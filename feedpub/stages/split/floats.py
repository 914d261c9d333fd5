"""Blocks -> what stands in a page beside its stories: adverts, furniture and photographs, as groups; and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.stages.split import adverts, bylines, captions, headlines, signoffs, slogans
from feedpub.stages.split.cohesion import Cohesion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.blocks import Block

HEADLINE = 45
SHARED = 0.2
"""How much of its headline a picture's words hold at least; measured on titled and untitled ones."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph: the lines of its headline, and its words."""

    heads: tuple[int, ...]
    words: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Floats:
    """Indices of blocks."""

    adverts: tuple[tuple[int, ...], ...]
    pictures: tuple[Picture, ...]
    rest: tuple[int, ...]


def part(blocks: Sequence[Block]) -> Floats:
    """Take the floats out of a page; every block is in exactly one group or in the rest."""
    notices = adverts.groups(blocks)
    taken = {index for group in notices for index in group}
    mottoes = slogans.groups(blocks, taken)
    notices = sorted([*notices, *mottoes])
    taken.update(index for group in mottoes for index in group)
    pictures = captions.groups(blocks, taken)
    taken.update(index for group in pictures for index in group)
    cohesion = Cohesion(blocks) if pictures else None
    titled = []
    for group in pictures:
        above = _headline(blocks, group, taken, cohesion) if cohesion else ()
        taken.update(above)
        own = 1 if captions.pictured(blocks[group[0]]) and not blocks[group[0]].ends else 0
        titled.append(Picture((*above, *group[:own]), group[own:]))
    rest = tuple(index for index in range(len(blocks)) if index not in taken)
    return Floats(tuple(notices), tuple(titled), rest)


def _headline(blocks: Sequence[Block], group: tuple[int, ...], taken: set[int], cohesion: Cohesion) -> tuple[int, ...]:
    """Return the lines above a picture when they are the picture's and not a story's."""
    above = group[0] - 1
    if captions.pictured(blocks[group[0]]):
        return (above,) if _line(blocks, above, taken) and headlines.broken(blocks[above], blocks[group[0]]) else ()
    if not _line(blocks, above, taken):
        return ()
    first = above
    while _line(blocks, first - 1, taken) and headlines.broken(blocks[first - 1], blocks[first]):
        first -= 1
    lines = tuple(range(first, above + 1))
    shared = max(cohesion.shared(index, group) for index in lines)
    if _line(blocks, first - 1, taken) and not blocks[first].level:
        close = blocks[above].gap >= blocks[group[0]].gap
        return lines if close and shared >= 2 * SHARED else ()
    return lines if shared >= SHARED else ()


def _line(blocks: Sequence[Block], index: int, taken: set[int]) -> bool:
    """Whether a block can be a line of a headline."""
    if index < 0 or index in taken:
        return False
    block = blocks[index]
    if not block.level and "，" in block.canon and "。" in block.canon:
        return False
    signed = bylines.alone(block.text) or bylines.tail(block.text) is not None or signoffs.closing(block.canon)
    return bool(block.text) and not block.ends and block.size <= HEADLINE and not signed
