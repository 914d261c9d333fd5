"""A story as the faked archive holds it, with what only an archive knows of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from feedpub.stages.identity.identify import story_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from feedpub.model import AnalysedArticle, Page, Story
    from feedpub.stages.identity.identify import StoryText


@dataclass
class StoredStory:
    """A story with what the archive knows of it beyond: what each source said last, and which of them hold it."""

    story: Story
    run: datetime
    text_source: str
    digests: list[str]
    minhash: set[int]
    pages: Mapping[str, Page]
    openings: dict[str, StoryText] = field(default_factory=dict)
    digest_by_path: dict[str, str] = field(default_factory=dict)
    state_by_path: dict[str, str] = field(default_factory=dict)
    near_paths: set[str] = field(default_factory=set)
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None

    def as_story(self) -> Story:
        """Return the story with the files that hold it; a withdrawn one was updated when it was withdrawn."""
        sources = tuple(path for path in self.digest_by_path if self.state_by_path[path] not in {"dropped", "lost"})
        paper_names = (self.pages[path].paper for path in sources if path in self.pages)
        papers = tuple(dict.fromkeys(paper for paper in paper_names if paper))
        has_continuation = "part" in self.state_by_path.values()
        updated = self.withdrawn_at or self.story.updated
        return replace(self.story, sources=sources, papers=papers, updated=updated, has_continuation=has_continuation)

    @property
    def is_in_any_file(self) -> bool:
        """Whether any file keeps it published."""
        return bool({"here", "past"} & set(self.state_by_path.values()))

    def is_continuation(self, path: str) -> bool:
        """Whether the file holds the rest of it."""
        return self.state_by_path.get(path) == "part"

    def save_parts(self, analysed: AnalysedArticle) -> None:
        """Note from which file the rest of the story is, or that it has none."""
        if analysed.opening:
            opening = story_text(analysed.opening)
            self.openings[opening.digest] = opening
        continuation = analysed.continuation
        for path in [
            path
            for path in self.digest_by_path
            if self.is_continuation(path) and not (continuation and continuation.path == path)
        ]:
            del self.digest_by_path[path], self.state_by_path[path]
        if continuation and self.state_by_path.get(continuation.path, "part") == "part":
            self.digest_by_path[continuation.path], self.state_by_path[continuation.path] = (
                story_text(continuation.article).digest,
                "part",
            )

    def reinstate(self) -> None:
        """Withdraw it no longer."""
        self.story, self.withdrawn_at, self.withdrawn_by = replace(self.story, withdrawn=None), None, None
