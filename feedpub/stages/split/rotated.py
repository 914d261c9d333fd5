"""A mark of arrival with text above and below it -> where the two halves of a continuation that is turned round lie.

The second half stands above the mark; the first half stands below it, and breaks off where the second begins.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

from feedpub.language import bylines
from feedpub.stages.split import linebreaks
from feedpub.stages.split.model.cohesion import Cohesion
from feedpub.stages.split.model.labels import Role, State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.layout import Block
    from feedpub.stages.split.model.features import Features

MAX_BLOCKS = 12
"""How many blocks a first half has at most."""
MID_ITEM_PENALTY = -1.9
"""What speaks against an end of the first half where no item was seen to end."""
NEUTRAL_SIMILARITY = 0.04
"""How alike two texts are that are as often one story as two (see `features`)."""
MAX_HEADLINE = 24
"""Three of four headlines are not longer, and hardly a line of text is shorter that a column's end breaks off."""
COMPARED_LENGTH = 300
"""How many characters of the second half are compared with the first."""


class RotatedParts(NamedTuple):
    """Where the first half of a turned continuation ends, and where its second half, above it, begins."""

    first_part_end: int
    second_part_start: int


class RotatedMatcher:
    """The text of a page with what was seen of it and what it was taken for; `path` is mended as halves are found."""

    def __init__(self, blocks: Sequence[Block], block_features: Sequence[Features], path: list[State]) -> None:
        self.blocks = blocks
        self.block_features = block_features
        self.path = path
        self.cohesion = Cohesion(blocks)

    def match(self, at: int, limits: range) -> RotatedParts | None:
        """Return the halves, if the second was printed above the mark at `at`; the first ends where it is open.

        Both lie within `own`: between what belongs to the mark before and the next mark.
        """
        self._fix_last_line(at)
        below = min(self._item_end(at), limits.stop)
        best, parts = 0.0, None
        for end in range(at, min(below + 1, limits.stop, at + MAX_BLOCKS)):
            last = self.blocks[end]
            if bylines.is_agency_signoff(last.normalised) or (end == below and self._is_headline_with_text(end)):
                break
            if last.ends_sentence or bylines.is_byline(last.text):
                continue
            in_item = end + 1 < below
            break_score = (
                0.85 * _break_score(self.block_features[end + 1], self.path[end + 1].role) + MID_ITEM_PENALTY
                if in_item
                else 0.0
            )
            score, start = self._best_second_start(range(limits.start, at), end)
            if start is not None and score + break_score > best:
                best, parts = score + break_score, RotatedParts(end, start)
        if parts:
            self._separate(parts, at, below)
        return parts

    def _item_end(self, at: int) -> int:
        """Return where the text that begins at `at` ends: before the next item."""
        end = at + 1
        while end < len(self.path) and self.path[end].role not in (Role.HEADLINE, Role.UNTITLED_LEAD):
            end += 1
        return end

    def _fix_last_line(self, at: int) -> None:
        """See to it that a short last line is no headline when nothing stands below it."""
        blocks, path, end = self.blocks, self.path, self._item_end(at)
        if (
            end == len(blocks)
            or path[end].role is not Role.HEADLINE
            or blocks[end].heading_level
            or blocks[end].ends_sentence
        ):
            return
        has_no_text = end + 1 == len(blocks) or path[end + 1].role in (Role.HEADLINE, Role.UNTITLED_LEAD)
        if has_no_text and blocks[end - 1].ends_sentence and blocks[end].length <= 30:
            path[end] = State(Role.BODY, path[end - 1].is_signed)

    def _is_headline_with_text(self, at: int) -> bool:
        """Whether a line is a headline with a text below it, and not one that breaks off above a headline."""
        path = self.path
        apart = (
            (Role.HEADLINE, Role.UNTITLED_LEAD)
            if self.blocks[at].heading_level
            else (Role.HEADLINE, Role.UNTITLED_LEAD, Role.HEADLINE_MORE)
        )
        return path[at].role is Role.HEADLINE and at + 1 < len(path) and path[at + 1].role not in apart

    def _separate(self, parts: RotatedParts, at: int, below: int) -> None:
        """Part the halves from what stands around them; within them there is no other item."""
        path = self.path
        if parts.first_part_end + 1 < below:
            is_headline = self.blocks[parts.first_part_end + 1].heading_level or _is_headline_like(
                self.blocks[parts.first_part_end + 1]
            )
            path[parts.first_part_end + 1] = State(Role.HEADLINE if is_headline else Role.UNTITLED_LEAD, False)
        elif parts.first_part_end == below and below + 1 < len(path) and path[below + 1].role is Role.HEADLINE_MORE:
            path[below + 1] = State(Role.HEADLINE, False)
        path[parts.second_part_start] = State(Role.UNTITLED_LEAD, path[parts.second_part_start].is_signed)
        for index in (*range(parts.second_part_start + 1, at), *range(at + 1, parts.first_part_end + 1)):
            if path[index].role in (Role.HEADLINE, Role.HEADLINE_MORE, Role.UNTITLED_LEAD):
                path[index] = State(
                    Role.CONTINUATION if "goes on" in self.block_features[index] else Role.BODY, path[index].is_signed
                )

    def _best_second_start(self, above: range, end: int) -> tuple[float, int | None]:
        """Return the block `above` the mark that goes on best behind the first half's `end`, and how well."""
        best, best_start = -9.0, None
        first = self.cohesion.window(range(end, above.stop - 1, -1))
        limit = _search_limit(self.block_features, self.path, above.stop)
        for start in reversed(above):
            story_left = "above leaves" in self.block_features[start]
            if start < limit and not story_left and _stops_search(self.block_features[start], self.path[start].role):
                break
            score = self._fit_score(self.blocks[end], range(start, above.stop), first)
            if score > best:
                best, best_start = score, start
            if story_left:
                break
        return best, best_start

    def _fit_score(self, last: Block, second: range, first: Sequence[int]) -> float:
        """Return how well a second half goes on from `last`, as log-odds.

        It has the subject of the first half and not that of the text above; `last` joins it; it opens as no paragraph
        does. The weights are rounded from a fit on 213 marks of composed pages (there 71 of 86 turned ones are found,
        and one of 127 others is taken for one).
        """
        features, role = self.block_features[second.start], _role_after_byline(self.path, second.start)
        continuation = linebreaks.continuation_score(last.normalised, self.blocks[second.start].normalised)
        similarity = self.cohesion.similarity(self.cohesion.window(second, COMPARED_LENGTH), first)
        score = (
            0.5 * continuation
            - 0.4 * linebreaks.opening_score(self.blocks[second.start].normalised)
            - 0.06 * min(len(second), 10)
            - 0.3
        )
        score += 2.2 * max(-1.5, min(1.5, log((similarity + 0.004) / NEUTRAL_SIMILARITY)))
        if role in (Role.SUBHEAD, Role.LEAD, Role.HEADLINE, Role.HEADLINE_MORE):
            score -= 0.4
        if _is_headline_like(self.blocks[second.start]):
            score -= 0.5
        return score + _break_score(features, role)


