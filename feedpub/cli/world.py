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
from feedpub.edge.board import Board
from feedpub.edge.clock import SystemClock
from feedpub.edge.database import FILE
from feedpub.edge.inbox import Inbox, Limits
from feedpub.edge.llm import open_editor
from feedpub.edge.lock import RUNNING, lock
from feedpub.edge.looking import look_through
from feedpub.edge.shelf import Shelf
from feedpub.edge.templates import templates
from feedpub.errors import FeedpubError, NotFound, SettingsError
from feedpub.pipeline import Edges, known
from feedpub.regions import named
from feedpub.stages.render.compressed import compressed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from feedpub.cli.places import Places
    from feedpub.ports import Archive, Library, Templates
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
    archive = edge_archive.open_archive(places.state, settings)
    editor = None
    try:
        editor = open_editor(settings, places.state, os.environ)
        with lend_engine(places, engine) as run:
            world = Edges(
                clock=SystemClock(),
                inbox=Inbox(places.source, limits, only, sleep=ear.sleep, whole=ear.whole),
                archive=archive,
                shelf=Shelf(places.output, places.state, partial(compressed, choice=settings.serve.compress)),
                engine=run,
                templates=open_templates(settings),
                editor=editor,
                board=Board(places.state),
            )
            yield Opened(world, archive)
    finally:
        if editor:
            editor.close()
        archive.close()


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
    if not places.settings.archive and not (places.state / FILE).exists():
        raise NotFound(f"{places.state}: there is no archive yet; say `feedpub publish` first")
    archive = edge_archive.open_archive(places.state, places.settings)
    try:
        yield archive
    finally:
        archive.close()


def open_templates(settings: Settings) -> Templates:
    """Return the owner's templates before ours; raises `SettingsError` for a folder that is none."""
    return templates(Path(settings.templates) if settings.templates else None)
