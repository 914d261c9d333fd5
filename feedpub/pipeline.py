"""One run, read from top to bottom: new files in, the archive grown, the output brought up to date."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from feedpub.model import Kind, Report, SourceFile, Spoiled, Understood
from feedpub.stages.gather import gather
from feedpub.stages.locate import locate_page
from feedpub.stages.read import read
from feedpub.stages.render import FORMATS
from feedpub.stages.render.opml import opml
from feedpub.stages.render.site import site
from feedpub.stages.split import split
from feedpub.stages.summarise import headline, summarise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from feedpub.model import Article, Document
    from feedpub.ports import Archive, Clock, Engine, Inbox, Shelf, Templates
    from feedpub.settings import Settings

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Edges:
    """The outside world, as the command line introduced it."""

    clock: Clock
    inbox: Inbox
    archive: Archive
    shelf: Shelf
    engine: Engine
    templates: Templates


@dataclass(slots=True)
class Outcome:
    """What one run did, file by file; `remarks` are for the reader of the run's report and stop nothing."""

    pages: int = 0
    stories: int = 0
    """New or changed."""
    documents: int = 0
    """Written; the others had the same bytes already."""
    spoiled: list[Spoiled] = field(default_factory=list)
    remarks: list[Spoiled] = field(default_factory=list)


def publish(edges: Edges, settings: Settings, heed: Callable[[str], None] = lambda path: None) -> Outcome:
    """Take in what is new, then bring the output up to date; `heed` is told each path as it is done."""
    outcome = Outcome()
    take_in(edges, settings, outcome, heed)
    outcome.documents = edges.shelf.put(documents(edges, settings))
    return outcome


def take_in(edges: Edges, settings: Settings, outcome: Outcome, heed: Callable[[str], None]) -> None:
    """Archive every fresh file in the order of their paths, each in a transaction of its own."""
    now = edges.clock.now()
    archive = edges.archive
    for source, found in in_order(edges.engine, partial(understand, settings=settings), edges.inbox.fresh(archive.known())):
        if isinstance(found, Spoiled):
            archive.note_spoiled(found, source, now)
            outcome.spoiled.append(found)
        else:
            outcome.stories += archive.keep(found, source, now)
            outcome.pages += 1
            outcome.remarks.extend(remarks(found))
        heed(found.path)


def understand(source: SourceFile | Spoiled, settings: Settings) -> Understood | Spoiled:
    """Send one file down the river: read, split, locate, summarise. Nothing that a file holds can stop the others."""
    if isinstance(source, Spoiled):
        return source
    try:
        page = read(source, settings)
        if isinstance(page, Spoiled):
            return page
        articles = split(page)
        focuses = locate_page(articles, page.home)
        return Understood(page, tuple(
            Report(article, focus, summarise(article, settings.summaries), _headline(article))
            for article, focus in zip(articles, focuses, strict=True)
        ))
    except Exception as error:  # noqa: BLE001 - a fault of ours, met on this page, must not stop the other pages
        return Spoiled(source.path, f"feedpub failed on this page ({type(error).__name__}: {error}); please report it")


def _headline(article: Article) -> str:
    return article.title or headline(article)
