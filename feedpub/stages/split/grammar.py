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

    from feedpub.stages.split.features import Seen

Weights = dict[str, dict[str, float]]


class Role(StrEnum):
    """What a block is within an article."""

    HEAD = "head"
    """The first line of a headline: a new item begins."""
    MORE = "more"
    """A further line of the headline."""
    TOP = "top"
    """The byline under the headline."""
    LEAD = "lead"
    """The first paragraph."""
    NEW = "new"
    """The first paragraph of an item without a headline."""
    BODY = "body"
    """A further paragraph."""
    REST = "rest"
    """The continuation of the paragraph before it."""
    SUB = "sub"
    """A subhead."""
    END = "end"
    """The byline at the end."""


class State(NamedTuple):
    """A role, and whether the article has been signed already."""

    role: Role
    signed: bool


_TEXT = (Role.LEAD, Role.NEW, Role.BODY, Role.REST, Role.SUB)
_PROSE = (Role.LEAD, Role.NEW, Role.BODY, Role.REST)
_WITHIN_TEXT = (Role.BODY, Role.REST, Role.SUB)
STATES = tuple(
    [State(role, False) for role in Role if role not in (Role.TOP, Role.END)]
    + [State(role, True) for role in (*_TEXT, Role.TOP, Role.END)]
)
_WITHIN = (Role.TOP, Role.BODY, Role.REST, Role.SUB, Role.END, Role.HEAD, Role.NEW)
_AFTER: Mapping[Role, tuple[Role, ...]] = {
    Role.HEAD: (Role.MORE, Role.TOP, Role.LEAD, Role.HEAD),
    Role.MORE: (Role.MORE, Role.TOP, Role.LEAD, Role.HEAD),
    Role.TOP: (Role.LEAD, Role.BODY, Role.TOP, Role.HEAD),
    **dict.fromkeys((Role.LEAD, Role.NEW, Role.BODY, Role.REST), _WITHIN),
    Role.SUB: tuple(role for role in _WITHIN if role is not Role.REST),
    Role.END: (Role.HEAD, Role.NEW, Role.END, Role.TOP),
}
_FIRST = (Role.HEAD, Role.NEW, Role.TOP)


def follows(before: State | None, after: State, signs: bool) -> bool:
    """Whether the grammar lets `after` stand behind `before`; `signs` is whether the block itself holds a byline."""
    if after.role not in (_FIRST if before is None else _AFTER[before.role]):
        return False
    if after.role not in _TEXT:
        return True
    fresh = before is None or after.role is Role.NEW or before.role in (Role.HEAD, Role.MORE)
    return after.signed == (signs or (not fresh and before is not None and before.signed))


_NEXT = tuple(
    {before: [after for after in STATES if follows(before, after, signs)] for before in STATES}
    for signs in (False, True)
)


@cache
def _fitted() -> dict[str, Any]:
    text = (files("feedpub") / "data" / "splitting.json").read_text(encoding="utf-8")
    fitted: dict[str, Any] = json.loads(text)
    return fitted


def weights() -> Weights:
    """Return the weights that are shipped: role -> feature -> weight, and "->" for the steps from role to role."""
    table: Weights = _fitted()["weights"]
    return table


def curve() -> tuple[float, float]:
    """Return how a computed share becomes a confidence: the two numbers of a logistic curve."""
    shift, slope = _fitted()["certainty"]
    return float(shift), float(slope)


class Habits(NamedTuple):
    """What this page does as a rule, 0 to 1."""

    signs: float = 0.5
    """How many of its articles have a byline."""
    heads: float = 0.5
    """How many of its headlines are marked by `#`."""
    subs: float = 0.3
    """How many of its longer stories have subheads."""


def best(seen: Sequence[Seen], base: Sequence[Mapping[Role, float]], table: Weights, habits: Habits) -> list[State]:
    """Return the best path: one state for each block. `base` are the scores of the blocks by themselves."""
    ways = steps(table, habits)
    column: dict[State, float] = {}
    back: list[dict[State, State]] = []
    told = all_with_habits(seen, base, table, habits)
    for index, (block, local) in enumerate(zip(seen, told, strict=True)):
        if index == 0:
            column = {state: local[state.role] for state in STATES if follows(None, state, signs(block))}
            continue
        column, origin = _step(column, local, ways[seam(block)])
        back.append(origin)
    if not column:
        return []
    state = max(column, key=lambda each: column[each])
    path = [state]
    for origin in reversed(back):
        state = origin[state]
        path.append(state)
    return path[::-1]


