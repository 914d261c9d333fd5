"""Drafts -> drafts: where a story breaks off and another stands between, its other half comes back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub.model import ItemKind
from feedpub.stages.split import linebreaks
from feedpub.stages.split.model.cohesion import Cohesion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.items import ItemDraft
    from feedpub.stages.split.layout import Block

AHEAD = 3
"""How many stories may stand between the halves."""
SURE = 3.5
"""The least score of a join over a distance: a word, a number or a quotation across, or a mark that cannot begin."""


class Place(NamedTuple):
    """Where a half was found: the draft, its paragraph, and the piece of it."""

    draft: int
    paragraph: int
    piece: int


def untangle(drafts: list[ItemDraft]) -> None:
    """Bring each torn-off half back to its story."""
    for index, draft in enumerate(drafts):
        if draft.kind is ItemKind.ARTICLE and _torn(draft):
            place = _other_half(drafts, index)
            if place:
                _move(drafts, index, place)
    for index in range(1, len(drafts)):
        if drafts[index].kind is ItemKind.ARTICLE and (inset := _inset(drafts[index])):
            _take_out(drafts, index, inset)


def _inset(draft: ItemDraft) -> range | None:
    """Paragraphs that stand in the middle of a sentence: the one before them breaks off, and goes on behind them."""
    for before in range(len(draft.paragraphs) - 2):
        left = draft.paragraphs[before][-1]
        if left.ends_sentence or left.length < 8 or before in draft.subhead_indices:
            continue
        own = linebreaks.continuation_score(left.normalised, draft.paragraphs[before + 1][0].normalised)
        for after in range(before + 2, len(draft.paragraphs)):
            if linebreaks.continuation_score(left.normalised, draft.paragraphs[after][0].normalised) >= max(
                SURE, own + 2.0
            ):
                return range(before + 1, after)
    return None


def _take_out(drafts: list[ItemDraft], index: int, inset: range) -> None:
    """Give an inset to the story before, where it has that story's subject; and close the sentence over it."""
    host, home = drafts[index], drafts[index - 1]
    if home.kind is not ItemKind.ARTICLE or any(number in host.subhead_indices for number in inset):
        return
    foreign = [block for number in inset for block in host.paragraphs[number]]
    ours = [block for pieces in home.paragraphs for block in pieces] + home.headline_lines
    theirs = [block for pieces in host.paragraphs[: inset.start] for block in pieces] + host.headline_lines
    cohesion = Cohesion([*foreign, *ours, *theirs])
    middle, last = len(foreign), len(foreign) + len(ours)
    with_home = cohesion.similarity(range(middle), range(middle, last))
    with_host = cohesion.similarity(range(middle), range(last, last + len(theirs)))
    if with_home <= with_host:
        return
    home.paragraphs.extend(host.paragraphs[number] for number in inset)
    host.paragraphs[inset.start - 1].extend(host.paragraphs[inset.stop])
    del host.paragraphs[inset.start : inset.stop + 1]
    host.subhead_indices = [sub if sub < inset.start else sub - len(inset) - 1 for sub in host.subhead_indices]


def _torn(draft: ItemDraft) -> bool:
    """Whether the story's last paragraph breaks off."""
    if not draft.paragraphs or draft.bylines:
        return False
    last = draft.paragraphs[-1][-1]
    return not last.ends_sentence and last.normalised[-1:] not in "）：" and last.length > 8


def _other_half(drafts: Sequence[ItemDraft], index: int) -> Place | None:
    left = drafts[index].paragraphs[-1][-1].normalised
    best, place = SURE, None
    for at in range(index + 1, min(len(drafts), index + 1 + AHEAD)):
        if drafts[at].jump:  # what has a mark says itself where it comes from
            continue
        before: Block | None = None
        for number, pieces in enumerate(drafts[at].paragraphs):
            for piece, block in enumerate(pieces):
                score = linebreaks.continuation_score(left, block.normalised)
                ours = linebreaks.continuation_score(before.normalised, block.normalised) if before else -1.0
                if score > best and score > ours + 1.0:
                    best, place = score, Place(at, number, piece)
                before = block
    return place


def _move(drafts: list[ItemDraft], index: int, place: Place) -> None:
    """Give the found half, and what belongs to it, to the story; the rest stays where it is."""
    home, host = drafts[index], drafts[place.draft]
    pieces = host.paragraphs[place.paragraph]
    following = [pieces[place.piece :], *host.paragraphs[place.paragraph + 1 :]]
    kept = [*host.paragraphs[: place.paragraph], *([pieces[: place.piece]] if place.piece else [])]
    count = _resumes(home, kept, following)
    home.paragraphs[-1].extend(following[0])
    shift = len(home.paragraphs) - 1 - place.paragraph
    moved = range(place.paragraph + 1, place.paragraph + count)
    home.subhead_indices.extend(sub + shift for sub in host.subhead_indices if sub in moved)
    home.paragraphs.extend(following[1:count])
    rest = following[count:]
    if kept and rest and linebreaks.continuation_score(kept[-1][-1].normalised, rest[0][0].normalised) >= 2.5:
        kept[-1].extend(rest[0])
        rest = rest[1:]
    host.subhead_indices = [sub for sub in host.subhead_indices if sub < place.paragraph]
    host.paragraphs = [*kept, *rest]
    if not host.paragraphs and host.bylines:
        home.bylines.extend(host.bylines)
        host.bylines = []


def _resumes(home: ItemDraft, kept: Sequence[Sequence[Block]], following: Sequence[Sequence[Block]]) -> int:
    """Return how many of the paragraphs that follow are the story's own: until the host's text is taken up again."""
    if not kept:
        return len(following) if not home.bylines else 1
    broken = kept[-1][-1]
    if not broken.ends_sentence:
        for count in range(1, len(following)):
            if linebreaks.continuation_score(broken.normalised, following[count][0].normalised) >= SURE:
                return count
    return _by_subject(home, kept, following)


def _by_subject(home: ItemDraft, kept: Sequence[Sequence[Block]], following: Sequence[Sequence[Block]]) -> int:
    """Cut where the paragraphs turn from the one story's subject to the other's."""
    ours = [block for pieces in home.paragraphs for block in pieces] + list(home.headline_lines)
    theirs = [block for pieces in kept for block in pieces]
    merged = [block for pieces in following for block in pieces[:1]]
    cohesion = Cohesion([*ours, *theirs, *merged])
    own = list(range(len(ours)))
    other = list(range(len(ours), len(ours) + len(theirs)))
    lean = [
        cohesion.similarity([len(own) + len(other) + index], own)
        - cohesion.similarity([len(own) + len(other) + index], other)
        for index in range(len(following))
    ]
    best, count = -1e9, 1
    for cut in range(1, len(following) + 1):
        score = sum(lean[:cut]) - sum(lean[cut:])
        if score > best:
            best, count = score, cut
    return count
