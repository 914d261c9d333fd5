"""What is seen of each block -> its role, decided for the whole page: the best path through an article's grammar.

    headline line*  byline?  lead  byline?  (paragraph | continuation | subhead)*  byline?

The weights are in `feedpub/data/splitting.json`, fitted by `scripts/fit_splitting.py`.
"""

from __future__ import annotations

import json
from collections import Counter
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.stages.split.features import Features

Weights = dict[str, dict[str, float]]


class Role(StrEnum):
    """What a block is within an article."""

    HEADLINE = "head"
    """The first line of a headline: a new item begins."""
    HEADLINE_MORE = "more"
    """A further line of the headline."""
    BYLINE_TOP = "top"
    """The byline under the headline."""
    LEAD = "lead"
    """The first paragraph."""
    UNTITLED_LEAD = "new"
    """The first paragraph of an item without a headline."""
    BODY = "body"
    """A further paragraph."""
    CONTINUATION = "rest"
    """The continuation of the paragraph before it."""
    SUBHEAD = "sub"
    """A subhead."""
    BYLINE_END = "end"
    """The byline at the end."""


class State(NamedTuple):
    """A role, and whether the article has been signed already."""

    role: Role
    is_signed: bool


TEXT_ROLES = (Role.LEAD, Role.UNTITLED_LEAD, Role.BODY, Role.CONTINUATION, Role.SUBHEAD)
PROSE_ROLES = (Role.LEAD, Role.UNTITLED_LEAD, Role.BODY, Role.CONTINUATION)
INNER_ROLES = (Role.BODY, Role.CONTINUATION, Role.SUBHEAD)
STATES = tuple(
    [State(role, False) for role in Role if role not in (Role.BYLINE_TOP, Role.BYLINE_END)]
    + [State(role, True) for role in (*TEXT_ROLES, Role.BYLINE_TOP, Role.BYLINE_END)]
)
_AFTER_TEXT = (Role.BYLINE_TOP, Role.BODY, Role.CONTINUATION, Role.SUBHEAD, Role.BYLINE_END, Role.HEADLINE, Role.UNTITLED_LEAD)
_MAY_FOLLOW: Mapping[Role, tuple[Role, ...]] = {
    Role.HEADLINE: (Role.HEADLINE_MORE, Role.BYLINE_TOP, Role.LEAD, Role.HEADLINE),
    Role.HEADLINE_MORE: (Role.HEADLINE_MORE, Role.BYLINE_TOP, Role.LEAD, Role.HEADLINE),
    Role.BYLINE_TOP: (Role.LEAD, Role.BODY, Role.BYLINE_TOP, Role.HEADLINE),
    **dict.fromkeys((Role.LEAD, Role.UNTITLED_LEAD, Role.BODY, Role.CONTINUATION), _AFTER_TEXT),
    Role.SUBHEAD: tuple(role for role in _AFTER_TEXT if role is not Role.CONTINUATION),
    Role.BYLINE_END: (Role.HEADLINE, Role.UNTITLED_LEAD, Role.BYLINE_END, Role.BYLINE_TOP),
}
_MAY_BEGIN = (Role.HEADLINE, Role.UNTITLED_LEAD, Role.BYLINE_TOP)


def allowed_transition(before: State | None, after: State, has_byline: bool) -> bool:
    """Whether the grammar lets `after` stand behind `before`; `signs` is whether the block itself holds a byline."""
    if after.role not in (_MAY_BEGIN if before is None else _MAY_FOLLOW[before.role]):
        return False
    if after.role not in TEXT_ROLES:
        return True
    is_new_item = before is None or after.role is Role.UNTITLED_LEAD or before.role in (Role.HEADLINE, Role.HEADLINE_MORE)
    return after.is_signed == (has_byline or (not is_new_item and before is not None and before.is_signed))


NEXT_STATES = tuple(
    {before: [after for after in STATES if allowed_transition(before, after, signs)] for before in STATES}
    for signs in (False, True)
)


@cache
def _weights_file() -> dict[str, Any]:
    text = (files("feedpub") / "data" / "splitting.json").read_text(encoding="utf-8")
    fitted: dict[str, Any] = json.loads(text)
    return fitted


