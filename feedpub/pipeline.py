"""One run, read from top to bottom: new files in, the archive grown, the output brought up to date."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from feedpub import __version__
from feedpub.deletions import deletions
from feedpub.history import enrol, history
from feedpub.issuing import issue_of_last_run, issue_of_week, letters, week_meant
from feedpub.joining import joined
from feedpub.model import PUBLISHED, Spoiled
from feedpub.remarks import remarks
from feedpub.stages.gather import Gathering, Routes, popular
from feedpub.stages.locate import learnt
from feedpub.stages.render import Galley
from feedpub.stages.render import documents as feed_documents
from feedpub.stages.render.entry import left_out
from feedpub.stages.render.opml import opml_documents
from feedpub.stages.render.site import article_page, site
from feedpub.understanding import understand

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from feedpub.model import Document, Issue, Region, Report, SourceFile, Understood
    from feedpub.ports import Archive, Board, Cause, Clock, Editor, Engine, Inbox, Library, Shelf, Templates
    from feedpub.settings import Settings
    from feedpub.stages.weeks import Span

    Heed = Callable[[str, str], object]

T = TypeVar("T")
R = TypeVar("R")

SITE = ("site",)
"""The folders of which a run writes all that is wanted."""


def _nobody(_step: str, _name: str) -> None:
    """Heed nothing."""


@dataclass(frozen=True, slots=True)
class Edges:
    """The outside world, as the command line introduced it."""

    clock: Clock
    inbox: Inbox
    archive: Archive
    shelf: Shelf
    engine: Engine
    templates: Templates
    editor: Editor | None = None
    """Who words the summaries anew; nobody, unless the owner has set up a model."""
    board: Board | None = None
    """Where it is shown which files could not be used."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a file that its owner should know, and that stopped nothing."""

    path: str
    words: str


@dataclass(slots=True)
class Outcome:
    """What one run did."""

    pages: int = 0
    stories: int = 0
    """New or changed."""
    documents: int = 0
    """Written; the others had the same bytes already."""
    spoiled: list[Spoiled] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    restless: list[str] = field(default_factory=list)
    """Files that were still being written, left for the next run."""
    revision: int = 0
    """Of the archive, as it is written out."""


def publish(edges: Edges, settings: Settings, heed: Heed = _nobody, written: int | None = None) -> Outcome:
    """Take in what is new and bring the output up to date; `heed` is told each step, and what is done in it.

    `written` is the revision of the archive that this process has written out already, if it has: then nothing is
    rendered as long as no story has changed.
    """
    return write_out(edges, settings, take_in(edges, settings, heed), heed, written)


def write_out(
    edges: Edges, settings: Settings, outcome: Outcome, heed: Heed = _nobody, written: int | None = None
) -> Outcome:
    """Bring the output up to date with the archive; return `outcome`, that of taking in, with what was written."""
    outcome.revision = edges.archive.revision()
    if outcome.revision == written:
        return outcome
    if outcome.stories:
        outcome.spoiled += left_out(edges.archive.latest(), settings)
    enrol(edges.archive, settings, routes_of(edges.archive, settings))
    wanted = told(documents(edges.archive, settings, edges.templates), heed)
    outcome.documents = edges.shelf.put(wanted, whole=SITE)
    return outcome


def take_in(edges: Edges, settings: Settings, heed: Heed = _nobody) -> Outcome:
    """Archive every fresh file, in the order of their paths, each in a transaction of its own."""
    outcome = Outcome()
    now = edges.clock.now()
    archive = edges.archive
    seen = known(archive, settings)
    fresh = edges.inbox.fresh(seen)
    fresh = looked_for(fresh, lambda: _miss(edges, seen, now))
    homes = learnt(archive.beats())  # what this run teaches counts from the next on: no page hangs on its neighbours
    for source, found in in_order(edges.engine, partial(understand, settings=settings, homes=homes), fresh):
        if isinstance(found, Spoiled):
            fingerprint = "" if found.again else source.fingerprint + _under(settings)
            archive.note_spoiled(found, replace(source, fingerprint=fingerprint), now)
            outcome.spoiled.append(found)
        elif not isinstance(source, Spoiled):
            is_known = source.path in seen
            found = edited(joined(found, archive, settings, homes, is_known=is_known), edges.editor)
            outcome.stories += archive.keep(found, source, now)
            outcome.pages += 1
            outcome.remarks += (Remark(source.path, words) for words in remarks(found, archive))
        heed("reading", source.path)
    if edges.board:
        edges.board.put(archive.spoiled())
    outcome.restless += edges.inbox.restless
    outcome.remarks += (Remark("[watch]", words) for words in deletions(archive, seen, settings, now))
    outcome.remarks += (Remark("[llm]", words) for words in (edges.editor.notes if edges.editor else ()))
    return outcome


def _miss(edges: Edges, seen: Mapping[str, str], now: datetime) -> None:
    """Note which files the look at the folder did not find, where that can be told."""
    missing = edges.inbox.gone(seen.keys())
    if missing is not None:
        edges.archive.note_missing(missing, now)


