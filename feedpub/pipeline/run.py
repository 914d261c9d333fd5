"""One run, read from top to bottom: new files in, the archive grown, the output brought up to date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feedpub.stages.render import feed_documents as feed_documents

if TYPE_CHECKING:
    from feedpub.model import Rejected
    from feedpub.ports import (
        Archive,
        Clock,
        Engine,
        Inbox,
        OutputWriter,
        RejectedFilesReport,
        SummaryRewriter,
        Templates,
    )


@dataclass(frozen=True, slots=True)
class Adapters:
    """The outside world, as the command line introduced it."""

    clock: Clock
    inbox: Inbox
    archive: Archive
    output: OutputWriter
    engine: Engine
    templates: Templates
    rewriter: SummaryRewriter | None = None
    """Who words the summaries anew; nobody, unless the owner has set up a model."""
    rejected_report: RejectedFilesReport | None = None
    """Where it is shown which files could not be used."""


@dataclass(frozen=True, slots=True)
class PageWarning:
    """Something about a file that its owner should know, and that stopped nothing."""

    path: str
    message: str


@dataclass(slots=True)
class RunResult:
    """What one run did."""

    pages: int = 0
    stories: int = 0
    """New or changed."""
    documents: int = 0
    """Written; the others had the same bytes already."""
    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[PageWarning] = field(default_factory=list)
    unstable: list[str] = field(default_factory=list)
    """Files that were still being written, left for the next run."""
    revision: int = 0
    """Of the archive, as it is written out."""
