"""Places -> the real world: open what a command needs of it, and close it afterwards."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feedpub import plugins
from feedpub.cli.workers import workspace_engine
from feedpub.edge import archive as edge_archive
from feedpub.edge import trace
from feedpub.edge.board import RejectedFilesTextFile
from feedpub.edge.clock import SystemClock
from feedpub.edge.database import connect_archive, archive_path
from feedpub.edge.inbox import FolderInbox, InboxLimits
from feedpub.edge.llm import open_rewriter
from feedpub.edge.lock import RUN_LOCK, hold_lock
from feedpub.edge.looking import scan
from feedpub.edge.restored import save_unknown_send_period
from feedpub.edge.shelf import FolderOutputWriter
from feedpub.edge.templates import load_templates
from feedpub.errors import ArchiveDamaged, FeedpubError, NotFound, SettingsError
from feedpub.pipeline import Adapters, current_fingerprints
from feedpub.regions import find
from feedpub.stages.render.compressed import compressed_forms

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import datetime

    from feedpub.cli.places import Workspace
    from feedpub.ports import Archive, Templates
    from feedpub.settings import Settings


WRITE_LOCK_TIMEOUT = 10.0
"""Seconds for which an editor's command waits until another one has written."""


class InboxHooks(NamedTuple):
    """How one who watches helps the inbox: by a sleep that a wish to stop ends, and by what was heard of renames."""

    sleep: Callable[[float], None] = time.sleep
    renamed_in: Callable[[], Collection[str]] = frozenset


NO_HOOKS = InboxHooks()


class OpenedAdapters(NamedTuple):
    """The edges, and their archive by its own name."""

    adapters: Adapters
    archive: edge_archive.SqlArchive


@contextmanager
def open_for_writing(
    workspace: Workspace, *, only_paths: Sequence[Path] = (), engine: str | None = None, publishes: bool = False
) -> Iterator[Adapters]:
    """Give the edges for a run that writes, as the only writer; with `only`, its inbox holds just these paths.

    An editor's command waits for its turn while another one writes; what `publishes` does not, and there is never a
    second one of these.
    """
    with ExitStack() as stack:
        if publishes:
            stack.enter_context(hold_lock(workspace.state, RUN_LOCK))
        stack.enter_context(hold_lock(workspace.state, timeout=WRITE_LOCK_TIMEOUT))
        opened = stack.enter_context(open_adapters(workspace, only_paths=only_paths, engine=engine))
        stack.enter_context(opened.archive.advisory_lock())
        yield opened.adapters


@contextmanager
def open_adapters(
    workspace: Workspace, *, only_paths: Sequence[Path] = (), engine: str | None = None, hooks: InboxHooks = NO_HOOKS
) -> Iterator[OpenedAdapters]:
    """Give the edges to one who sees to it that nobody else writes while he does."""
    settings = workspace.settings
    validate_settings(settings)
    limits = InboxLimits(plugins.names("read"), settings.pages.max_bytes, settings.watch.settle)
    was_lost = archive_is_lost(workspace)
    archive = edge_archive.open_archive(workspace.state, settings)
    rewriter = None
    try:
        if was_lost:
            record_archive_loss(workspace, SystemClock().now())
        write_archive_trace(workspace)
        rewriter = open_rewriter(settings, workspace.state, os.environ)
        with workspace_engine(workspace, engine) as run:
            adapters = Adapters(
                clock=SystemClock(),
                inbox=FolderInbox(workspace.source, limits, only_paths, sleep=hooks.sleep, renamed_in=hooks.renamed_in),
                archive=archive,
                output=open_output(workspace),
                engine=run,
                templates=open_templates(settings),
                rewriter=rewriter,
                rejected_report=RejectedFilesTextFile(workspace.state),
            )
            yield OpenedAdapters(adapters, archive)
            write_archive_trace(workspace)
    finally:
        if rewriter:
            rewriter.close()
        archive.close()


