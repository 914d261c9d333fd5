"""A mark of arrival with text above and below it -> where the two halves of a continuation that is turned round lie.

The second half stands above the mark; the first half stands below it, and breaks off where the second begins.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.split import bylines, joins, openings, signoffs
from feedpub.stages.split.cohesion import Cohesion
from feedpub.stages.split.grammar import Role, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.blocks import Block
    from feedpub.stages.split.features import Seen

REACH = 12
"""How many blocks a first half has at most."""
INSIDE = -1.9
"""What speaks against an end of the first half where no item was seen to end."""
PARTED = 0.04
"""How alike two texts are that are as often one story as two (see `features`)."""
SHORT = 24
"""Three of four headlines are not longer, and hardly a line of text is shorter that a column's end breaks off."""
SPAN = 300
"""How many characters of the second half are compared with the first."""


class Halves(NamedTuple):
    """Where the first half of a turned continuation ends, and where its second half, above it, begins."""

    end: int
    start: int


class Column:
    """The text of a page with what was seen of it and what it was taken for; `path` is mended as halves are found."""

    def __init__(self, text: Sequence[Block], seen: Sequence[Seen], path: list[State]) -> None:
        self.text = text
        self.seen = seen
        self.path = path
        self.cohesion = Cohesion(text)

    def halves(self, at: int, own: range) -> Halves | None:
        """Return the halves, if the second was printed above the mark at `at`; the first ends where it is open.

        Both lie within `own`: between what belongs to the mark before and the next mark.
        """
        self._last(at)
        below = min(self._end(at), own.stop)
        best, halves = 0.0, None
        for end in range(at, min(below + 1, own.stop, at + REACH)):
            last = self.text[end]
            if signoffs.closing(last.canon) or (end == below and self._heads(end)):
                break
            if last.ends or bylines.alone(last.text):
                continue
            inside = end + 1 < below
            whole = 0.85 * _torn(self.seen[end + 1], self.path[end + 1].role) + INSIDE if inside else 0.0
            score, start = self._best_start(range(own.start, at), end)
            if start is not None and score + whole > best:
                best, halves = score + whole, Halves(end, start)
        if halves:
            self._close(halves, at, below)
        return halves

    def _end(self, at: int) -> int:
        """Return where the text that begins at `at` ends: before the next item."""
        end = at + 1
        while end < len(self.path) and self.path[end].role not in (Role.HEAD, Role.NEW):
            end += 1
        return end

    def _last(self, at: int) -> None:
        """See to it that a short last line is no headline when nothing stands below it."""
        text, path, end = self.text, self.path, self._end(at)
        if end == len(text) or path[end].role is not Role.HEAD or text[end].level or text[end].ends:
            return
        bodiless = end + 1 == len(text) or path[end + 1].role in (Role.HEAD, Role.NEW)
        if bodiless and text[end - 1].ends and text[end].size <= 30:
            path[end] = State(Role.BODY, path[end - 1].signed)

    def _heads(self, at: int) -> bool:
        """Whether a line is a headline with a text below it, and not one that breaks off above a headline."""
        path = self.path
        apart = (Role.HEAD, Role.NEW) if self.text[at].level else (Role.HEAD, Role.NEW, Role.MORE)
        return path[at].role is Role.HEAD and at + 1 < len(path) and path[at + 1].role not in apart

    def _close(self, halves: Halves, at: int, below: int) -> None:
        """Part the halves from what stands around them; within them there is no other item."""
        path = self.path
        if halves.end + 1 < below:
            headed = self.text[halves.end + 1].level or _short(self.text[halves.end + 1])
            path[halves.end + 1] = State(Role.HEAD if headed else Role.NEW, False)
        elif halves.end == below and below + 1 < len(path) and path[below + 1].role is Role.MORE:
            path[below + 1] = State(Role.HEAD, False)
        path[halves.start] = State(Role.NEW, path[halves.start].signed)
        for index in (*range(halves.start + 1, at), *range(at + 1, halves.end + 1)):
            if path[index].role in (Role.HEAD, Role.MORE, Role.NEW):
                path[index] = State(Role.REST if "goes on" in self.seen[index] else Role.BODY, path[index].signed)

    def _best_start(self, above: range, end: int) -> tuple[float, int | None]:
        """Return the block `above` the mark that goes on best behind the first half's `end`, and how well."""
        best, where = -9.0, None
        first = self.cohesion.window(range(end, above.stop - 1, -1))
        gate = _gate(self.seen, self.path, above.stop)
        for start in reversed(above):
            left = "above leaves" in self.seen[start]
            if start < gate and not left and _closes(self.seen[start], self.path[start].role):
                break
            score = self._fits(self.text[end], range(start, above.stop), first)
            if score > best:
                best, where = score, start
            if left:
                break
        return best, where

    def _fits(self, last: Block, second: range, first: Sequence[int]) -> float:
        """Return how well a second half goes on from `last`, as log-odds.

        It has the subject of the first half and not that of the text above; `last` joins it; it opens as no paragraph
        does. The weights are rounded from a fit on 213 marks of composed pages (there 71 of 86 turned ones are found,
        and one of 127 others is taken for one).
        """
        seen, role = self.seen[second.start], _role_below(self.path, second.start)
        join = joins.score(last.canon, self.text[second.start].canon)
        alike = self.cohesion.across(self.cohesion.window(second, SPAN), first)
        fits = 0.5 * join - 0.4 * openings.score(self.text[second.start].canon) - 0.06 * min(len(second), 10) - 0.3
        fits += 2.2 * max(-1.5, min(1.5, log((alike + 0.004) / PARTED)))
        if role in (Role.SUB, Role.LEAD, Role.HEAD, Role.MORE):
            fits -= 0.4
        if _short(self.text[second.start]):
            fits -= 0.5
        return fits + _torn(seen, role)