def signs(block: Seen) -> bool:
    """Whether a paragraph holds its author's name."""
    return "signed" in block or "tail" in block


class Seam(NamedTuple):
    """What a block shows that decides about the step to it."""

    signs: bool
    """Whether it holds its author's name."""
    torn: bool
    """Whether the block above it breaks off."""
    lead: bool
    """Whether it opens as the first paragraph of a story does: `本报讯`, `新华社…电`."""


PLAIN = Seam(signs=False, torn=False, lead=False)
SEAMS = tuple(Seam(*each) for each in product((False, True), repeat=3))


def seam(block: Seen) -> Seam:
    """Return what a block shows that decides about the step to it."""
    return Seam(signs(block), "above breaks off" in block, "lead" in block)


def scores(block: Seen, table: Weights) -> dict[Role, float]:
    """Return how well a block's looks suit each role, whatever the page's habits."""
    return {role: emission(block, role, table) if possible(block, role) else IMPOSSIBLE for role in Role}


def with_habits(base: Mapping[Role, float], block: Seen, table: Weights, habits: Habits) -> dict[Role, float]:
    """Return the scores of a block on a page with these habits."""
    shown = by_habit(block, habits)
    return {role: score + emission(shown, role, table) for role, score in base.items()}


def all_scores(seen: Sequence[Seen], table: Weights) -> list[dict[Role, float]]:
    """Return the scores of all blocks. Blocks that look the same share one table: long lists hold few kinds of line."""
    known: dict[tuple[tuple[str, float], ...], dict[Role, float]] = {}
    found: list[dict[Role, float]] = []
    for block in seen:
        look = tuple(block.items())
        if look not in known:
            known[look] = scores(block, table)
        found.append(known[look])
    return found


def all_with_habits(
    seen: Sequence[Seen], base: Sequence[Mapping[Role, float]], table: Weights, habits: Habits
) -> list[dict[Role, float]]:
    """Return the scores of all blocks on a page with these habits; blocks that look the same share one table."""
    known: dict[tuple[tuple[str, float], ...], dict[Role, float]] = {}
    found: list[dict[Role, float]] = []
    for block, own in zip(seen, base, strict=True):
        look = tuple(block.items())
        if look not in known:
            known[look] = with_habits(own, block, table, habits)
        found.append(known[look])
    return found


def emission(shown: Seen, role: Role, table: Weights) -> float:
    """Return the sum of the weights of what is shown."""
    row = table.get(role.value, {})
    line = table.get("line", {}) if role in _LINES else row
    total = 0.0
    for name, value in shown.items():
        total += (line if name in _SHAPE else row).get(name, 0.0) * value
    return total


_LINES = (Role.HEAD, Role.SUB)
_SHAPE = frozenset(
    ("size≤4", "size5-12", "size13-22", "size23-32", "size33-45", "size46-70", "size>70", "comma", "question", "blank")
)


def row_of(role: Role, name: str) -> str:
    """Return where the weight stands: a headline and a subhead look alike, and length never tells them apart."""
    return "line" if role in _LINES and name in _SHAPE else role.value


def _step(
    column: Mapping[State, float], scores: Mapping[Role, float], steps: Mapping[State, Sequence[tuple[State, float]]]
) -> tuple[dict[State, float], dict[State, State]]:
    reached: dict[State, float] = {}
    origin: dict[State, State] = {}
    for before, total in column.items():
        for after, cost in steps[before]:
            score = total + cost + scores[after.role]
            if after not in reached or score > reached[after]:
                reached[after] = score
                origin[after] = before
    return reached, origin


Steps = dict[Seam, dict[State, list[tuple[State, float]]]]


def steps(table: Weights, habits: Habits) -> Steps:
    """All steps that the grammar allows with their weights, for each kind of seam."""
    return _shipped_steps(habits) if table is weights() else _steps(table, habits)


@lru_cache(maxsize=256)  # small pages have the same few habits, and to weigh all steps is a fifth of reading one
def _shipped_steps(habits: Habits) -> Steps:
    return _steps(weights(), habits)


def _steps(table: Weights, habits: Habits) -> Steps:
    plain = {
        (before, after): transition(before, after, table, habits)
        for before in STATES
        for after in dict.fromkeys((*_NEXT[False][before], *_NEXT[True][before]))
    }
    more = {name: table["->"].get(name, 0.0) for name in ("lead again", *(f"torn>{role}" for role in Role))}
    return {
        each: {
            before: [
                (after, plain[before, after] + sum(more[name] for name in at_seam(before, after, each)))
                for after in _NEXT[each.signs][before]
            ]
            for before in STATES
        }
        for each in SEAMS
    }