def archive_is_lost(workspace: Workspace) -> bool:
    """Return whether the archive was lost and can be found out again; raises `ArchiveDamaged` where it cannot."""
    path = archive_path(workspace.settings.archive, workspace.state)
    return path is not None and trace.is_archive_lost(workspace.state, path, lambda: _count_pages(workspace))


def abandon_lost_archive(workspace: Workspace) -> None:
    """Let the next run begin anew where the archive is missing; one that is there is not touched."""
    path = archive_path(workspace.settings.archive, workspace.state)
    if path is not None and not path.exists():
        trace.delete_trace(workspace.state)


def record_archive_loss(workspace: Workspace, now: datetime) -> None:
    """Have the new archive say that there was another: what the old one's letters were, only the post knows."""
    engine = connect_archive(workspace.settings.archive, workspace.state)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            save_unknown_send_period(connection, now, now)
    finally:
        engine.dispose()


def write_archive_trace(workspace: Workspace) -> None:
    """Note that there is an archive, and how much of it the watched folder could not bring back."""
    path = archive_path(workspace.settings.archive, workspace.state)
    if path is not None:
        trace.write_trace(workspace.state, path)


def _count_pages(workspace: Workspace) -> int:
    """Return how many pages the watched folder holds, none where it cannot be looked through."""
    try:
        return len(scan(workspace.source, (), plugins.names("read")))
    except (FeedpubError, OSError):
        return 0


def validate_settings(settings: Settings) -> None:
    """Raise `SettingsError` where a setting names a region or a method that there is none of, before anything is done.

    Each page would be spoiled by it otherwise, or its stories go to the wrong place.
    """
    for paper, paper_settings in settings.papers.items():
        try:
            path = "/".join(find(paper_settings.home).path) if paper_settings.home else ""
        except NotFound as error:
            raise SettingsError(f'[papers."{paper}"] home: {error}') from error
        if paper_settings.home != path:
            raise SettingsError(f'[papers."{paper}"] home: write {paper_settings.home!r} in full: {path}')
    try:
        plugins.load("summarise", settings.summaries.without_llm.method)
    except SettingsError as error:
        raise SettingsError(f"[summaries] method: {error}") from error


def count_pending(workspace: Workspace, only_paths: Sequence[Path], archive: Archive) -> int:
    """Return how many files the next run will take in; none where the folder cannot be looked through."""
    known_fingerprints = current_fingerprints(archive, workspace.settings)
    try:
        stats = scan(workspace.source, only_paths, plugins.names("read"))
    except (FeedpubError, OSError):  # the run itself says so
        return 0
    return sum(known_fingerprints.get(stat.path) != stat.fingerprint for stat in stats)


@contextmanager
def open_archive_for_reading(workspace: Workspace) -> Iterator[edge_archive.SqlArchive]:
    """Give the archive to be read, while another feedpub may be at work; raises `NotFound` where there is none yet."""
    require_archive(workspace)
    archive = edge_archive.open_archive(workspace.state, workspace.settings)
    try:
        yield archive
    finally:
        archive.close()


def require_archive(workspace: Workspace) -> None:
    """Raise `NotFound` where there is no archive yet, and `ArchiveDamaged` where there is none any more."""
    path = archive_path(workspace.settings.archive, workspace.state)
    if path is None or path.exists():
        return
    if trace.archive_existed(workspace.state):
        raise ArchiveDamaged(f"{path}: is missing, and there was one; restore a copy, or say `feedpub publish`")
    raise NotFound(f"{path.parent}: there is no archive yet; say `feedpub publish` first")


def open_output(workspace: Workspace, *, verify: bool = False) -> FolderOutputWriter:
    """Return the output; a `thorough` one looks at every byte of what is there."""
    encodings = partial(compressed_forms, choice=workspace.settings.serve.compress)
    return FolderOutputWriter(workspace.output, workspace.state, encodings, verify=verify)


def open_templates(settings: Settings) -> Templates:
    """Return the owner's templates before ours; raises `SettingsError` for a folder that is none."""
    return load_templates(Path(settings.templates) if settings.templates else None)
