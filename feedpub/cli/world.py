"""Places -> the real world: open what a command needs of it, and close it afterwards."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feedpub import plugins
from feedpub.cli.workers import lend_engine
from feedpub.edge import archive as edge_archive
from feedpub.edge import trace
from feedpub.edge.board import Board
from feedpub.edge.clock import SystemClock
from feedpub.edge.database import connect, path_of
from feedpub.edge.inbox import Inbox, Limits
from feedpub.edge.llm import open_editor
from feedpub.edge.lock import RUNNING, lock
from feedpub.edge.looking import look_through
from feedpub.edge.restored import note_gap
from feedpub.edge.shelf import Shelf
from feedpub.edge.templates import templates
from feedpub.errors import ArchiveDamaged, FeedpubError, NotFound, SettingsError
from feedpub.pipeline import Edges, known
from feedpub.regions import named
from feedpub.stages.render.compressed import compressed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import datetime

    from feedpub.cli.places import Places
    from feedpub.ports import Archive, Templates
    from feedpub.settings import Settings


PATIENCE = 10.0
"""Seconds for which an editor's command waits until another one has written."""


class Ear(NamedTuple):
    """How one who watches helps the inbox: by a sleep that a wish to stop ends, and by what was heard of renames."""

    sleep: Callable[[float], None] = time.sleep
    whole: Callable[[], Collection[str]] = frozenset


NO_EAR = Ear()


class Opened(NamedTuple):
    """The edges, and their archive by its own name."""

    edges: Edges
    archive: edge_archive.Archive


@contextmanager
def edges(
    places: Places, *, only: Sequence[Path] = (), engine: str | None = None, publishes: bool = False
) -> Iterator[Edges]:
    """Give the edges for a run that writes, as the only writer; with `only`, its inbox holds just these paths.

    An editor's command waits for its turn while another one writes; what `publishes` does not, and there is never a
    second one of these.
    """
    with ExitStack() as stack:
        if publishes:
            stack.enter_context(lock(places.state, RUNNING))
        stack.enter_context(lock(places.state, patience=PATIENCE))
        opened = stack.enter_context(open_world(places, only=only, engine=engine))
        stack.enter_context(opened.archive.alone())
        yield opened.edges


@contextmanager
def open_world(
    places: Places, *, only: Sequence[Path] = (), engine: str | None = None, ear: Ear = NO_EAR
) -> Iterator[Opened]:
    """Give the edges to one who sees to it that nobody else writes while he does."""
    settings = places.settings
    check(settings)
    limits = Limits(plugins.names("read"), settings.pages.largest, settings.watch.settle)
    lost = is_lost(places)
    archive = edge_archive.open_archive(places.state, settings)
    editor = None
    try:
        if lost:
            note_lost(places, SystemClock().now())
        leave_trace(places)
        editor = open_editor(settings, places.state, os.environ)
        with lend_engine(places, engine) as run:
            world = Edges(
                clock=SystemClock(),
                inbox=Inbox(places.source, limits, only, sleep=ear.sleep, whole=ear.whole),
                archive=archive,
                shelf=open_shelf(places),
                engine=run,
                templates=open_templates(settings),
                editor=editor,
                board=Board(places.state),
            )
            yield Opened(world, archive)
            leave_trace(places)
    finally:
        if editor:
            editor.close()
        archive.close()


def is_lost(places: Places) -> bool:
    """Return whether the archive was lost and can be found out again; raises `ArchiveDamaged` where it cannot."""
    path = path_of(places.settings.archive, places.state)
    return path is not None and trace.is_lost(places.state, path, lambda: _files(places))


def give_up_lost(places: Places) -> None:
    """Let the next run begin anew where the archive is missing; one that is there is not touched."""
    path = path_of(places.settings.archive, places.state)
    if path is not None and not path.exists():
        trace.give_up(places.state)


def note_lost(places: Places, now: datetime) -> None:
    """Have the new archive say that there was another: what the old one's letters were, only the post knows."""
    engine = connect(places.settings.archive, places.state)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            note_gap(connection, now, now)
    finally:
        engine.dispose()


def leave_trace(places: Places) -> None:
    """Note that there is an archive, and how much of it the watched folder could not bring back."""
    path = path_of(places.settings.archive, places.state)
    if path is not None:
        trace.leave(places.state, path)


def _files(places: Places) -> int:
    """Return how many pages the watched folder holds, none where it cannot be looked through."""
    try:
        return len(look_through(places.source, (), plugins.names("read")))
    except (FeedpubError, OSError):
        return 0


def check(settings: Settings) -> None:
    """Raise `SettingsError` where a setting names a region or a method that there is none of, before anything is done.

    Each page would be spoiled by it otherwise, or its stories go to the wrong place.
    """
    for paper, choices in settings.papers.items():
        try:
            path = "/".join(named(choices.home).path) if choices.home else ""
        except NotFound as error:
            raise SettingsError(f'[papers."{paper}"] home: {error}') from error
        if choices.home != path:
            raise SettingsError(f'[papers."{paper}"] home: write {choices.home!r} in full: {path}')
    try:
        plugins.load("summarise", settings.summaries.pure.method)
    except SettingsError as error:
        raise SettingsError(f"[summaries] method: {error}") from error


def waiting(places: Places, only: Sequence[Path], archive: Archive) -> int:
    """Return how many files the next run will take in; none where the folder cannot be looked through."""
    seen = known(archive, places.settings)
    try:
        looks = look_through(places.source, only, plugins.names("read"))
    except (FeedpubError, OSError):  # the run itself says so
        return 0
    return sum(seen.get(look.path) != look.fingerprint for look in looks)


@contextmanager
def library(places: Places) -> Iterator[edge_archive.Archive]:
    """Give the archive to be read, while another feedpub may be at work; raises `NotFound` where there is none yet."""
    must_exist(places)
    archive = edge_archive.open_archive(places.state, places.settings)
    try:
        yield archive
    finally:
        archive.close()


def must_exist(places: Places) -> None:
    """Raise `NotFound` where there is no archive yet, and `ArchiveDamaged` where there is none any more."""
    path = path_of(places.settings.archive, places.state)
    if path is None or path.exists():
        return
    if trace.was_there(places.state):
        raise ArchiveDamaged(f"{path}: is missing, and there was one; restore a copy, or say `feedpub publish`")
    raise NotFound(f"{path.parent}: there is no archive yet; say `feedpub publish` first")


def open_shelf(places: Places, *, thorough: bool = False) -> Shelf:
    """Return the output; a `thorough` one looks at every byte of what is there."""
    forms = partial(compressed, choice=places.settings.serve.compress)
    return Shelf(places.output, places.state, forms, thorough=thorough)


def open_templates(settings: Settings) -> Templates:
    """Return the owner's templates before ours; raises `SettingsError` for a folder that is none."""
    return templates(Path(settings.templates) if settings.templates else None)
