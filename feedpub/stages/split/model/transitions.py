"""What is seen of each block -> its role, decided for the whole page: the best path through an article's grammar.

    headline line*  byline?  lead  byline?  (paragraph | continuation | subhead)*  byline?

The weights are in `feedpub/data/splitting.json`, fitted by `scripts/fit_splitting.py`.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.split.model.labels import INNER_ROLES, NEXT_STATES, PROSE_ROLES, STATES, TEXT_ROLES, Role, State
from feedpub.stages.split.model.weights import Weights, shipped_weights

if TYPE_CHECKING:
    from feedpub.stages.split.model.features import Features
    from feedpub.stages.split.model.page_style import PageStyle


class TransitionContext(NamedTuple):
    """What a block shows that decides about the step to it."""

    holds_byline: bool
    """Whether it holds its author's name."""
    above_is_broken: bool
    """Whether the block above it breaks off."""
    opens_story: bool
    """Whether it opens as the first paragraph of a story does: `本报讯`, `新华社…电`."""


NEUTRAL_CONTEXT = TransitionContext(holds_byline=False, above_is_broken=False, opens_story=False)

CONTEXTS = tuple(TransitionContext(*each) for each in product((False, True), repeat=3))


def holds_byline(features: Features) -> bool:
    """Whether a paragraph holds its author's name."""
    return "signed" in features or "tail" in features


def transition_context(features: Features) -> TransitionContext:
    """Return what a block shows that decides about the step to it."""
    return TransitionContext(holds_byline(features), "above breaks off" in features, "lead" in features)


TransitionTable = dict[TransitionContext, dict[State, list[tuple[State, float]]]]


def transition_table(table: Weights, style: PageStyle) -> TransitionTable:
    """All steps that the grammar allows with their weights, for each kind of seam."""
    return _shipped_table(style) if table is shipped_weights() else _build_table(table, style)


@lru_cache(maxsize=256)  # small pages have the same few habits, and to weigh all steps is a fifth of reading one
def _shipped_table(style: PageStyle) -> TransitionTable:
    return _build_table(shipped_weights(), style)


def _build_table(table: Weights, style: PageStyle) -> TransitionTable:
    weight_of = {
        (before, after): transition_weight(before, after, table, style)
        for before in STATES
        for after in dict.fromkeys((*NEXT_STATES[False][before], *NEXT_STATES[True][before]))
    }
    context_weight = {name: table["->"].get(name, 0.0) for name in ("lead again", *(f"torn>{role}" for role in Role))}
    return {
        context: {
            before: [
                (
                    after,
                    weight_of[before, after]
                    + sum(context_weight[name] for name in transition_context_features(before, after, context)),
                )
                for after in NEXT_STATES[context.holds_byline][before]
            ]
            for before in STATES
        }
        for context in CONTEXTS
    }


def transition_weight(before: State, after: State, table: Weights, style: PageStyle) -> float:
    """Return the weight of a step, whatever the seam."""
    return sum(table["->"].get(name, 0.0) * value for name, value in transition_features(before, after, style).items())


def transition_features(
    before: State, after: State, style: PageStyle, context: TransitionContext = NEUTRAL_CONTEXT
) -> Features:
    """Return what is seen of a step."""
    features = {f"{before.role}>{after.role}": 1.0}
    if before.role in TEXT_ROLES and after.role in (Role.HEADLINE, Role.UNTITLED_LEAD):
        features["signed, closed" if before.is_signed else "unsigned, closed"] = 2 * style.signed_share - 1
    if after.role is Role.SUBHEAD:
        features["subhead"] = 2 * style.subhead_share - 1
    if before.role in TEXT_ROLES and after.role is Role.BYLINE_END:
        features["signed twice" if before.is_signed else "signed once"] = 1.0
    return features | dict.fromkeys(transition_context_features(before, after, context), 1.0)


def transition_context_features(before: State, after: State, context: TransitionContext) -> list[str]:
    """Return what is seen of a step at a seam: a line may break off, a paragraph hardly; a story opens only once."""
    found = []
    if (
        context.opens_story
        and before.is_signed
        and before.role in (*PROSE_ROLES, Role.SUBHEAD)
        and after.role in INNER_ROLES
    ):
        found.append("lead again")
    if context.above_is_broken and before.role in PROSE_ROLES:
        found.append(f"torn>{after.role}")
    return found