def transition(before: State, after: State, table: Weights, habits: Habits) -> float:
    """Return the weight of a step, whatever the seam."""
    return sum(table["->"].get(name, 0.0) * value for name, value in step_features(before, after, habits).items())


def step_features(before: State, after: State, habits: Habits, at: Seam = PLAIN) -> Seen:
    """Return what is seen of a step."""
    seen = {f"{before.role}>{after.role}": 1.0}
    if before.role in _TEXT and after.role in (Role.HEAD, Role.NEW):
        seen["signed, closed" if before.signed else "unsigned, closed"] = 2 * habits.signs - 1
    if after.role is Role.SUB:
        seen["subhead"] = 2 * habits.subs - 1
    if before.role in _TEXT and after.role is Role.END:
        seen["signed twice" if before.signed else "signed once"] = 1.0
    return seen | dict.fromkeys(at_seam(before, after, at), 1.0)


def at_seam(before: State, after: State, at: Seam) -> list[str]:
    """Return what is seen of a step at a seam: a line may break off, a paragraph hardly; a story opens only once."""
    found = []
    if at.lead and before.signed and before.role in (*_PROSE, Role.SUB) and after.role in _WITHIN_TEXT:
        found.append("lead again")
    if at.torn and before.role in _PROSE:
        found.append(f"torn>{after.role}")
    return found


IMPOSSIBLE = -1000.0
_NEVER_HEAD = ("numbered", "closing", "date", "label", "clauses", "dateline")
_NEVER_NEW = ("numbered", "closing", "date", "size≤4", "size5-12")


def possible(block: Seen, role: Role) -> bool:
    """Whether a block can have a role at all: no byline without a name, no headline of a paragraph's length."""
    if role in (Role.TOP, Role.END):
        return "byline" in block or "names" in block
    if "byline" in block:
        return False
    if role in (Role.HEAD, Role.MORE) and any(sign in block for sign in _NEVER_HEAD) and "heading" not in block:
        return False
    if role is Role.HEAD and "unbegun" in block:
        return False
    if role is Role.NEW and any(sign in block for sign in _NEVER_NEW):
        return False
    if role in (Role.HEAD, Role.MORE, Role.SUB):
        return "size>70" not in block or (role is not Role.SUB and "heading" in block)
    return True


_UNSIGNED = ("alike", "other subject", "of the text above", "names", "bias")


def by_habit(block: Seen, habits: Habits) -> Seen:
    """Return what counts by the page's habits: the subject where nobody signs, `#` where all headlines have it."""
    seen = {f"{name}, unsigned": block[name] * (1 - habits.signs) for name in _UNSIGNED if name in block}
    if "no heading" in block:
        seen["no heading here"] = 2 * habits.heads - 1
    return seen


LONG = 5
"""A story of so many paragraphs might have subheads."""


def habits_of(path: Sequence[State], seen: Sequence[Seen]) -> Habits:
    """Return what the page does as a rule, as far as a first path shows it."""
    tally = Counter[str]()
    for story in _stories(path):
        roles = [path[index].role for index in story]
        if roles[0] is Role.HEAD:
            tally["heads"] += 1
            tally["marked"] += "heading" in seen[story[0]]
        if any(role in _TEXT for role in roles):
            tally["stories"] += 1
            tally["signed"] += path[story[-1]].signed
        if len(roles) > LONG:
            tally["long"] += 1
            tally["parted"] += Role.SUB in roles
    return Habits(
        (tally["signed"] + 0.5) / (tally["stories"] + 1),
        (tally["marked"] + 0.5) / (tally["heads"] + 1),
        (tally["parted"] + 0.3) / (tally["long"] + 1),
    )


def _stories(path: Sequence[State]) -> list[range]:
    starts = [index for index, state in enumerate(path) if index == 0 or state.role in (Role.HEAD, Role.NEW)]
    return [range(start, end) for start, end in zip(starts, [*starts[1:], len(path)], strict=True)]


def decide(seen: Sequence[Seen], table: Weights | None = None) -> tuple[list[State], Habits]:
    """Return the roles of a page's blocks, and the page's habits, which are estimated first and fed back."""
    table = weights() if table is None else table
    base = all_scores(seen, table)
    habits = Habits()
    path: list[State] = []
    for _ in range(3):
        path, before = best(seen, base, table, habits), path
        if path == before:
            break
        habits = habits_of(path, seen)
    return path, habits
