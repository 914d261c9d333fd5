"""Witnesses -> what they say of a page's paper, day and number, as far as it can be believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.model import RegionPath, SourceFile
    from feedpub.settings import Settings

EARLIEST_DATE = date(1815, 8, 5)
"""The day of the first modern periodical in Chinese (察世俗每月统记传, Malacca)."""
MAX_DAYS_AHEAD = timedelta(days=3)
"""By how much a page may precede the day that it bears: weeklies come out early."""


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """Where a page comes from, as one witness tells it; None is what it does not say."""

    paper: str | None = None
    day: date | None = None
    number: str | None = None
    home: RegionPath = ()


def merge_metadata(candidates: list[PageMetadata], source: SourceFile, settings: Settings) -> PageMetadata:
    """Return for each question the answer of the first witness that has one; the home of a paper that is set counts."""
    latest = source.found_at.astimezone(settings.timezone).date() + MAX_DAYS_AHEAD
    paper = next((candidate.paper for candidate in candidates if candidate.paper), None)
    return PageMetadata(
        paper=paper,
        day=next((told.day for told in candidates if told.day and EARLIEST_DATE <= told.day <= latest), None),
        number=next((told.number for told in candidates if told.number), None),
        home=next((told.home for told in candidates if told.home), ()) or _home_of_paper(paper, settings),
    )


def parse_region_path(text: str) -> RegionPath:
    """Return the path that "江苏省/常州市" writes."""
    return tuple(name for part in text.split("/") if (name := part.strip()))


def _home_of_paper(paper: str | None, settings: Settings) -> RegionPath:
    known = settings.papers.get(paper) if paper else None
    return parse_region_path(known.home) if known else ()
