"""What is seen of each block -> how probable each role and each step is, over all paths that the grammar allows."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log, prod
from typing import TYPE_CHECKING

from feedpub.stages.split.model import weights
from feedpub.stages.split.model.crf import ForwardBackward
from feedpub.stages.split.model.labels import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedpub.stages.split.items import ItemDraft
    from feedpub.stages.split.layout import Block
    from feedpub.stages.split.model.features import Features
    from feedpub.stages.split.model.page_style import PageStyle
    from feedpub.stages.split.model.weights import Weights


def set_confidence(
    drafts: Sequence[ItemDraft],
    blocks: Sequence[Block],
    block_features: Sequence[Features],
    style: PageStyle,
    certain_starts: Collection[int] = (),
) -> None:
    """Write into each story how sure it is that it begins and ends where it does; a mark (`marked`) is certain."""
    index_of = {block.line_numbers: index for index, block in enumerate(blocks)}
    starts = [min(index_of[block.line_numbers] for block in draft.blocks) for draft in drafts]
    calibration = weights.calibration()
    for draft, share in zip(
        drafts,
        story_probabilities(block_features, weights.shipped_weights(), style, starts, certain_starts),
        strict=True,
    ):
        draft.confidence = calibrate(share, calibration)


def calibrate(share: float, calibration: tuple[float, float]) -> float:
    """Return the probability that stands behind a share: of the stories said to be .9 sure, nine in ten are right."""
    clipped = min(1 - 1e-6, max(1e-6, share))
    return round(1 / (1 + exp(-(calibration[0] + calibration[1] * log(clipped / (1 - clipped))))), 3)


def story_probabilities(
    block_features: Sequence[Features],
    table: Weights,
    style: PageStyle,
    starts: Sequence[int],
    certain_starts: Collection[int] = (),
) -> list[float]:
    """Return for each story how probable it is that it starts and ends where it does, and nowhere within."""
    begin_probabilities = [
        sum(value for state, value in marginals_of_block.items() if state.role in (Role.HEADLINE, Role.UNTITLED_LEAD))
        for marginals_of_block in ForwardBackward(block_features, table, style).state_marginals()
    ]
    for start in certain_starts:
        begin_probabilities[start] = 1.0
    bounds = [*starts, len(block_features)]
    return [
        begin_probabilities[start]
        * (begin_probabilities[end] if end < len(block_features) else 1.0)
        * prod(1 - value for value in begin_probabilities[start + 1 : end])
        for start, end in pairwise(bounds)
    ]
