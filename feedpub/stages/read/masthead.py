"""Lines -> what the page's own masthead says of the paper, the day and the page.

A masthead is a line of nothing but its parts: title, date, weekday, lunar date, page, section, editors. A sentence that
mentions a date is none, nor is a date alone: it stands below every speech and decree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.read import days, folio
from feedpub.stages.read.imprint import Imprint, imprint
from feedpub.stages.read.provenance import Provenance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

NEAR = 12
"""Lines with words, from the top or the end, within which a date with anything else of a masthead is enough."""
NEAREST = 3
"""The same for a page number without a date."""


class _Masthead(NamedTuple):
    """What lines below each other say together, and how many lines with words part them from the edge of the page."""

    told: Imprint
    near: int

    @property
    def dated(self) -> bool:
        """Whether its day is the page's: near the edge beside any other part, elsewhere beside a page number."""
        return bool(self.told.day) and (bool(self.told.number) or (self.near < NEAR and self.told.parts > 1))

    @property
    def numbered(self) -> bool:
        """Whether it is a page number at the very edge, with nothing but the title, a section or the staff."""
        return bool(self.told.number) and self.near < NEAREST and not self.told.left


def masthead(lines: Sequence[str], papers: Collection[str] = ()) -> Provenance:
    """Return what the page says of itself; `papers` are titles that do not look like one."""
    found = list(_mastheads([line for line in lines if line.strip()], papers))
    dated = [each.told for each in found if each.dated]
    pages = {each.told.number for each in found if each.told.number and not each.told.left}
    trusted = dated + [each.told for each in found if each.numbered and len(pages) == 1]
    day = next((told.day for told in dated if told.day), None)
    return Provenance(
        paper=next((told.paper for told in trusted if told.paper), None),
        day=days.day(day) if day else None,
        number=next((folio.folio(told.number) for told in trusted if told.number), None),
    )


def _mastheads(printed: list[str], papers: Collection[str]) -> Iterator[_Masthead]:
    """Yield each run of lines that consist of a masthead's parts, taken together."""
    run: list[Imprint] = []
    for index, line in enumerate([*printed, ""]):
        part = imprint(line, papers)
        if part:
            run.append(part)
        elif run:
            yield _Masthead(_together(run), min(index - len(run), len(printed) - index))
            run = []


def _together(run: list[Imprint]) -> Imprint:
    """Return the parts of all lines as one masthead; lines of several pages are a list of contents and name none."""
    numbers = {part.number for part in run if part.number}
    return Imprint(
        day=next((part.day for part in run if part.day), None),
        weekday=any(part.weekday for part in run),
        number=numbers.pop() if len(numbers) == 1 else None,
        paper=next((part.paper for part in run if part.paper), None),
        beside=any(part.beside for part in run),
        left=sum(part.left for part in run),
    )
