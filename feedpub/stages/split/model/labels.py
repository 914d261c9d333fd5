"""What is seen of each block -> its role, decided for the whole page: the best path through an article's grammar.

    headline line*  byline?  lead  byline?  (paragraph | continuation | subhead)*  byline?

The weights are in `feedpub/data/splitting.json`, fitted by `scripts/fit_splitting.py`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


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

_AFTER_TEXT = (
    Role.BYLINE_TOP,
    Role.BODY,
    Role.CONTINUATION,
    Role.SUBHEAD,
    Role.BYLINE_END,
    Role.HEADLINE,
    Role.UNTITLED_LEAD,
)

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
    is_new_item = (
        before is None or after.role is Role.UNTITLED_LEAD or before.role in (Role.HEADLINE, Role.HEADLINE_MORE)
    )
    return after.is_signed == (has_byline or (not is_new_item and before is not None and before.is_signed))


NEXT_STATES = tuple(
    {before: [after for after in STATES if allowed_transition(before, after, signs)] for before in STATES}
    for signs in (False, True)
)
