"""What is seen of each block -> how probable each role and each step is, over all paths that the grammar allows."""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.split import grammar
from feedpub.stages.split.grammar import STATES, Habits, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.stages.split.features import Seen
    from feedpub.stages.split.grammar import Weights

Column = dict[State, float]


class Odds(NamedTuple):
    """The probability of each state at each block, and of each step into it from the block before."""

    states: list[Column]
    steps: list[dict[tuple[State, State], float]]


def odds(seen: Sequence[Seen], table: Weights, habits: Habits) -> Odds:
    """Return the probabilities by the forward-backward algorithm (Baum 1972), in logarithms."""
    steps = grammar.steps(table, habits)
    local = [grammar.scores(block, table, habits) for block in seen]
    signs = [grammar.signs(block) for block in seen]
    ahead = _forward(local, steps, signs)
    behind = _backward(local, steps, signs)
    total = _sum(list(ahead[-1].values())) if ahead else 0.0
    states = [
        {state: exp(value + after[state] - total) for state, value in before.items() if state in after}
        for before, after in zip(ahead, behind, strict=True)
    ]
    return Odds(states, _steps(local, steps, signs, ahead, behind, total))


def _sum(values: Sequence[float]) -> float:
    most = max(values)
    return most + log(sum(exp(value - most) for value in values))


def _forward(
    local: Sequence[Mapping[grammar.Role, float]],
    steps: Sequence[Mapping[State, Sequence[tuple[State, float]]]],
    signs: Sequence[bool],
) -> list[Column]:
    columns: list[Column] = []
    for index, scores in enumerate(local):
        if not index:
            columns.append({state: scores[state.role] for state in STATES if grammar.follows(None, state, signs[0])})
            continue
        reached: dict[State, list[float]] = {}
        for before, value in columns[-1].items():
            for after, weight in steps[signs[index]][before]:
                reached.setdefault(after, []).append(value + weight)
        columns.append({state: _sum(values) + scores[state.role] for state, values in reached.items()})
    return columns


def _backward(
    local: Sequence[Mapping[grammar.Role, float]],
    steps: Sequence[Mapping[State, Sequence[tuple[State, float]]]],
    signs: Sequence[bool],
) -> list[Column]:
    columns: list[Column] = [dict.fromkeys(STATES, 0.0)]
    for index in range(len(local) - 1, 0, -1):
        later = columns[-1]
        column: Column = {}
        for before in STATES:
            values = [
                weight + local[index][after.role] + later[after]
                for after, weight in steps[signs[index]][before]
                if after in later
            ]
            if values:
                column[before] = _sum(values)
        columns.append(column)
    return columns[::-1]


def _steps(
    local: Sequence[Mapping[grammar.Role, float]],
    steps: Sequence[Mapping[State, Sequence[tuple[State, float]]]],
    signs: Sequence[bool],
    ahead: Sequence[Column],
    behind: Sequence[Column],
    total: float,
) -> list[dict[tuple[State, State], float]]:
    found: list[dict[tuple[State, State], float]] = [{}]
    for index in range(1, len(local)):
        row: dict[tuple[State, State], float] = {}
        for before, value in ahead[index - 1].items():
            for after, weight in steps[signs[index]][before]:
                share = value + weight + local[index][after.role] + behind[index].get(after, -1e9) - total
                if share > -20:
                    row[(before, after)] = exp(share)
        found.append(row)
    return found
