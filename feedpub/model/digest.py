"""One number of the digest, and the letter that it makes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from feedpub.model.locations import Region
    from feedpub.model.stories import Story


@dataclass(frozen=True, slots=True)
class Section:
    """A region's part of a letter, or the national one's (`region` None)."""

    name: str
    path: str
    """The folder of its feed below the site's root."""
    stories: tuple[Story, ...]
    total: int
    """How many stories it has in the period; more than `stories` when the letter is capped."""
    region: Region | None = None

    @property
    def without_withdrawn(self) -> Section:
        """The section without the stories that were withdrawn, which are not counted either."""
        stories = tuple(story for story in self.stories if story.withdrawn is None)
        return replace(self, stories=stories, total=self.total - (len(self.stories) - len(stories)))


@dataclass(frozen=True, slots=True)
class Issue:
    """One number of the digest: what is in it, frozen, for whomever it goes to. Each story stands in one section."""

    key: str
    """The ISO week, "2023-W06", or the day of a run, "2023-02-07"."""
    title: str
    first: date
    last: date
    sections: tuple[Section, ...]
    total: int

    @property
    def stories(self) -> Sequence[Story]:
        """All stories of the letter, in its order."""
        return [story for section in self.sections for story in section.stories]

    @property
    def without_withdrawn(self) -> Issue:
        """The issue as it may be shown now: without what was withdrawn since it was frozen."""
        sections = tuple(section for section in (each.without_withdrawn for each in self.sections) if section.total)
        return replace(self, sections=sections, total=sum(section.total for section in sections))


@dataclass(frozen=True, slots=True)
class Letter:
    """An issue as one mail: HTML and text say the same."""

    issue: str
    subject: str
    html: str
    text: str
    message_id: str
    sender: str
    recipient: str
    date: datetime
    headers: tuple[tuple[str, str], ...] = field(default=())
