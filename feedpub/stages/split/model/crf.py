"""What is seen of each block -> its role, decided for the whole page: the best path through an article's grammar.

    headline line*  byline?  lead  byline?  (paragraph | continuation | subhead)*  byline?

The weights are in `feedpub/data/splitting.json`, fitted by `scripts/fit_splitting.py`.
"""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.split.model import labels
from feedpub.stages.split.model import transitions as transitions_module
from feedpub.stages.split.model.labels import STATES, Role, State, allowed_transition
from feedpub.stages.split.model.page_style import PageStyle, estimate_style, style_features
from feedpub.stages.split.model.transitions import holds_byline, transition_context, transition_table
from feedpub.stages.split.model.weights import Weights, feature_score, shipped_weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.stages.split.model.features import Features


def viterbi(
    block_features: Sequence[Features], base: Sequence[Mapping[Role, float]], table: Weights, style: PageStyle
) -> list[State]:
    """Return the best path: one state for each block. `base` are the scores of the blocks by themselves."""
    table_of_context = transition_table(table, style)
    totals: dict[State, float] = {}
    origins: list[dict[State, State]] = []
    styled = all_with_style(block_features, base, table, style)
    for index, (features, scores_of_block) in enumerate(zip(block_features, styled, strict=True)):
        if index == 0:
            totals = {
                state: scores_of_block[state.role]
                for state in STATES
                if allowed_transition(None, state, holds_byline(features))
            }
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


def _viterbi_step(
    totals: Mapping[State, float],
    emissions_of_block: Mapping[Role, float],
    allowed: Mapping[State, Sequence[tuple[State, float]]],
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


IMPOSSIBLE = -1000.0
_NEVER_HEADLINE = ("numbered", "closing", "date", "label", "clauses", "dateline")
_NEVER_UNTITLED_LEAD = ("numbered", "closing", "date", "size≤4", "size5-12")


def is_possible(features: Features, role: Role) -> bool:
    """Whether a block can have a role at all: no byline without a name, no headline of a paragraph's length."""
    if role in (Role.BYLINE_TOP, Role.BYLINE_END):
        return "byline" in features or "names" in features
    if "byline" in features:
        return False
    if (
        role in (Role.HEADLINE, Role.HEADLINE_MORE)
        and any(sign in features for sign in _NEVER_HEADLINE)
        and "heading" not in features
    ):
        return False
    if role is Role.HEADLINE and "unbegun" in features:
        return False
    if role is Role.UNTITLED_LEAD and any(sign in features for sign in _NEVER_UNTITLED_LEAD):
        return False
    if role in (Role.HEADLINE, Role.HEADLINE_MORE, Role.SUBHEAD):
        return "size>70" not in features or (role is not Role.SUBHEAD and "heading" in features)
    return True


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


StateScores = dict[State, float]


class Marginals(NamedTuple):
    """The probability of each state at each block, and of each step into it from the block before."""

    states: list[StateScores]
    transitions: list[dict[tuple[State, State], float]]


def marginals(block_features: Sequence[Features], table: Weights, style: PageStyle) -> Marginals:
    """Return the probabilities by the forward-backward algorithm (Baum 1972), in logarithms."""
    forward_backward = ForwardBackward(block_features, table, style)
    return Marginals(forward_backward.state_marginals(), forward_backward.transition_marginals())


class ForwardBackward:
    """All paths at once: what leads to each state at each block, and what leads on from it."""

    def __init__(self, block_features: Sequence[Features], table: Weights, style: PageStyle) -> None:
        self.table = transitions_module.transition_table(table, style)
        self.emissions = all_with_style(block_features, all_emissions(block_features, table), table, style)
        self.contexts = [transitions_module.transition_context(block) for block in block_features]
        self.forward = self._forward()
        self.backward = self._backward()
        self.log_total = _log_sum_exp(list(self.forward[-1].values())) if self.forward else 0.0

    def state_marginals(self) -> list[StateScores]:
        """Return the probability of each state at each block."""
        return [
            {state: exp(value + after[state] - self.log_total) for state, value in before.items() if state in after}
            for before, after in zip(self.forward, self.backward, strict=True)
        ]

    def transition_marginals(self) -> list[dict[tuple[State, State], float]]:
        """Return the probability of each step into each block."""
        found: list[dict[tuple[State, State], float]] = [{}]
        for index in range(1, len(self.emissions)):
            row: dict[tuple[State, State], float] = {}
            for before, value in self.forward[index - 1].items():
                for after, weight in self.table[self.contexts[index]][before]:
                    later = self.backward[index].get(after, -1e9)
                    log_share = value + weight + self.emissions[index][after.role] + later - self.log_total
                    if log_share > -20:
                        row[(before, after)] = exp(log_share)
            found.append(row)
        return found

    def _forward(self) -> list[StateScores]:
        columns: list[StateScores] = []
        for index, scores in enumerate(self.emissions):
            if not index:
                first = self.contexts[0].holds_byline
                columns.append(
                    {state: scores[state.role] for state in STATES if labels.allowed_transition(None, state, first)}
                )
                continue
            reached: dict[State, list[float]] = {}
            for before, value in columns[-1].items():
                for after, weight in self.table[self.contexts[index]][before]:
                    if scores[after.role] > IMPOSSIBLE / 2:
                        reached.setdefault(after, []).append(value + weight)
            columns.append({state: _log_sum_exp(values) + scores[state.role] for state, values in reached.items()})
        return columns

    def _backward(self) -> list[StateScores]:
        columns: list[StateScores] = [dict.fromkeys(STATES, 0.0)] if self.emissions else []
        for index in range(len(self.emissions) - 1, 0, -1):
            later, scores, column = columns[-1], self.emissions[index], StateScores()
            for before in self.forward[index - 1]:
                values = [
                    weight + scores[after.role] + later[after]
                    for after, weight in self.table[self.contexts[index]][before]
                    if after in later and scores[after.role] > IMPOSSIBLE / 2
                ]
                if values:
                    column[before] = _log_sum_exp(values)
            columns.append(column)
        return columns[::-1]


def _log_sum_exp(values: Sequence[float]) -> float:
    most = max(values)
    return most + log(sum(exp(value - most) for value in values))
