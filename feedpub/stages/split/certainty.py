"""What is seen of each block -> how probable each role and each step is, over all paths that the grammar allows."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log, prod
from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.split import grammar
from feedpub.stages.split.grammar import STATES, Habits, Role, State

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedpub.stages.split.blocks import Block
    from feedpub.stages.split.features import Seen
    from feedpub.stages.split.grammar import Weights
    from feedpub.stages.split.items import Draft

Column = dict[State, float]


class Odds(NamedTuple):
    """The probability of each state at each block, and of each step into it from the block before."""

    states: list[Column]
    steps: list[dict[tuple[State, State], float]]


def odds(seen: Sequence[Seen], table: Weights, habits: Habits) -> Odds:
    """Return the probabilities by the forward-backward algorithm (Baum 1972), in logarithms."""
    trellis = _Trellis(seen, table, habits)
    return Odds(trellis.states(), trellis.shares())


def note(
    drafts: Sequence[Draft], text: Sequence[Block], seen: Sequence[Seen], habits: Habits, marked: Collection[int] = ()
) -> None:
    """Write into each story how sure it is that it begins and ends where it does; a mark (`marked`) is certain."""
    at = {block.numbers: index for index, block in enumerate(text)}
    starts = [min(at[block.numbers] for block in draft.blocks) for draft in drafts]
    curve = grammar.curve()
    for draft, share in zip(drafts, of_stories(seen, grammar.weights(), habits, starts, marked), strict=True):
        draft.confidence = calibrated(share, curve)


def calibrated(share: float, curve: tuple[float, float]) -> float:
    """Return the probability that stands behind a share: of the stories said to be .9 sure, nine in ten are right."""
    kept = min(1 - 1e-6, max(1e-6, share))
    return round(1 / (1 + exp(-(curve[0] + curve[1] * log(kept / (1 - kept))))), 3)


def of_stories(
    seen: Sequence[Seen], table: Weights, habits: Habits, starts: Sequence[int], marked: Collection[int] = ()
) -> list[float]:
    """Return for each story how probable it is that it starts and ends where it does, and nowhere within."""
    begins = [
        sum(value for state, value in column.items() if state.role in (Role.HEAD, Role.NEW))
        for column in _Trellis(seen, table, habits).states()
    ]
    for start in marked:
        begins[start] = 1.0
    bounds = [*starts, len(seen)]
    return [
        begins[start] * (begins[end] if end < len(seen) else 1.0) * prod(1 - value for value in begins[start + 1 : end])
        for start, end in pairwise(bounds)
    ]


def _sum(values: Sequence[float]) -> float:
    most = max(values)
    return most + log(sum(exp(value - most) for value in values))


class _Trellis:
    """All paths at once: what leads to each state at each block, and what leads on from it."""

    def __init__(self, seen: Sequence[Seen], table: Weights, habits: Habits) -> None:
        self.ways = grammar.steps(table, habits)
        self.local = grammar.all_with_habits(seen, grammar.all_scores(seen, table), table, habits)
        self.seams = [grammar.seam(block) for block in seen]
        self.ahead = self._forward()
        self.behind = self._backward()
        self.total = _sum(list(self.ahead[-1].values())) if self.ahead else 0.0

    def states(self) -> list[Column]:
        """Return the probability of each state at each block."""
        return [
            {state: exp(value + after[state] - self.total) for state, value in before.items() if state in after}
            for before, after in zip(self.ahead, self.behind, strict=True)
        ]

    def shares(self) -> list[dict[tuple[State, State], float]]:
        """Return the probability of each step into each block."""
        found: list[dict[tuple[State, State], float]] = [{}]
        for index in range(1, len(self.local)):
            row: dict[tuple[State, State], float] = {}
            for before, value in self.ahead[index - 1].items():
                for after, weight in self.ways[self.seams[index]][before]:
                    later = self.behind[index].get(after, -1e9)
                    share = value + weight + self.local[index][after.role] + later - self.total
                    if share > -20:
                        row[(before, after)] = exp(share)
            found.append(row)
        return found

    def _forward(self) -> list[Column]:
        columns: list[Column] = []
        for index, scores in enumerate(self.local):
            if not index:
                first = self.seams[0].signs
                columns.append({state: scores[state.role] for state in STATES if grammar.follows(None, state, first)})
                continue
            reached: dict[State, list[float]] = {}
            for before, value in columns[-1].items():
                for after, weight in self.ways[self.seams[index]][before]:
                    if scores[after.role] > grammar.IMPOSSIBLE / 2:
                        reached.setdefault(after, []).append(value + weight)
            columns.append({state: _sum(values) + scores[state.role] for state, values in reached.items()})
        return columns

    def _backward(self) -> list[Column]:
        columns: list[Column] = [dict.fromkeys(STATES, 0.0)] if self.local else []
        for index in range(len(self.local) - 1, 0, -1):
            later, scores, column = columns[-1], self.local[index], Column()
            for before in self.ahead[index - 1]:
                values = [
                    weight + scores[after.role] + later[after]
                    for after, weight in self.ways[self.seams[index]][before]
                    if after in later and scores[after.role] > grammar.IMPOSSIBLE / 2
                ]
                if values:
                    column[before] = _sum(values)
            columns.append(column)
        return columns[::-1]