def _short(block: Block) -> bool:
    """Whether a block looks like a headline or a subhead rather than a piece of a paragraph."""
    return not block.ends and block.size <= SHORT and "，" not in block.canon


def _torn(seen: Seen, role: Role) -> float:
    """How surely another text ends above this block."""
    torn = 1.2 if role is Role.NEW else 0.0
    torn += 0.6 if "above ends" in seen or role is Role.NEW else 0.0
    torn += 0.3 if "above signs" in seen or "above closing" in seen else 0.0
    torn += 3.0 if "above leaves" in seen else 0.0
    torn += 0.7 if "turns" in seen else 0.0
    return torn - seen.get("alike", 0.0) - 0.7 * max(0.0, seen.get("joins", 0.0)) - (0.4 if "lead" in seen else 0.0)


def _gate(seen: Sequence[Seen], path: Sequence[State], at: int) -> int:
    """Return where a story above leaves for another page: up to there, nothing but a byline closes the text."""
    for start in range(at - 1, max(-1, at - REACH), -1):
        if path[start].role in (Role.TOP, Role.END):
            break
        if "above leaves" in seen[start]:
            return start
    return at


def _role_below(path: Sequence[State], start: int) -> Role:
    """Return a block's role, as it is where a byline above closes a story and not one that stands under a headline."""
    above = start - 1
    while above >= 0 and path[above].role is Role.TOP:
        above -= 1
    signed = start > 0 and path[start - 1].role in (Role.TOP, Role.END)
    headed = any(state.role in (Role.HEAD, Role.MORE) for state in path[max(0, above - 1) : above + 1])
    return Role.NEW if signed and not headed else path[start].role


def _closes(seen: Seen, role: Role) -> bool:
    """Whether the text cannot reach back over a block: a byline, or a headline that nothing joins to its neighbours."""
    if role in (Role.TOP, Role.END):
        return True
    joined = "ends" in seen or "goes on" in seen or "goes on below" in seen
    return role in (Role.HEAD, Role.MORE) and ("heading" in seen or not joined)
