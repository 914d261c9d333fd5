"""An item with all that the stages found, and the story that the archive makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from feedpub.model.locations import Focus
    from feedpub.model.pages import Article, Page


@dataclass(frozen=True, slots=True)
class Summary:
    """What most readers will see of an article, at three lengths, and how it was made."""

    text: str
    """For feeds, lists and the letter (80 characters unless the settings say otherwise)."""
    keywords: tuple[str, ...]
    brief: str = ""
    """For previews (40 characters)."""
    long: str = ""
    """For the head of the article's own page (120 characters)."""
    method: str = "extract"


@dataclass(frozen=True, slots=True)
class JumpPart:
    """A part of a story that stands on two pages of an issue: its opening, or the fragment with the rest."""

    path: str
    page_number: str | None
    """The page's own."""
    article: Article
    is_same_story: bool = False
    """Whether the archive has it as one story with a half of the page that was asked for."""


@dataclass(frozen=True, slots=True)
class AnalysedArticle:
    """An item with all that the pure stages found out about it; `headline` is never empty for what gets published."""

    article: Article
    focus: Focus
    summary: Summary
    headline: str
    """The title, or for a caption without one the headline that was made from its words."""
    opening: Article | None = None
    """What its own page has of it, where the rest stands on another one; by that it is known."""
    continuation: JumpPart | None = None
    """Where the rest stands."""


@dataclass(frozen=True, slots=True)
class AnalysedPage:
    """A page after the pure stages: everything that the archive wants to know of it."""

    page: Page
    articles: tuple[AnalysedArticle, ...]
    unapplied_fixes: tuple[str, ...] = ()
    """What the page's file of fixes asks for and could not be done."""
    home_votes: tuple[str, ...] = ()
    """The codes of the first regions of its stories, each found without knowing where the paper is at home."""
    changed_elsewhere: tuple[tuple[str, AnalysedArticle], ...] = ()
    """The stories of other pages, each with its page's path, that this page completes, or completes no longer."""


COMPLETION_PERIOD = timedelta(hours=1)
"""The rest of a story gets the first free second after its last, which thousands of stories of the day may hold."""


@dataclass(frozen=True, slots=True)
class Story:
    """An article or a caption as the archive holds it, ready to be published.

    `guid` is a `urn:uuid:` that never changes; `id`, 16 hexadecimal digits of the same digest, names its page.
    `published` and `updated` are unique seconds; `updated` is `published` until the words change, and once the story is
    withdrawn the moment of that.
    """

    guid: str
    id: str
    analysis: AnalysedArticle
    published: datetime
    updated: datetime
    sources: tuple[str, ...]
    """The files that hold it; the first is where it was first seen."""
    paper: str | None = None
    page_number: str | None = None
    withdrawn: str | None = None
    """The reason of its withdrawal, or None while it stands."""
    papers: tuple[str, ...] = ()
    """The papers of the files that hold it, as far as they are known, in the order of the files."""
    has_continuation: bool = False
    """Whether its rest stands on another page than its beginning."""

    @property
    def is_corrected(self) -> bool:
        """Whether its words were changed since it came out; that its rest came from another page is no correction."""
        allowance = COMPLETION_PERIOD if self.has_continuation else timedelta(0)
        return self.withdrawn is None and self.updated - self.published > allowance

    @property
    def headline(self) -> str:
        """What stands above it in every list."""
        return self.analysis.headline
