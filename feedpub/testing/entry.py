"""A story as the faked archive holds it, with what only an archive knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from feedpub.model import Story


@dataclass
class Entry:
    """A story with what the archive knows of it beyond: what each source said last, and which of them hold it."""

    story: Story
    run: datetime
    speaker: str
    digests: list[str]
    sketch: set[int]
    said: dict[str, str] = field(default_factory=dict)
    state: dict[str, str] = field(default_factory=dict)
    near: set[str] = field(default_factory=set)
    off: datetime | None = None
    by: str | None = None

    def shown(self) -> Story:
        """Return the story with the files that hold it; a withdrawn one was updated when it was withdrawn."""
        sources = tuple(path for path in self.said if self.state[path] != "dropped")
        return replace(self.story, sources=sources, updated=self.off or self.story.updated)

    def stand(self) -> None:
        """Withdraw it no longer."""
        self.story, self.off, self.by = replace(self.story, withdrawn=None), None, None