def shipped_weights() -> Weights:
    """Return the weights that are shipped: role -> feature -> weight, and "->" for the steps from role to role."""
    table: Weights = _weights_file()["weights"]
    return table


def calibration() -> tuple[float, float]:
    """Return how a computed share becomes a confidence: the two numbers of a logistic curve."""
    shift, slope = _weights_file()["certainty"]
    return float(shift), float(slope)


class PageStyle(NamedTuple):
    """What this page does as a rule, 0 to 1."""

    signed_share: float = 0.5
    """How many of its articles have a byline."""
    marked_headline_share: float = 0.5
    """How many of its headlines are marked by `#`."""
    subhead_share: float = 0.3
    """How many of its longer stories have subheads."""


def viterbi(block_features: Sequence[Features], base: Sequence[Mapping[Role, float]], table: Weights, style: PageStyle) -> list[State]:
    """Return the best path: one state for each block. `base` are the scores of the blocks by themselves."""
    table_of_context = transition_table(table, style)
    totals: dict[State, float] = {}
    origins: list[dict[State, State]] = []
    styled = all_with_style(block_features, base, table, style)
    for index, (features, scores_of_block) in enumerate(zip(block_features, styled, strict=True)):
        if index == 0:
            totals = {state: scores_of_block[state.role] for state in STATES if allowed_transition(None, state, holds_byline(features))}
            continue
        totals, origin = _viterbi_step(totals, scores_of_block, table_of_context[transition_context(features)])
        origins.append(origin)
    if not totals:
        return []
    state = max(totals, key=lambda each: totals[each])
    path = [state]
    for origin in reversed(origins):
        state = origin[state]
        path.append(state)
    return path[::-1]


def holds_byline(features: Features) -> bool:
    """Whether a paragraph holds its author's name."""
    return "signed" in features or "tail" in features


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


def transition_context(features: Features) -> TransitionContext:
    """Return what a block shows that decides about the step to it."""
    return TransitionContext(holds_byline(features), "above breaks off" in features, "lead" in features)


def emissions(features: Features, table: Weights) -> dict[Role, float]:
    """Return how well a block's looks suit each role, whatever the page's habits."""
    return {role: feature_score(features, role, table) if is_possible(features, role) else IMPOSSIBLE for role in Role}


def with_style(base: Mapping[Role, float], features: Features, table: Weights, style: PageStyle) -> dict[Role, float]:
    """Return the scores of a block on a page with these habits."""
    styled = style_features(features, style)
    return {role: score + feature_score(styled, role, table) for role, score in base.items()}


def all_emissions(block_features: Sequence[Features], table: Weights) -> list[dict[Role, float]]:
    """Return the scores of all blocks. Blocks that look the same share one table: long lists hold few kinds of line."""
    cache: dict[tuple[tuple[str, float], ...], dict[Role, float]] = {}
    found: list[dict[Role, float]] = []
    for features in block_features:
        key = tuple(features.items())
        if key not in cache:
            cache[key] = emissions(features, table)
        found.append(cache[key])
    return found


def all_with_style(
    block_features: Sequence[Features], base: Sequence[Mapping[Role, float]], table: Weights, style: PageStyle
) -> list[dict[Role, float]]:
    """Return the scores of all blocks on a page with these habits; blocks that look the same share one table."""
    cache: dict[tuple[tuple[str, float], ...], dict[Role, float]] = {}
    found: list[dict[Role, float]] = []
    for features, emissions_of_block in zip(block_features, base, strict=True):
        key = tuple(features.items())
        if key not in cache:
            cache[key] = with_style(emissions_of_block, features, table, style)
        found.append(cache[key])
    return found


def feature_score(features: Features, role: Role, table: Weights) -> float:
    """Return the sum of the weights of what is shown."""
    row = table.get(role.value, {})
    line = table.get("line", {}) if role in _LINE_ROLES else row
    total = 0.0
    for name, value in features.items():
        total += (line if name in _SHAPE_FEATURES else row).get(name, 0.0) * value
    return total


