"""Issue -> a row of the archive; a row of the archive -> Issue, with its stories as they are told now."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from feedpub.errors import NotFound
from feedpub.model import Issue, Section
from feedpub.regions import by_code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import RowMapping

    from feedpub.model import Story


class Part(NamedTuple):
    """A section as it is stored: its stories by their guids."""

    name: str
    path: str
    code: str | None
    total: int
    guids: tuple[str, ...]


_decode = msgspec.json.Decoder(tuple[Part, ...]).decode


def row_of(issue: Issue) -> dict[str, Any]:
    """Return the columns of `issues` that an issue fills."""
    return {
        "key": issue.key,
        "title": issue.title,
        "first": issue.first.isoformat(),
        "last": issue.last.isoformat(),
        "total": issue.total,
        "sections": msgspec.json.encode([_part(section) for section in issue.sections]).decode(),
    }


def parts_of(row: RowMapping) -> tuple[Part, ...]:
    """Return the sections of a row of `issues` as they are stored."""
    return _decode(row["sections"])


def issue_of(row: RowMapping, stories: Mapping[str, Story]) -> Issue:
    """Return the issue of a row; stories that `stories` does not have, withdrawn since, are left out of it."""
    sections = tuple(made for part in parts_of(row) if (made := _section(part, stories)))
    first, last = (date.fromisoformat(row[name]) for name in ("first", "last"))
    return Issue(row["key"], row["title"], first, last, sections, sum(section.total for section in sections))


def _part(section: Section) -> Part:
    code = section.region.code if section.region else None
    return Part(section.name, section.path, code, section.total, tuple(story.guid for story in section.stories))


def _section(part: Part, stories: Mapping[str, Story]) -> Section | None:
    told = tuple(stories[guid] for guid in part.guids if guid in stories)
    gone = len(part.guids) - len(told)
    try:
        region = by_code(part.code) if part.code else None
    except NotFound:  # the table of regions has lost it since
        return None
    return Section(part.name, part.path, told, part.total - gone, region) if told else None
