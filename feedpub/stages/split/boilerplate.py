"""Blocks -> what stands in a page beside its stories: adverts, furniture and photographs, as groups; and the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from feedpub.language import bylines, punctuation
from feedpub.model import ItemKind
from feedpub.stages.split import captions, headlines, linebreaks
from feedpub.stages.split.model.cohesion import Cohesion
from feedpub.stages.split.notices import (
    APPEAL_WORDS,
    DATE_LINE,
    EDITORIAL_STAFF,
    EXHORTING_WORDS,
    ISSUE_NUMBER,
    LAW_CHAPTER,
    MAX_NOTICE_LINE,
    NOTICE_HEADING,
    NOTICE_PHRASES,
    NOTICE_TITLE,
    PAGE_NAME,
    PAGE_REFERENCE,
    REPORTING_WORDS,
    WORD_LIST,
    is_notice_title,
    notice_strength,
    without_page_reference,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedpub.stages.split.items import ItemDraft
    from feedpub.stages.split.layout import Block


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
    notice_blocks = notice_groups(blocks)
    taken = {index for group in notice_blocks for index in group}
    slogan_blocks = slogan_groups(blocks, taken)
    notice_blocks = sorted([*notice_blocks, *slogan_blocks])
    taken.update(index for group in slogan_blocks for index in group)
    pictures = captions.caption_groups(blocks, taken)
    taken.update(index for group in pictures for index in group)
    cohesion = Cohesion(blocks) if pictures else None
    with_headlines = []
    for group in pictures:
        above = _picture_headline(blocks, group, taken, cohesion) if cohesion else ()
        taken.update(above)
        headline_count = (
            1 if captions.is_picture_headline(blocks[group[0]]) and not blocks[group[0]].ends_sentence else 0
        )
        with_headlines.append(Picture((*above, *group[:headline_count]), group[headline_count:]))
    story_lines = tuple(index for index in range(len(blocks)) if index not in taken)
    return NonStoryBlocks(tuple(notice_blocks), tuple(with_headlines), story_lines)


def _picture_headline(
    blocks: Sequence[Block], group: tuple[int, ...], taken: set[int], cohesion: Cohesion
) -> tuple[int, ...]:
    """Return the lines above a picture when they are the picture's and not a story's."""
    above = group[0] - 1
    if captions.is_picture_headline(blocks[group[0]]):
        return (
            (above,)
            if _may_be_headline(blocks, above, taken) and headlines.is_broken_headline(blocks[above], blocks[group[0]])
            else ()
        )
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
    closes_story = (
        bylines.is_byline(block.text)
        or bylines.parse_credit(block.text) is not None
        or bylines.is_agency_signoff(block.normalised)
    )
    return bool(block.text) and not block.ends_sentence and block.length <= MAX_HEADLINE and not closes_story


MAX_TINY_LINE = 8

MIN_BROKEN_LINE = 16
"""A shorter line that is open was not broken by a column."""

CERTAIN_CONTINUATION = 4.0
"""A word, a number or a quotation goes across."""


def notice_groups(blocks: Sequence[Block]) -> list[tuple[int, ...]]:
    """Return the groups of neighbouring blocks that are adverts or furniture, in order."""
    found: list[tuple[int, ...]] = []
    index = 0
    repeated = _repeated_lines(blocks)
    while index < len(blocks):
        group = _notice_group(blocks, index, repeated)
        if group:
            if _has_own_slogan(blocks, index, found):
                group = (index - 1, *group)
            found.append(group)
            index = group[-1] + 1
        else:
            index += 1
    return found


def _has_own_slogan(blocks: Sequence[Block], index: int, found: Sequence[tuple[int, ...]]) -> bool:
    """Whether the line above an advert is its own motto: a line alone, between the end of a story and the advert."""
    if index < 1 or NOTICE_TITLE.match(blocks[index].normalised) or (found and found[-1][-1] >= index - 1):
        return False
    line = blocks[index - 1]
    if (
        not line.text
        or line.ends_sentence
        or line.length > 30
        or bylines.is_byline(line.text)
        or bylines.is_agency_signoff(line.normalised)
        or not NOTICE_HEADING.match(blocks[index].normalised)
    ):
        return False
    above = blocks[index - 2] if index > 1 else None
    return (
        above is None
        or above.ends_sentence
        or bylines.is_byline(above.text)
        or bylines.parse_credit(above.text) is not None
    )


def _notice_group(blocks: Sequence[Block], index: int, repeated: frozenset[int]) -> tuple[int, ...]:
    block = blocks[index]
    if is_notice_title(block):
        return _titled_notice(blocks, index, repeated)
    strength = notice_strength(block)
    needed = 2 if block.length > MAX_NOTICE_LINE or block.ends_sentence else 1
    if strength >= needed + (block.length <= MAX_NOTICE_LINE and not _is_certain(block)):
        return _extend_notice(blocks, index)
    if (
        index + 1 < len(blocks)
        and not block.ends_sentence
        and block.length <= 24
        and _is_masthead(block, blocks[index + 1])
    ):
        return _extend_notice(blocks, index)
    return ()


def _is_certain(block: Block) -> bool:
    line = block.normalised
    return bool(
        EDITORIAL_STAFF.search(line)
        or DATE_LINE.match(line)
        or ISSUE_NUMBER.match(line)
        or any(phrase in line for phrase in NOTICE_PHRASES)
    )


def _is_masthead(block: Block, below: Block) -> bool:
    """Whether a short line is the paper's name or the page's above its date, its telephone or its number."""
    line = block.normalised
    if PAGE_NAME.match(line):
        return notice_strength(below) >= 2
    if re.fullmatch(r"[\u4e00-\u9fff]{2,8}(?:报|时报|日报|晚报|商报|周刊|周报)", line):
        return bool(DATE_LINE.match(below.normalised) or notice_strength(below) >= 2)
    return False


def _titled_notice(blocks: Sequence[Block], index: int, repeated: frozenset[int]) -> tuple[int, ...]:
    """Return a notice: its heading, and the lines below that are of its kind."""
    line = blocks[index].normalised
    is_contents = any(word in line for word in ("导读", "要目", "看点", "目录", "提要"))
    end = index + 1
    while end < len(blocks) and end - index <= 40:
        block = blocks[end]
        if block.heading_level and not (is_contents and end in repeated):
            break
        if (
            block.blank_lines > blocks[index].blank_lines
            and block.blank_lines > 2
            and not notice_strength(block)
            and block.length > MAX_TINY_LINE
        ):
            break
        if is_contents:
            if LAW_CHAPTER.match(block.normalised) or not (
                end in repeated
                or PAGE_REFERENCE.search(block.normalised)
                or _is_contents_remainder(blocks, end)
                or _is_contents_entry(blocks, end)
            ):
                break
        elif not _belongs_to_notice(blocks, index, end):
            break
        end += 1
    if end == index + 1 and (is_contents or not (NOTICE_HEADING.match(line) or _has_nothing_below(blocks, index))):
        return ()
    return tuple(range(index, end))


def _is_contents_entry(blocks: Sequence[Block], at: int) -> bool:
    """Whether a short line stands between others of a contents list: one with its page comes soon below."""
    for index in range(at, min(len(blocks), at + 3)):
        if blocks[index].ends_sentence or blocks[index].heading_level or blocks[index].length > MAX_NOTICE_LINE:
            return False
        if PAGE_REFERENCE.search(blocks[index].normalised):
            return True
    return False


def _is_contents_remainder(blocks: Sequence[Block], at: int) -> bool:
    """Whether a line of a contents list is only the rest of the one above it."""
    return blocks[at].length <= 10 and bool(PAGE_REFERENCE.search(blocks[at].normalised))


def _belongs_to_notice(blocks: Sequence[Block], first: int, at: int) -> bool:
    block = blocks[at]
    if notice_strength(block) or (at > first + 1 and _continues_above(blocks[at - 1], block)):
        return True
    if block.length <= MAX_TINY_LINE and not block.ends_sentence and not bylines.is_byline(block.text):
        return True
    if WORD_LIST.match(block.normalised):
        return True
    return at == first + 1 and bool(re.match(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日$", block.normalised))


def _has_nothing_below(blocks: Sequence[Block], index: int) -> bool:
    """Whether nothing follows that a heading could stand above."""
    return index + 1 >= len(blocks) or not blocks[index + 1].ends_sentence


def _extend_notice(blocks: Sequence[Block], index: int) -> tuple[int, ...]:
    """From a sure sign, go on while the lines show signs or are too small to be anything else."""
    end = index + 1
    while end < len(blocks) and not blocks[end].heading_level:
        block = blocks[end]
        if not (
            notice_strength(block)
            or _continues_above(blocks[end - 1], block)
            or (
                block.length <= MAX_TINY_LINE
                and not block.ends_sentence
                and not bylines.is_byline(block.text)
                and _more_evidence_follows(blocks, end)
            )
        ):
            break
        if block.length > MAX_NOTICE_LINE and notice_strength(block) < 2:
            break
        end += 1
    return tuple(range(index, end))


def _continues_above(above: Block, block: Block) -> bool:
    """Whether a line is the rest of the one above it, which a column broke."""
    if above.ends_sentence or not block.text:
        return False
    return block.normalised[0] in punctuation.NEVER_FIRST or (
        above.length > MIN_BROKEN_LINE
        and linebreaks.continuation_score(above.normalised, block.normalised) >= CERTAIN_CONTINUATION
    )


def _more_evidence_follows(blocks: Sequence[Block], at: int) -> bool:
    """Whether a tiny line is followed by another sign, or by nothing: else it is the headline of what comes next."""
    below = next(
        (block for block in blocks[at + 1 : at + 12] if block.length > MAX_TINY_LINE or notice_strength(block)), None
    )
    return below is None or bool(notice_strength(below))


def _repeated_lines(blocks: Sequence[Block]) -> frozenset[int]:
    """Which short lines come again below, whole or with a page number, as headlines do in a contents list."""
    last_index: dict[str, int] = {}
    for index, block in enumerate(blocks):
        if block.length <= MAX_NOTICE_LINE:
            last_index[without_page_reference(block)] = index
    joined_index = {
        without_page_reference(above) + without_page_reference(below): index
        for index, (above, below) in enumerate(pairwise(blocks))
        if below.length <= MAX_NOTICE_LINE
    }
    return frozenset(
        index
        for index, block in enumerate(blocks)
        if 4 <= block.length <= MAX_NOTICE_LINE
        and (
            last_index.get(without_page_reference(block), 0) > index
            or joined_index.get(without_page_reference(block), -1) > index
        )
    )


# Drafts -> which of them are mottoes: headlines without a story, or a line of exhortation that reports nothing.


MAX_SLOGAN = 160


def slogan_groups(blocks: Sequence[Block], excluded: Collection[int]) -> list[tuple[int, ...]]:
    """Return the mottoes that fill a gap between closed stories: a paragraph that reports nothing, and its headline."""
    found: list[tuple[int, ...]] = []
    for index, block in enumerate(blocks):
        if (
            index not in excluded
            and block.length <= 24
            and _is_unended_line(block)
            and APPEAL_WORDS.search(block.normalised)
            and " " in block.normalised
        ):
            found.append((index,))
        if index in excluded or block.length > MAX_SLOGAN or not _is_exhortation(block.normalised, 2):
            continue
        if not block.ends_sentence and not (block.length >= 30 and "，" in block.normalised):
            continue
        first = index
        if (
            index
            and index - 1 not in excluded
            and _is_unended_line(blocks[index - 1])
            and not REPORTING_WORDS.search(blocks[index - 1].normalised)
        ):
            first -= 1
        is_after_story = first == 0 or first - 1 in excluded or ends_story(blocks[first - 1])
        after = index + 1
        if is_after_story and (after == len(blocks) or after in excluded or _is_unended_line(blocks[after])):
            found.append(tuple(range(first, after)))
    return found


def _is_exhortation(normalised: str, times: int) -> bool:
    return not REPORTING_WORDS.search(normalised) and len(EXHORTING_WORDS.findall(normalised)) >= times


def _is_unended_line(block: Block) -> bool:
    return not block.ends_sentence and block.length <= 45 and not bylines.is_byline(block.text)


def ends_story(block: Block) -> bool:
    """Whether a story ends with this block for certain: it is signed, or signed off."""
    return (
        bylines.is_byline(block.text)
        or bylines.parse_credit(block.text) is not None
        or bylines.is_agency_signoff(block.normalised)
    )


def mark_slogans(drafts: Sequence[ItemDraft]) -> None:
    """Call the mottoes what they are."""
    for draft in drafts:
        if draft.kind is ItemKind.ARTICLE and _is_slogan(draft):
            draft.kind = ItemKind.AD


def _is_slogan(draft: ItemDraft) -> bool:
    if draft.bylines or len(draft.paragraphs) != 1:
        return False
    text = "".join(block.normalised for block in draft.blocks)
    body = "".join(block.normalised for block in draft.paragraphs[0])
    if not any(mark in body for mark in "，。！？；") and len(body) <= 30:
        return True
    return len(text) <= MAX_SLOGAN and not REPORTING_WORDS.search(body) and bool(EXHORTING_WORDS.search(text))