_LINE_ROLES = (Role.HEADLINE, Role.SUBHEAD)
_SHAPE_FEATURES = frozenset(
    ("size≤4", "size5-12", "size13-22", "size23-32", "size33-45", "size46-70", "size>70", "comma", "question", "blank")
)


def weight_row(role: Role, name: str) -> str:
    """Return where the weight stands: a headline and a subhead look alike, and length never tells them apart."""
    return "line" if role in _LINE_ROLES and name in _SHAPE_FEATURES else role.value


def _viterbi_step(
    totals: Mapping[State, float], emissions_of_block: Mapping[Role, float], allowed: Mapping[State, Sequence[tuple[State, float]]]
) -> tuple[dict[State, float], dict[State, State]]:
    reached: dict[State, float] = {}
    origin: dict[State, State] = {}
    for before, total in totals.items():
        for after, cost in allowed[before]:
            score = total + cost + emissions_of_block[after.role]
            if after not in reached or score > reached[after]:
                reached[after] = score
                origin[after] = before
    return reached, origin


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
                (after, weight_of[before, after] + sum(context_weight[name] for name in transition_context_features(before, after, context)))
                for after in NEXT_STATES[context.holds_byline][before]
            ]
            for before in STATES
        }
        for context in CONTEXTS
    }


def transition_weight(before: State, after: State, table: Weights, style: PageStyle) -> float:
    """Return the weight of a step, whatever the seam."""
    return sum(table["->"].get(name, 0.0) * value for name, value in transition_features(before, after, style).items())


def transition_features(before: State, after: State, style: PageStyle, context: TransitionContext = NEUTRAL_CONTEXT) -> Features:
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
    if context.opens_story and before.is_signed and before.role in (*PROSE_ROLES, Role.SUBHEAD) and after.role in INNER_ROLES:
        found.append("lead again")
    if context.above_is_broken and before.role in PROSE_ROLES:
        found.append(f"torn>{after.role}")
    return found


IMPOSSIBLE = -1000.0
_NEVER_HEADLINE = ("numbered", "closing", "date", "label", "clauses", "dateline")
_NEVER_UNTITLED_LEAD = ("numbered", "closing", "date", "size≤4", "size5-12")


def is_possible(features: Features, role: Role) -> bool:
    """Whether a block can have a role at all: no byline without a name, no headline of a paragraph's length."""
    if role in (Role.BYLINE_TOP, Role.BYLINE_END):
        return "byline" in features or "names" in features
    if "byline" in features:
        return False
    if role in (Role.HEADLINE, Role.HEADLINE_MORE) and any(sign in features for sign in _NEVER_HEADLINE) and "heading" not in features:
        return False
    if role is Role.HEADLINE and "unbegun" in features:
        return False
    if role is Role.UNTITLED_LEAD and any(sign in features for sign in _NEVER_UNTITLED_LEAD):
        return False
    if role in (Role.HEADLINE, Role.HEADLINE_MORE, Role.SUBHEAD):
        return "size>70" not in features or (role is not Role.SUBHEAD and "heading" in features)
    return True


_STYLED_FEATURES = ("alike", "other subject", "of the text above", "names", "bias")


def style_features(features: Features, style: PageStyle) -> Features:
    """Return what counts by the page's habits: the subject where nobody signs, `#` where all headlines have it."""
    styled = {f"{name}, unsigned": features[name] * (1 - style.signed_share) for name in _STYLED_FEATURES if name in features}
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
    starts = [index for index, state in enumerate(path) if index == 0 or state.role in (Role.HEADLINE, Role.UNTITLED_LEAD)]
    return [range(start, end) for start, end in zip(starts, [*starts[1:], len(path)], strict=True)]


def decode_page(block_features: Sequence[Features], table: Weights | None = None) -> tuple[list[State], PageStyle]:
    """Return the roles of a page's blocks, and the page's habits, which are estimated first and fed back."""
    table = shipped_weights() if table is None else table
    base = all_emissions(block_features, table)
    style = PageStyle()
    path: list[State] = []
    for _ in range(3):
        path, previous_path = viterbi(block_features, base, table, style), path
        if path == previous_path:
            break
        style = estimate_style(path, block_features)
    return path, style
