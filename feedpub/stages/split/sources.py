"""Roles of blocks -> where a story that two papers' desks have signed falls apart: one story has one source.

A story that opens with its own `本报讯` or byline is not signed off by an agency at its end. Where that seems so, the
end of a story from another page has run into it, and begins where the subject changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.language import bylines
from feedpub.language.normalise import normalise_text
from feedpub.stages.split.model.labels import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedpub.stages.split.layout import Block
    from feedpub.stages.split.model.features import Features
    from feedpub.stages.split.model.labels import State

STRANGE = -2.0
"""At most so alike are two sources' texts; where there are two, the strangest seam is theirs."""
AGENCY = 3
"""The name of an agency is so long: 新华社, 中新社."""
_TEXT = (Role.LEAD, Role.UNTITLED_LEAD, Role.BODY, Role.CONTINUATION)


def seams(text: Sequence[Block], seen: Sequence[Features], path: Sequence[State]) -> list[int]:
    """Return the blocks at which another story's end begins."""
    found = (_seam(text, seen, path, span) for span in _spans(path))
    return [seam for seam in found if seam is not None]


def _spans(path: Sequence[State]) -> Iterator[range]:
    """Yield the blocks of each item."""
    begun = [
        index for index, state in enumerate(path) if not index or state.role in (Role.HEADLINE, Role.UNTITLED_LEAD)
    ]
    for start, end in zip(begun, [*begun[1:], len(path)], strict=True):
        yield range(start, end)


def _seam(text: Sequence[Block], seen: Sequence[Features], path: Sequence[State], span: range) -> int | None:
    body = [index for index in span if path[index].role in _TEXT]
    if len(body) < 3 or not _agency(text[body[-1]]) or not _sourced(text, path, span, body[0], body[-1]):
        return None
    may = [index for index in body[1:-1] if path[index].role is Role.BODY and text[index - 1].ends_sentence]
    best = min(may, key=lambda index: _alike(seen[index]), default=None)
    return best if best is not None and _alike(seen[best]) <= STRANGE else None


def _alike(seen: Features) -> float:
    """Return how alike a paragraph is to what stands above it, by all measures."""
    return sum(seen.get(name, 0.0) for name in ("alike", "closely alike", "alike to the story"))


def _agency(last: Block) -> bool:
    """Whether a line is an agency's sign-off with its day; `（完）` closes a story of any source."""
    return (
        bylines.is_agency_signoff(last.normalised)
        and "日" in last.normalised
        and last.normalised.rstrip("）】")[-1:] in "电讯"
    )


def _sourced(text: Sequence[Block], path: Sequence[State], span: range, first: int, last: int) -> bool:
    """Whether a story names another source at its head than at its end."""
    if any(path[index].role is Role.BYLINE_TOP for index in span):
        return True
    lead = bylines.parse_lead(text[first].text)
    return lead is not None and (
        not lead.dateline or normalise_text(lead.dateline)[:AGENCY] not in text[last].normalised
    )
