"""Page -> why it is cut as it is: for each block its type, what it goes on from, and the features that decided."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.language import bylines
from feedpub.model import ItemKind
from feedpub.stages.split import captions, headlines, linebreaks, notices, segment_page, usual_heading_level
from feedpub.stages.split.model import weights

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.model import Page
    from feedpub.stages.split.items import ItemDraft
    from feedpub.stages.split.layout import Block
    from feedpub.stages.split.model.features import Features
    from feedpub.stages.split.model.labels import Role

SHOWN_FEATURES = 4


@dataclass(frozen=True, slots=True)
class BlockExplanation:
    """What one block was taken for, and why."""

    lines: tuple[int, ...]
    type: str
    item: int
    """Which item of the page it is in, from 0, in the order of the page."""
    kind: ItemKind
    confidence: float
    cut: bool
    """Whether the item begins here."""
    text: str
    joined: int | None
    """The source line that it goes on from."""
    score: float | None
    """How well it joins that line."""
    features: tuple[tuple[str, float], ...]
    """What spoke most for and against its role, with the weights; what shows a float counts its signs."""


def explain(page: Page) -> tuple[BlockExplanation, ...]:
    """Return a reason for each block of the page, in the order of the page, from the decision that `split` makes."""
    segmentation = segment_page(page)
    decided = {
        block.line_numbers: (state.role, features)
        for block, features, state in zip(
            segmentation.blocks, segmentation.block_features, segmentation.path, strict=True
        )
    }
    usual_level = usual_heading_level(segmentation.drafts)
    found: list[BlockExplanation] = []
    for item, draft in enumerate(sorted(segmentation.drafts, key=lambda each: each.first_line)):
        found += _explain_item(item, draft, decided, usual_level)
    return tuple(sorted(found, key=lambda reason: reason.lines))


def _explain_item(
    item: int, draft: ItemDraft, decided: dict[tuple[int, ...], tuple[Role, Features]], usual_level: int
) -> Iterator[BlockExplanation]:
    for block, name, above in _typed_blocks(draft, usual_level):
        role, features = decided.get(block.line_numbers, (None, {}))
        yield BlockExplanation(
            lines=block.line_numbers,
            type=name,
            item=item,
            kind=draft.kind,
            confidence=draft.confidence,
            cut=block.line_numbers[0] == draft.first_line,
            text=block.text,
            joined=above.line_numbers[-1] if above else None,
            score=round(linebreaks.continuation_score(above.normalised, block.normalised), 2) if above else None,
            features=_strongest_features(features, role) if role else _float_evidence(block, draft, name),
        )


_TYPES = {ItemKind.AD: "advert", ItemKind.CAPTION: "caption", ItemKind.FRAGMENT: "fragment"}


def _typed_blocks(draft: ItemDraft, usual_level: int) -> Iterator[tuple[Block, str, Block | None]]:
    """Yield each block of an item with its type and the block that it goes on from."""
    types = (
        ["advert"] * len(draft.headline_lines)
        if draft.kind is ItemKind.AD
        else headlines.headline_line_roles(draft.headline_lines, usual_level)
    )
    yield from ((block, name, None) for block, name in zip(draft.headline_lines, types, strict=True))
    yield from ((block, "byline", None) for block in draft.bylines)
    yield from ((block, "jump", None) for block in draft.jump_marks)
    type_of_kind = _TYPES.get(draft.kind)
    for index, pieces in enumerate(draft.paragraphs):
        name = "subhead" if index in draft.subhead_indices else type_of_kind or ("body" if index else "lead")
        if bylines.is_agency_signoff(pieces[0].normalised):
            name = "sign-off"
        yield pieces[0], name, None
        yield from ((below, "continuation", above) for above, below in itertools.pairwise(pieces))


def _float_evidence(block: Block, draft: ItemDraft, name: str) -> tuple[tuple[str, float], ...]:
    """Return what shows that a block is no part of a story: its own signs, else the line that it stands with."""
    if name == "jump":
        return (("a jump mark", 1.0),)
    found = _evidence(block, draft.kind)
    if found:
        return tuple(found)
    neighbours = (other for other in draft.blocks if _evidence(other, draft.kind))
    nearest = min(neighbours, key=lambda other: abs(other.line_numbers[0] - block.line_numbers[0]), default=None)
    return ((f"stands with line {nearest.line_numbers[0]}", 1.0),) if nearest else (("reports nothing", 1.0),)


def _evidence(block: Block, kind: ItemKind) -> list[tuple[str, float]]:
    if kind is ItemKind.CAPTION:
        return [(name, 1.0) for name in captions.caption_evidence(block)]
    found = [(name, float(weight)) for name, weight in notices.notice_evidence(block)]
    return [*found, *([("the heading of a notice", 2.0)] if notices.is_notice_title(block) else [])]


def _strongest_features(features: Features, role: Role) -> tuple[tuple[str, float], ...]:
    table = weights.shipped_weights()
    weighted = [(name, round(weights.feature_score({name: value}, role, table), 2)) for name, value in features.items()]
    return tuple(sorted((each for each in weighted if each[1]), key=lambda each: -abs(each[1]))[:SHOWN_FEATURES])
