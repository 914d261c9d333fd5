"""Blocks -> what stands in a page beside its stories: adverts, furniture and photographs, as groups; and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.stages.split import adverts, bylines, captions, headlines, signoffs, slogans
from feedpub.stages.split.cohesion import Cohesion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.blocks import Block

MAX_HEADLINE = 45
MIN_SHARED = 0.2
"""How much of its headline a picture's words hold at least; measured on titled and untitled ones."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph: the lines of its headline, and its words."""

    headline_lines: tuple[int, ...]
    caption_lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NonStoryBlocks:
    """Indices of blocks."""

    notices: tuple[tuple[int, ...], ...]
    pictures: tuple[Picture, ...]
    story_lines: tuple[int, ...]


def remove_boilerplate(blocks: Sequence[Block]) -> NonStoryBlocks:
    """Take the floats out of a page; every block is in exactly one group or in the rest."""
    notice_blocks = adverts.notice_groups(blocks)
    taken = {index for group in notice_blocks for index in group}
    slogan_blocks = slogans.slogan_groups(blocks, taken)
    notice_blocks = sorted([*notice_blocks, *slogan_blocks])
    taken.update(index for group in slogan_blocks for index in group)
    pictures = captions.caption_groups(blocks, taken)
    taken.update(index for group in pictures for index in group)
    cohesion = Cohesion(blocks) if pictures else None
    with_headlines = []
    for group in pictures:
        above = _picture_headline(blocks, group, taken, cohesion) if cohesion else ()
        taken.update(above)
        headline_count = 1 if captions.is_picture_headline(blocks[group[0]]) and not blocks[group[0]].ends_sentence else 0
        with_headlines.append(Picture((*above, *group[:headline_count]), group[headline_count:]))
    story_lines = tuple(index for index in range(len(blocks)) if index not in taken)
    return NonStoryBlocks(tuple(notice_blocks), tuple(with_headlines), story_lines)


def _picture_headline(blocks: Sequence[Block], group: tuple[int, ...], taken: set[int], cohesion: Cohesion) -> tuple[int, ...]:
    """Return the lines above a picture when they are the picture's and not a story's."""
    above = group[0] - 1
    if captions.is_picture_headline(blocks[group[0]]):
        return (above,) if _may_be_headline(blocks, above, taken) and headlines.is_broken_headline(blocks[above], blocks[group[0]]) else ()
    if not _may_be_headline(blocks, above, taken):
        return ()
    first = above
    while _may_be_headline(blocks, first - 1, taken) and headlines.is_broken_headline(blocks[first - 1], blocks[first]):
        first -= 1
    lines = tuple(range(first, above + 1))
    shared = max(cohesion.coverage(index, group) for index in lines)
    if _may_be_headline(blocks, first - 1, taken) and not blocks[first].heading_level:
        is_close = blocks[above].blank_lines >= blocks[group[0]].blank_lines
        return lines if is_close and shared >= 2 * MIN_SHARED else ()
    return lines if shared >= MIN_SHARED else ()


def _may_be_headline(blocks: Sequence[Block], index: int, taken: set[int]) -> bool:
    """Whether a block can be a line of a headline."""
    if index < 0 or index in taken:
        return False
    block = blocks[index]
    if not block.heading_level and "，" in block.normalised and "。" in block.normalised:
        return False
    closes_story = bylines.is_byline(block.text) or bylines.parse_credit(block.text) is not None or signoffs.is_agency_signoff(block.normalised)
    return bool(block.text) and not block.ends_sentence and block.length <= MAX_HEADLINE and not closes_story
