"""Lines -> what the page's own masthead says of the paper, the day and the page.

A masthead is a line of nothing but its parts: title, date, weekday, lunar date, page, section, editors. A sentence that
mentions a date is none, nor is a date alone: it stands below every speech and decree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.read import days, folio
from feedpub.stages.read.imprint import MastheadParts, parse_masthead_line
from feedpub.stages.read.provenance import PageMetadata

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

MAX_DATE_DISTANCE = 12
"""Lines with words, from the top or the end, within which a date with anything else of a masthead is enough."""
MAX_NUMBER_DISTANCE = 3
"""The same for a page number without a date."""


class _Masthead(NamedTuple):
    """What lines below each other say together, and how many lines with words part them from the edge of the page."""

    parts: MastheadParts
    distance: int

    @property
    def is_dated(self) -> bool:
        """Whether its day is the page's: near the edge beside any other part, elsewhere beside a page number."""
        return bool(self.parts.day) and (bool(self.parts.page_number) or (self.distance < MAX_DATE_DISTANCE and self.parts.part_count > 1))

    @property
    def is_numbered(self) -> bool:
        """Whether it is a page number at the very edge, with nothing but the title, a section or the staff."""
        return bool(self.parts.page_number) and self.distance < MAX_NUMBER_DISTANCE and not self.parts.leftover


def read_masthead(lines: Sequence[str], papers: Collection[str] = ()) -> PageMetadata:
    """Return what the page says of itself; `papers` are titles that do not look like one."""
    found = list(_find_mastheads([line for line in lines if line.strip()], papers))
    dated = [each.parts for each in found if each.is_dated]
    pages = {each.parts.page_number for each in found if each.parts.page_number and not each.parts.leftover}
    trusted = dated + [each.parts for each in found if each.is_numbered and len(pages) == 1]
    day = next((parts.day for parts in dated if parts.day), None)
    return PageMetadata(
        paper=next((told.paper for told in trusted if told.paper), None),
        day=days.parse_date(day) if day else None,
        number=next((folio.parse_page_number(told.page_number) for told in trusted if told.page_number), None),
    )


def _find_mastheads(printed_lines: list[str], papers: Collection[str]) -> Iterator[_Masthead]:
    """Yield each run of lines that consist of a masthead's parts, taken together."""
    run: list[MastheadParts] = []
    for index, line in enumerate([*printed_lines, ""]):
        part = parse_masthead_line(line, papers)
        if part:
            run.append(part)
        elif run:
            yield _Masthead(_combine(run), min(index - len(run), len(printed_lines) - index))
            run = []


def _combine(run: list[MastheadParts]) -> MastheadParts:
    """Return the parts of all lines as one masthead; lines of several pages are a list of contents and name none."""
    numbers = {part.page_number for part in run if part.page_number}
    return MastheadParts(
        day=next((part.day for part in run if part.day), None),
        has_weekday=any(part.has_weekday for part in run),
        page_number=numbers.pop() if len(numbers) == 1 else None,
        paper=next((part.paper for part in run if part.paper), None),
        has_other_parts=any(part.has_other_parts for part in run),
        leftover=sum(part.leftover for part in run),
    )
