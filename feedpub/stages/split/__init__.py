"""Blocks without floats -> drafts: the grammar's roles, cut into stories, jumps and continuations."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from feedpub.language import bylines
from feedpub.model import Article, ItemKind
from feedpub.stages.split import boilerplate, captions, continuations, jump_marks, layout, linebreaks, sources, threads
from feedpub.stages.split import notices as notices_module
from feedpub.stages.split.items import ItemDraft, to_article
from feedpub.stages.split.model import confidence, crf, features
from feedpub.stages.split.model.labels import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.model import Page
    from feedpub.stages.split.layout import Block
    from feedpub.stages.split.model.features import Features
    from feedpub.stages.split.model.labels import State


__all__ = ["segment_page", "split", "usual_heading_level"]


def split(page: Page) -> tuple[Article, ...]:
    """Return all items of the page: each non-empty line is in exactly one of them."""
    segmentation = segment_page(page)
    usual_level = usual_heading_level(segmentation.drafts)
    return tuple(
        to_article(draft, usual_level) for draft in sorted(segmentation.drafts, key=lambda draft: draft.first_line)
    )


def segment_page(page: Page) -> Segmentation:
    """Return the items of the page as drafts, its stories first, and what they were decided by."""
    blocks = layout.parse_blocks(page.lines)
    page_parts = boilerplate.remove_boilerplate(blocks)
    stories = [blocks[index] for index in page_parts.story_lines]
    segmentation = (
        segment_stories(stories, _contents_lines(blocks, page_parts), _lines_after_removed(blocks, page_parts))
        if stories
        else Segmentation([])
    )
    pictures = [_picture_draft(blocks, picture) for picture in page_parts.pictures]
    notices = [_advert_draft([blocks[index] for index in group]) for group in page_parts.notices]
    return segmentation._replace(drafts=[*segmentation.drafts, *pictures, *notices])


def _contents_lines(blocks: Sequence[Block], page_parts: boilerplate.NonStoryBlocks) -> frozenset[str]:
    """Return the lines of contents lists, as they come again above their stories."""
    return frozenset(
        notices_module.without_page_reference(blocks[index]) for group in page_parts.notices for index in group
    )


def _lines_after_removed(blocks: Sequence[Block], page_parts: boilerplate.NonStoryBlocks) -> frozenset[int]:
    """Return the lines above which an advert or a picture stood."""
    return frozenset(
        blocks[below].line_numbers[0]
        for above, below in zip(page_parts.story_lines, page_parts.story_lines[1:], strict=False)
        if below - above > 1
    )


def usual_heading_level(drafts: Sequence[ItemDraft]) -> int:
    """Return the `#` level of the page's headlines, by the stories that have one line of them."""
    levels = Counter(
        draft.headline_lines[0].heading_level
        for draft in drafts
        if len(draft.headline_lines) == 1 and draft.headline_lines[0].heading_level
    )
    return levels.most_common(1)[0][0] if levels else 0


def _picture_draft(blocks: Sequence[Block], picture: boilerplate.Picture) -> ItemDraft:
    draft = ItemDraft(ItemKind.CAPTION, headline_lines=[blocks[index] for index in picture.headline_lines])
    for index in picture.caption_lines:
        block = blocks[index]
        last = draft.paragraphs[-1][-1] if draft.paragraphs else None
        if (
            last
            and not last.ends_sentence
            and linebreaks.continuation_score(last.normalised, block.normalised) >= linebreaks.LIKELY_CONTINUATION
        ):
            draft.paragraphs[-1].append(block)
        else:
            draft.paragraphs.append([block])
    return draft


def _advert_draft(blocks: Sequence[Block]) -> ItemDraft:
    draft = ItemDraft(ItemKind.AD)
    lines = list(blocks)
    if not lines[0].ends_sentence and lines[0].length <= boilerplate.MAX_HEADLINE:
        draft.headline_lines.append(lines.pop(0))
    draft.paragraphs = [[block] for block in lines]
    return draft


# Blocks without floats -> drafts: the grammar's roles, cut into stories, jumps and continuations.


MAX_HEADLINE_LINE = 30
"""A line of more characters is hardly a headline."""


class Segmentation(NamedTuple):
    """The stories of a page, and for each block of their text what was seen of it and what it was taken for."""

    drafts: list[ItemDraft]
    blocks: Sequence[Block] = ()
    block_features: Sequence[Features] = ()
    path: Sequence[State] = ()