def looked_for(fresh: Iterator[T], look: Callable[[], object]) -> Iterator[T]:
    """Yield what is fresh, and call `look` once before the first of it: then the folder has been looked through."""
    first = next(fresh, None)
    look()
    if first is not None:
        yield first
    yield from fresh


def edited(understood: Understood, editor: Editor | None) -> Understood:
    """Return the page with its stories' summaries as the editor words them, where there is one."""
    if editor is None:
        return understood

    def reworded(report: Report) -> Report:
        if report.article.kind not in PUBLISHED:
            return report
        return replace(report, summary=editor.edit(report.article, report.summary))

    return replace(
        understood,
        reports=tuple(map(reworded, understood.reports)),
        elsewhere=tuple((path, reworded(report)) for path, report in understood.elsewhere),
    )


def known(library: Archive, settings: Settings) -> dict[str, str]:
    """Return the fingerprint of every file that need not be looked at again, by path.

    A file that was refused is looked at again under other settings, or by another version: the reason may have told its
    owner to set the encoding, or the fault may have been ours.
    """
    mark = _under(settings)
    return {path: fingerprint.removesuffix(mark) for path, fingerprint in library.known().items()}


def _under(settings: Settings) -> str:
    """Return what stands behind the fingerprint of a file that was refused: with whose eyes it was looked at."""
    seen = f"{__version__} {settings.pages}"
    return f"?{hashlib.sha256(seen.encode()).hexdigest()[:12]}"


def told(documents: Iterable[Document], heed: Heed) -> Iterator[Document]:
    """Yield the documents, and tell the path of each."""
    for document in documents:
        heed("writing", document.path)
        yield document


def in_order(engine: Engine, do: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
    """Yield each item with what `do` makes of it, in the order of the items, whatever order the engine keeps."""
    under_way: dict[int, T] = {}

    def numbered() -> Iterator[tuple[int, T]]:
        for number, item in enumerate(items):
            under_way[number] = item
            yield number, item

    done: dict[int, R] = {}
    turn = 0
    for number, result in engine(partial(_with_number, do), numbered()):
        done[number] = result
        while turn in done:
            yield under_way.pop(turn), done.pop(turn)
            turn += 1


def poisoned(numbered: tuple[int, SourceFile | Spoiled], cause: Cause) -> tuple[int, Spoiled]:
    """Return what a file comes to of which no worker could make anything."""
    number, source = numbered
    what = "it is left out; split it, report it, or try again with `feedpub retry`"
    if not cause.is_final:
        what = "the next run tries it again"
    return number, Spoiled(source.path, f"{cause.words}; {what}", again=not cause.is_final)


def called(numbered: tuple[int, SourceFile | Spoiled], settings: Settings) -> tuple[str, str]:
    """Return by which path and fingerprint it is remembered that a file was tried under these settings."""
    _, source = numbered
    return source.path, source.fingerprint + _under(settings)


def _with_number(do: Callable[[T], R], numbered: tuple[int, T]) -> tuple[int, R]:
    number, item = numbered
    return number, do(item)


def documents(library: Library, settings: Settings, templates: Templates) -> Iterator[Document]:
    """Yield everything that readers see, from the archive alone: a page per story, feeds, the site, letters."""
    routes = routes_of(library, settings)
    rolls = library.rolls()
    gathering = Gathering(settings.feeds.items, routes, rolls)
    for story in chain(library.stories(), library.withdrawn()):
        gathering.add(story)
        yield article_page(story, settings, templates, routes.tags)
    feeds = gathering.feeds()
    galley = Galley(settings)
    for feed in feeds:
        yield from feed_documents(feed, settings, galley)
    yield from history(library, feeds, rolls, settings, routes, galley)
    yield from opml_documents(feeds, settings)
    yield from site(feeds, settings, templates)
    yield from letters(library, settings, templates)


def routes_of(library: Library, settings: Settings) -> Routes:
    """Return where stories belong, as the settings and the number of stories with each keyword have it."""
    return Routes(settings.groups, popular(library.tags(), settings.feeds.tag_stories), settings.papers)


def digest(
    edges: Edges,
    settings: Settings,
    week: Span | None = None,
    *,
    last_run: bool = False,
    regions: Sequence[Region] = (),
) -> tuple[Issue, int]:
    """Write the letter of a week, or of what the last run brought; return its issue and how many documents changed.

    Without either, it is the week of the newest story. An issue without stories makes no letter.
    """
    now = edges.clock.now()
    if last_run:
        issue = issue_of_last_run(edges.archive, settings, now, regions)
    else:
        issue = issue_of_week(edges.archive, settings, week_meant(edges.archive, settings, now, week), regions)
    if not issue.stories:
        return issue, 0
    edges.archive.keep_issue(issue)
    return issue, edges.shelf.put(letters(edges.archive, settings, edges.templates))
