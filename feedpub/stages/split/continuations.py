"""Roles of blocks and marks of arrival -> the continuations of stories from other pages, in reading order.

A continuation may be turned round: its second half stands before the mark, its first half after it, and breaks off
where the second begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.language import bylines
from feedpub.model import ItemKind
from feedpub.stages.split import linebreaks
from feedpub.stages.split.model.labels import Role, State
from feedpub.stages.split.rotated import RotatedMatcher

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.stages.split.items import ItemDraft
    from feedpub.stages.split.layout import Block
    from feedpub.stages.split.model.features import Features

_PROSE_ROLES = (Role.LEAD, Role.UNTITLED_LEAD, Role.BODY, Role.CONTINUATION)
_CONTINUING_ROLES = (Role.BODY, Role.CONTINUATION)


class ContinuationStarts(list[int]):
    """Where continuations begin in the text: `pairs` gives for each mark the start of its second half, or None."""

    def __init__(self, second_parts: Mapping[int, tuple[int | None, Block | None, str]]) -> None:
        self.second_parts = dict(second_parts)
        super().__init__(
            sorted({*second_parts, *(second for second, _, _ in second_parts.values() if second is not None)})
        )


def find_continuations(
    blocks: Sequence[Block],
    block_features: Sequence[Features],
    path: list[State],
    continued_from: Mapping[int, tuple[Block | None, str]],
) -> ContinuationStarts:
    """Return where the continuations begin, and their second halves, if those were printed first."""
    second_parts: dict[int, tuple[int | None, Block | None, str]] = {}
    _end_at_signoffs(blocks, path)
    mark_indices = [at for at in continued_from if at < len(blocks)]
    matcher = RotatedMatcher(blocks, block_features, path) if mark_indices else None
    floor = 0
    for at, below in zip(mark_indices, [*mark_indices[1:], len(blocks)], strict=False):
        rotated = matcher.match(at, range(floor, below)) if matcher else None
        second_parts[at] = (rotated.second_part_start if rotated else None, *continued_from[at])
        floor = rotated.first_part_end + 1 if rotated else at + 1
    return ContinuationStarts(second_parts)


def _end_at_signoffs(blocks: Sequence[Block], path: list[State]) -> None:
    """End a text where an agency's sign-off stands: a paragraph below it is another text without a headline."""
    for index in range(1, len(path) - 1):
        in_prose = (
            path[index - 1].role in _PROSE_ROLES
            and path[index].role in _CONTINUING_ROLES
            and path[index + 1].role in _CONTINUING_ROLES
        )
        if in_prose and bylines.is_agency_signoff(blocks[index].normalised):
            path[index + 1] = State(Role.UNTITLED_LEAD, path[index + 1].is_signed)


def assemble_continuations(
    drafts: list[ItemDraft], blocks: Sequence[Block], story_blocks: Sequence[Block], starts: ContinuationStarts
) -> None:
    """Make each continuation one draft: its halves in reading order, its mark with it."""
    holder = {block.line_numbers: draft for draft in drafts for block in draft.blocks}
    for at, (second, block, mark) in starts.second_parts.items():
        draft = holder[story_blocks[at].line_numbers]
        draft.kind, draft.jump = ItemKind.FRAGMENT, mark
        if block is not None:
            draft.jump_marks.append(block)
        second_part = draft if second is None else holder[story_blocks[second].line_numbers]
        if second_part is not draft:
            holder |= {moved.line_numbers: draft for moved in second_part.blocks}
            _append_second_part(draft, second_part)
    for mark_block in _unplaced_marks(drafts, blocks):
        _attach_mark(drafts, mark_block)
    page_signs = _page_signs_stories(drafts)
    for draft in drafts:
        if draft.kind is ItemKind.ARTICLE and _is_untitled_continuation(draft, page_signs and draft is not drafts[0]):
            draft.kind = ItemKind.FRAGMENT
    drafts[:] = [draft for draft in drafts if draft.blocks]


def _append_second_part(draft: ItemDraft, second_part: ItemDraft) -> None:
    """Put the second half behind the first; a paragraph that breaks off goes on."""
    shift = len(draft.paragraphs)
    pieces = [[head] for head in second_part.headline_lines] + second_part.paragraphs
    if draft.paragraphs and pieces and not draft.paragraphs[-1][-1].ends_sentence:
        draft.paragraphs[-1].extend(pieces[0])
        pieces = pieces[1:]
        shift -= 1
    draft.paragraphs.extend(pieces)
    draft.subhead_indices.extend(index + shift for index in second_part.subhead_indices)
    draft.bylines.extend(second_part.bylines)
    draft.jump_marks.extend(second_part.jump_marks)
    (
        second_part.paragraphs,
        second_part.bylines,
        second_part.headline_lines,
        second_part.subhead_indices,
        second_part.jump_marks,
    ) = [], [], [], [], []


def _unplaced_marks(drafts: Sequence[ItemDraft], blocks: Sequence[Block]) -> list[Block]:
    held = {number for draft in drafts for block in draft.blocks for number in block.line_numbers}
    return [block for block in blocks if block.line_numbers[0] not in held]


def _attach_mark(drafts: list[ItemDraft], block: Block) -> None:
    """Give a mark with nothing behind it to what stands above it."""
    above = [draft for draft in drafts if draft.blocks and draft.first_line < block.line_numbers[0]]
    (above[-1] if above else drafts[0]).jump_marks.append(block)


UNLIKELY_OPENING = -1.5
"""Few paragraphs of news open so."""
SIGNED_SHARE = 0.6
"""From this share on, a page signs its stories."""
_NEVER_FIRST = frozenset("，。、；：！？”》）们届性化的了着过者员得")


def _page_signs_stories(drafts: Sequence[ItemDraft]) -> bool:
    titled = [draft for draft in drafts if draft.headline_lines and draft.paragraphs]
    return sum(map(_is_signed, titled)) >= max(2, SIGNED_SHARE * len(titled))


def _is_signed(draft: ItemDraft) -> bool:
    if draft.bylines:
        return True
    first, last = draft.paragraphs[0][0].text, draft.paragraphs[-1][-1].text
    lead = bylines.parse_lead(first)
    return bool((lead and lead.byline) or bylines.parse_credit(last))


def _is_untitled_continuation(draft: ItemDraft, others_sign: bool) -> bool:
    """Whether a text without a headline has no beginning either.

    It starts in mid-sentence, is only signed off, or has no author where `everybody` else signs.
    """
    if draft.headline_lines or not draft.paragraphs:
        return False
    first = draft.paragraphs[0][0]
    if bylines.parse_lead(first.text):
        return False
    signed_off = bylines.is_agency_signoff(draft.paragraphs[-1][-1].normalised) and len(draft.paragraphs) > 1
    if signed_off or first.normalised[:1] in _NEVER_FIRST:
        return True
    return not _is_signed(draft) and (others_sign or linebreaks.opening_score(first.normalised) <= UNLIKELY_OPENING)
