"""Roles of blocks and marks of arrival -> the continuations of stories from other pages, in reading order.

A continuation may be turned round: its second half stands before the mark, its first half after it, and breaks off
where the second begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import Kind
from feedpub.stages.split import bylines, openings, signoffs
from feedpub.stages.split.grammar import Role, State
from feedpub.stages.split.halves import Column

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.stages.split.blocks import Block
    from feedpub.stages.split.features import Seen
    from feedpub.stages.split.items import Draft

_PROSE = (Role.LEAD, Role.NEW, Role.BODY, Role.REST)
_ON = (Role.BODY, Role.REST)


class Starts(list[int]):
    """Where continuations begin in the text: `pairs` gives for each mark the start of its second half, or None."""

    def __init__(self, pairs: Mapping[int, tuple[int | None, Block | None, str]]) -> None:
        self.pairs = dict(pairs)
        super().__init__(sorted({*pairs, *(second for second, _, _ in pairs.values() if second is not None)}))


def starts(
    text: Sequence[Block], seen: Sequence[Seen], path: list[State], arrivals: Mapping[int, tuple[Block | None, str]]
) -> Starts:
    """Return where the continuations begin, and their second halves, if those were printed first."""
    pairs: dict[int, tuple[int | None, Block | None, str]] = {}
    _sign_off(text, path)
    marks = [at for at in arrivals if at < len(text)]
    column = Column(text, seen, path) if marks else None
    floor = 0
    for at, below in zip(marks, [*marks[1:], len(text)], strict=False):
        halves = column.halves(at, range(floor, below)) if column else None
        pairs[at] = (halves.start if halves else None, *arrivals[at])
        floor = halves.end + 1 if halves else at + 1
    return Starts(pairs)


def _sign_off(text: Sequence[Block], path: list[State]) -> None:
    """End a text where an agency's sign-off stands: a paragraph below it is another text without a headline."""
    for index in range(1, len(path) - 1):
        told = path[index - 1].role in _PROSE and path[index].role in _ON and path[index + 1].role in _ON
        if told and signoffs.closing(text[index].canon):
            path[index + 1] = State(Role.NEW, path[index + 1].signed)


def name(drafts: list[Draft], blocks: Sequence[Block], text: Sequence[Block], found: Starts) -> None:
    """Make each continuation one draft: its halves in reading order, its mark with it."""
    holder = {block.numbers: draft for draft in drafts for block in draft.blocks}
    for at, (second, block, mark) in found.pairs.items():
        draft = holder[text[at].numbers]
        draft.kind, draft.jump = Kind.FRAGMENT, mark
        if block is not None:
            draft.marks.append(block)
        half = draft if second is None else holder[text[second].numbers]
        if half is not draft:
            holder |= {moved.numbers: draft for moved in half.blocks}
            _append(draft, half)
    for mark_block in _lost(drafts, blocks):
        _adopt(drafts, mark_block)
    everybody = _all_sign(drafts)
    for draft in drafts:
        if draft.kind is Kind.ARTICLE and _continues(draft, everybody and draft is not drafts[0]):
            draft.kind = Kind.FRAGMENT
    drafts[:] = [draft for draft in drafts if draft.blocks]


def _append(draft: Draft, half: Draft) -> None:
    """Put the second half behind the first; a paragraph that breaks off goes on."""
    shift = len(draft.paragraphs)
    pieces = [[head] for head in half.heads] + half.paragraphs
    if draft.paragraphs and pieces and not draft.paragraphs[-1][-1].ends:
        draft.paragraphs[-1].extend(pieces[0])
        pieces = pieces[1:]
        shift -= 1
    draft.paragraphs.extend(pieces)
    draft.subs.extend(index + shift for index in half.subs)
    draft.signs.extend(half.signs)
    draft.marks.extend(half.marks)
    half.paragraphs, half.signs, half.heads, half.subs, half.marks = [], [], [], [], []


def _lost(drafts: Sequence[Draft], blocks: Sequence[Block]) -> list[Block]:
    held = {number for draft in drafts for block in draft.blocks for number in block.numbers}
    return [block for block in blocks if block.numbers[0] not in held]


def _adopt(drafts: list[Draft], block: Block) -> None:
    """Give a mark with nothing behind it to what stands above it."""
    above = [draft for draft in drafts if draft.blocks and draft.first < block.numbers[0]]
    (above[-1] if above else drafts[0]).marks.append(block)


ODD = -1.5
"""Few paragraphs of news open so."""
SIGNED = 0.6
"""From this share on, a page signs its stories."""
_NEVER_FIRST = frozenset("，。、；：！？”》）们届性化的了着过者员得")


def _all_sign(drafts: Sequence[Draft]) -> bool:
    told = [draft for draft in drafts if draft.heads and draft.paragraphs]
    return sum(map(_signed, told)) >= max(2, SIGNED * len(told))


def _signed(draft: Draft) -> bool:
    if draft.signs:
        return True
    first, last = draft.paragraphs[0][0].text, draft.paragraphs[-1][-1].text
    lead = bylines.lead(first)
    return bool((lead and lead.byline) or bylines.tail(last))


def _continues(draft: Draft, everybody: bool) -> bool:
    """Whether a text without a headline has no beginning either.

    It starts in mid-sentence, is only signed off, or has no author where `everybody` else signs.
    """
    if draft.heads or not draft.paragraphs:
        return False
    first = draft.paragraphs[0][0]
    if bylines.lead(first.text):
        return False
    closing = signoffs.closing(draft.paragraphs[-1][-1].canon) and len(draft.paragraphs) > 1
    if closing or first.canon[:1] in _NEVER_FIRST:
        return True
    return not _signed(draft) and (everybody or openings.score(first.canon) <= ODD)