def _is_headline_like(block: Block) -> bool:
    """Whether a block looks like a headline or a subhead rather than a piece of a paragraph."""
    return not block.ends_sentence and block.length <= MAX_HEADLINE and "，" not in block.normalised


def _break_score(features: Features, role: Role) -> float:
    """How surely another text ends above this block."""
    score = 1.2 if role is Role.UNTITLED_LEAD else 0.0
    score += 0.6 if "above ends" in features or role is Role.UNTITLED_LEAD else 0.0
    score += 0.3 if "above signs" in features or "above closing" in features else 0.0
    score += 3.0 if "above leaves" in features else 0.0
    score += 0.7 if "turns" in features else 0.0
    return (
        score
        - features.get("alike", 0.0)
        - 0.7 * max(0.0, features.get("joins", 0.0))
        - (0.4 if "lead" in features else 0.0)
    )


def _search_limit(block_features: Sequence[Features], path: Sequence[State], at: int) -> int:
    """Return where a story above leaves for another page: up to there, nothing but a byline closes the text."""
    for start in range(at - 1, max(-1, at - MAX_BLOCKS), -1):
        if path[start].role in (Role.BYLINE_TOP, Role.BYLINE_END):
            break
        if "above leaves" in block_features[start]:
            return start
    return at


def _role_after_byline(path: Sequence[State], start: int) -> Role:
    """Return a block's role, as it is where a byline above closes a story and not one that stands under a headline."""
    above = start - 1
    while above >= 0 and path[above].role is Role.BYLINE_TOP:
        above -= 1
    signed = start > 0 and path[start - 1].role in (Role.BYLINE_TOP, Role.BYLINE_END)
    headed = any(state.role in (Role.HEADLINE, Role.HEADLINE_MORE) for state in path[max(0, above - 1) : above + 1])
    return Role.UNTITLED_LEAD if signed and not headed else path[start].role


def _stops_search(features: Features, role: Role) -> bool:
    """Whether the text cannot reach back over a block: a byline, or a headline that nothing joins to its neighbours."""
    if role in (Role.BYLINE_TOP, Role.BYLINE_END):
        return True
    joined = "ends" in features or "goes on" in features or "goes on below" in features
    return role in (Role.HEADLINE, Role.HEADLINE_MORE) and ("heading" in features or not joined)