def segment_stories(
    blocks: Sequence[Block], contents_lines: frozenset[str] = frozenset(), after_removed: frozenset[int] = frozenset()
) -> Segmentation:
    """Return the stories of a page, and what else its columns hold: mottoes, continuations from other pages.

    `headings` are the lines of its contents list; `parted` the lines (their first numbers) above which a float stood.
    """
    story_blocks, continued_from = _remove_jump_marks(blocks)
    if not story_blocks:
        return Segmentation([_mark_only_draft(mark) for mark in blocks])
    break_indices = frozenset(
        index for index, block in enumerate(story_blocks) if block.line_numbers[0] in after_removed
    )
    block_features = features.extract_features(story_blocks, contents_lines, break_indices)
    path, style = crf.decode_page(block_features)
    starts = continuations.find_continuations(story_blocks, block_features, path, continued_from)
    drafts = _assemble(story_blocks, path, [*starts, *sources.seams(story_blocks, block_features, path)])
    confidence.set_confidence(drafts, story_blocks, block_features, style, starts.second_parts)
    continuations.assemble_continuations(drafts, blocks, story_blocks, starts)
    threads.untangle(drafts)
    boilerplate.mark_slogans(drafts)
    for draft in drafts:
        if draft.kind is ItemKind.ARTICLE and _is_caption(draft):
            draft.kind = ItemKind.CAPTION
    return Segmentation([draft for draft in drafts if draft.blocks], story_blocks, block_features, path)


def _is_caption(draft: ItemDraft) -> bool:
    """Whether a short text without an author only says what its picture shows."""
    paragraphs = draft.paragraphs
    return (
        not draft.bylines
        and 0 < len(paragraphs) <= 2
        and len(paragraphs[0]) == 1
        and captions.describes_picture(paragraphs[0][0])
    )


def _mark_only_draft(block: Block) -> ItemDraft:
    return ItemDraft(ItemKind.FRAGMENT, jump_marks=[block], jump=block.text)


def _remove_jump_marks(blocks: Sequence[Block]) -> tuple[list[Block], dict[int, tuple[Block | None, str]]]:
    """Take the marks of arrival out of the text; return where each stood: its own block, if any, and the mark.

    A mark of leaving on a line of its own goes to the text above it, whose story it is that goes on elsewhere.
    """
    kept: list[Block] = []
    continued_from: dict[int, tuple[Block | None, str]] = {}
    for block in blocks:
        parsed = jump_marks.parse_continued_from(block.text)
        if parsed is None:
            continued_on = jump_marks.parse_bare_continued_on(block.text)
            above = _marked_block_index(kept) if continued_on else None
            if continued_on is None or above is None:
                kept.append(block)
            else:
                numbers = (*kept[above].line_numbers, *block.line_numbers)
                kept[above] = replace(kept[above], text=kept[above].text + continued_on, line_numbers=numbers)
            continue
        mark, end = parsed
        rest = block.text[end:].strip()
        continued_from[len(kept)] = (None if rest else block, mark)
        if rest:
            kept.append(replace(block, text=rest))
    return kept, continued_from


def _marked_block_index(blocks: Sequence[Block]) -> int | None:
    """Return to which block a mark of leaving below the text belongs: the last that is no credit, unless a headline."""
    last = len(blocks) - 1
    if last > 0 and bylines.is_byline(blocks[last].text):
        last -= 1
    return (
        last
        if last >= 0
        and not blocks[last].heading_level
        and (blocks[last].ends_sentence or blocks[last].length > MAX_HEADLINE_LINE)
        else None
    )


def _assemble(blocks: Sequence[Block], path: Sequence[State], forced_starts: Sequence[int]) -> list[ItemDraft]:
    drafts: list[ItemDraft] = []
    forced = set(forced_starts)
    for index, (block, state) in enumerate(zip(blocks, path, strict=True)):
        role = state.role
        if index in forced and role in (Role.HEADLINE, Role.HEADLINE_MORE) and not block.heading_level:
            role = Role.UNTITLED_LEAD
        if role in (Role.HEADLINE, Role.UNTITLED_LEAD) or index in forced or not drafts:
            drafts.append(ItemDraft())
        _add_block(drafts[-1], block, role)
    for draft in drafts:
        if not draft.paragraphs:
            draft.kind = ItemKind.AD
    return drafts


def _add_block(draft: ItemDraft, block: Block, role: Role) -> None:
    if role in (Role.HEADLINE, Role.HEADLINE_MORE):
        draft.headline_lines.append(block)
    elif role in (Role.BYLINE_TOP, Role.BYLINE_END):
        draft.bylines.append(block)
    elif role is Role.CONTINUATION and draft.paragraphs:
        draft.paragraphs[-1].append(block)
    else:
        if role is Role.SUBHEAD:
            draft.subhead_indices.append(len(draft.paragraphs))
        draft.paragraphs.append([block])
