"""What is seen of each block -> its role, decided for the whole page: the best path through an article's grammar.

    headline line*  byline?  lead  byline?  (paragraph | continuation | subhead)*  byline?

The weights are in `feedpub/data/splitting.json`, fitted by `scripts/fit_splitting.py`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.split.model.labels import TEXT_ROLES, Role, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.model.features import Features


class PageStyle(NamedTuple):
    """What this page does as a rule, 0 to 1."""

    signed_share: float = 0.5
    """How many of its articles have a byline."""
    marked_headline_share: float = 0.5
    """How many of its headlines are marked by `#`."""
    subhead_share: float = 0.3
    """How many of its longer stories have subheads."""


_STYLED_FEATURES = ("alike", "other subject", "of the text above", "names", "bias")


def style_features(features: Features, style: PageStyle) -> Features:
    """Return what counts by the page's habits: the subject where nobody signs, `#` where all headlines have it."""
    styled = {
        f"{name}, unsigned": features[name] * (1 - style.signed_share) for name in _STYLED_FEATURES if name in features
    }
    if "no heading" in features:
        styled["no heading here"] = 2 * style.marked_headline_share - 1
    return styled


LONG_STORY = 5
"""A story of so many paragraphs might have subheads."""


def estimate_style(path: Sequence[State], block_features: Sequence[Features]) -> PageStyle:
    """Return what the page does as a rule, as far as a first path shows it."""
    tally = Counter[str]()
    for story in _story_ranges(path):
        roles = [path[index].role for index in story]
        if roles[0] is Role.HEADLINE:
            tally["heads"] += 1
            tally["marked"] += "heading" in block_features[story[0]]
        if any(role in TEXT_ROLES for role in roles):
            tally["stories"] += 1
            tally["signed"] += path[story[-1]].is_signed
        if len(roles) > LONG_STORY:
            tally["long"] += 1
            tally["parted"] += Role.SUBHEAD in roles
    return PageStyle(
        (tally["signed"] + 0.5) / (tally["stories"] + 1),
        (tally["marked"] + 0.5) / (tally["heads"] + 1),
        (tally["parted"] + 0.3) / (tally["long"] + 1),
    )


def _story_ranges(path: Sequence[State]) -> list[range]:
    starts = [
        index for index, state in enumerate(path) if index == 0 or state.role in (Role.HEADLINE, Role.UNTITLED_LEAD)
    ]
    return [range(start, end) for start, end in zip(starts, [*starts[1:], len(path)], strict=True)]
