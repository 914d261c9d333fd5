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


class StoredSection(NamedTuple):
    """A section as it is stored: its stories by their guids."""

    name: str
    path: str
    code: str | None
    total: int
    guids: tuple[str, ...]


_decode_sections = msgspec.json.Decoder(tuple[StoredSection, ...]).decode


def issue_row(issue: Issue) -> dict[str, Any]:
    """Return the columns of `issues` that an issue fills."""
    return {
        "key": issue.key,
        "title": issue.title,
        "first": issue.first.isoformat(),
        "last": issue.last.isoformat(),
        "total": issue.total,
        "sections": msgspec.json.encode([_stored_section(section) for section in issue.sections]).decode(),
    }


def stored_sections(row: RowMapping) -> tuple[StoredSection, ...]:
    """Return the sections of a row of `issues` as they are stored."""
    return _decode_sections(row["sections"])


def issue_of(row: RowMapping, stories: Mapping[str, Story]) -> Issue:
    """Return the issue of a row; stories that `stories` does not have, withdrawn since, are left out of it."""
    sections = tuple(made for part in stored_sections(row) if (made := _section_of(part, stories)))
    first, last = (date.fromisoformat(row[name]) for name in ("first", "last"))
    return Issue(row["key"], row["title"], first, last, sections, sum(section.total for section in sections))


def _stored_section(section: Section) -> StoredSection:
    code = section.region.code if section.region else None
    return StoredSection(section.name, section.path, code, section.total, tuple(story.guid for story in section.stories))


def _section_of(stored: StoredSection, stories: Mapping[str, Story]) -> Section | None:
    present = tuple(stories[guid] for guid in stored.guids if guid in stories)
    missing_count = len(stored.guids) - len(present)
    try:
        region = by_code(stored.code) if stored.code else None
    except NotFound:  # the table of regions has lost it since
        return None
    return Section(stored.name, stored.path, present, stored.total - missing_count, region) if present else None
