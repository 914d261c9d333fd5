"""A story as the faked archive holds it, with what only an archive knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from feedpub.stages.identify import wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from feedpub.model import Page, Report, Story
    from feedpub.stages.identify import Wording


@dataclass
class Entry:
    """A story with what the archive knows of it beyond: what each source said last, and which of them hold it."""

    story: Story
    run: datetime
    speaker: str
    digests: list[str]
    sketch: set[int]
    pages: Mapping[str, Page]
    openings: dict[str, Wording] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)
    near: set[str] = field(default_factory=set)
    off: datetime | None = None
    by: str | None = None

    def shown(self) -> Story:
        """Return the story with the files that hold it; a withdrawn one was updated when it was withdrawn."""
        sources = tuple(path for path in self.said if self.state[path] not in {"dropped", "lost"})
        named = (self.pages[path].paper for path in sources if path in self.pages)
        papers = tuple(dict.fromkeys(paper for paper in named if paper))
        continued = "part" in self.state.values()
        updated = self.off or self.story.updated
        return replace(self.story, sources=sources, papers=papers, updated=updated, continued=continued)

    @property
    def is_held(self) -> bool:
        """Whether any file keeps it published."""
        return bool({"here", "past"} & set(self.state.values()))

    def is_part(self, path: str) -> bool:
        """Whether the file holds the rest of it."""
        return self.state.get(path) == "part"

    def attach(self, report: Report) -> None:
        """Note from which file the rest of the story is, or that it has none."""
        if report.opening:
            opening = wording(report.opening)
            self.openings[opening.digest] = opening
        rest = report.rest
        for path in [path for path in self.said if self.is_part(path) and not (rest and rest.path == path)]:
            del self.said[path], self.state[path]
        if rest and self.state.get(rest.path, "part") == "part":
            self.said[rest.path], self.state[rest.path] = wording(rest.article).digest, "part"

    def stand(self) -> None:
        """Withdraw it no longer."""
        self.story, self.off, self.by = replace(self.story, withdrawn=None), None, None
