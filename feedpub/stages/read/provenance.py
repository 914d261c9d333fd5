"""Witnesses -> what they say of a page's paper, day and number, as far as it can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.model import RegionPath, SourceFile
    from feedpub.settings import Settings

EARLIEST = date(1815, 8, 5)
"""The day of the first modern periodical in Chinese (察世俗每月统记传, Malacca)."""
AHEAD = timedelta(days=3)
"""By how much a page may precede the day that it bears: weeklies come out early."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a page comes from, as one witness tells it; None is what it does not say."""

    paper: str | None = None
    day: date | None = None
    number: str | None = None
    home: RegionPath = ()


def provenance(witnesses: list[Provenance], source: SourceFile, settings: Settings) -> Provenance:
    """Return for each question the answer of the first witness that has one; the home of a paper that is set counts."""
    latest = source.arrived.astimezone(settings.timezone).date() + AHEAD
    paper = next((told.paper for told in witnesses if told.paper), None)
    return Provenance(
        paper=paper,
        day=next((told.day for told in witnesses if told.day and EARLIEST <= told.day <= latest), None),
        number=next((told.number for told in witnesses if told.number), None),
        home=next((told.home for told in witnesses if told.home), ()) or _home(paper, settings),
    )


def region_path(words: str) -> RegionPath:
    """Return the path that "江苏省/常州市" writes."""
    return tuple(name for part in words.split("/") if (name := part.strip()))


def _home(paper: str | None, settings: Settings) -> RegionPath:
    known = settings.papers.get(paper) if paper else None
    return region_path(known.home) if known else ()
