"""What is seen of each block -> how probable each role and each step is, over all paths that the grammar allows."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log, prod
from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.split import grammar
from feedpub.stages.split.grammar import STATES, PageStyle, Role, State

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedpub.stages.split.blocks import Block
    from feedpub.stages.split.features import Features
    from feedpub.stages.split.grammar import Weights
    from feedpub.stages.split.items import ItemDraft

StateScores = dict[State, float]


class Marginals(NamedTuple):
    """The probability of each state at each block, and of each step into it from the block before."""

    states: list[StateScores]
    transitions: list[dict[tuple[State, State], float]]


def marginals(block_features: Sequence[Features], table: Weights, style: PageStyle) -> Marginals:
    """Return the probabilities by the forward-backward algorithm (Baum 1972), in logarithms."""
    forward_backward = ForwardBackward(block_features, table, style)
    return Marginals(forward_backward.state_marginals(), forward_backward.transition_marginals())


def set_confidence(
    drafts: Sequence[ItemDraft], blocks: Sequence[Block], block_features: Sequence[Features], style: PageStyle, certain_starts: Collection[int] = ()
) -> None:
    """Write into each story how sure it is that it begins and ends where it does; a mark (`marked`) is certain."""
    index_of = {block.line_numbers: index for index, block in enumerate(blocks)}
    starts = [min(index_of[block.line_numbers] for block in draft.blocks) for draft in drafts]
    calibration = grammar.calibration()
    for draft, share in zip(drafts, story_probabilities(block_features, grammar.shipped_weights(), style, starts, certain_starts), strict=True):
        draft.confidence = calibrate(share, calibration)


def calibrate(share: float, calibration: tuple[float, float]) -> float:
    """Return the probability that stands behind a share: of the stories said to be .9 sure, nine in ten are right."""
    clipped = min(1 - 1e-6, max(1e-6, share))
    return round(1 / (1 + exp(-(calibration[0] + calibration[1] * log(clipped / (1 - clipped))))), 3)


def story_probabilities(
    block_features: Sequence[Features], table: Weights, style: PageStyle, starts: Sequence[int], certain_starts: Collection[int] = ()
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
        begin_probabilities[start] * (begin_probabilities[end] if end < len(block_features) else 1.0) * prod(1 - value for value in begin_probabilities[start + 1 : end])
        for start, end in pairwise(bounds)
    ]


def _log_sum_exp(values: Sequence[float]) -> float:
    most = max(values)
    return most + log(sum(exp(value - most) for value in values))


class ForwardBackward:
    """All paths at once: what leads to each state at each block, and what leads on from it."""

    def __init__(self, block_features: Sequence[Features], table: Weights, style: PageStyle) -> None:
        self.table = grammar.transition_table(table, style)
        self.emissions = grammar.all_with_style(block_features, grammar.all_emissions(block_features, table), table, style)
        self.contexts = [grammar.transition_context(block) for block in block_features]
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
                columns.append({state: scores[state.role] for state in STATES if grammar.allowed_transition(None, state, first)})
                continue
            reached: dict[State, list[float]] = {}
            for before, value in columns[-1].items():
                for after, weight in self.table[self.contexts[index]][before]:
                    if scores[after.role] > grammar.IMPOSSIBLE / 2:
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
                    if after in later and scores[after.role] > grammar.IMPOSSIBLE / 2
                ]
                if values:
                    column[before] = _log_sum_exp(values)
            columns.append(column)
        return columns[::-1]
