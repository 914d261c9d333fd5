"""Places -> the real world: open what a command needs of it, and close it afterwards."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub import plugins
from feedpub.adapters.archive import archive as edge_archive
from feedpub.adapters.archive import recovery
from feedpub.adapters.archive.database import archive_path, connect_archive
from feedpub.adapters.archive.recovery import save_unknown_send_period
from feedpub.adapters.inbox.reader import FolderInbox, InboxLimits
from feedpub.adapters.inbox.scan import scan
from feedpub.adapters.llm.rewriter import open_rewriter
from feedpub.adapters.output.rejected_report import RejectedFilesTextFile
from feedpub.adapters.output.writer import FolderOutputWriter
from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.system.locks import RUN_LOCK, hold_lock
from feedpub.adapters.templates import open_templates
from feedpub.adapters.workers.crash_records import CrashRecords, TaskKey
from feedpub.adapters.workers.engines import open_engine as open_engine
from feedpub.adapters.workers.policy import ResourceLimits, TaskPolicy
from feedpub.errors import FeedpubError, NotFound, SettingsError
from feedpub.pipeline.analyse import preload
from feedpub.pipeline.publish import current_fingerprints, rejected_by_worker, task_key
from feedpub.pipeline.run import Adapters
from feedpub.regions import find
from feedpub.stages.render.compress import compressed_forms

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from feedpub.ports import Archive, Engine
    from feedpub.settings import Settings
    from feedpub.settings.workspace import Workspace


WRITE_LOCK_TIMEOUT = 10.0
"""Seconds for which an editor's command waits until another one has written."""


class InboxHooks(NamedTuple):
    """How one who watches helps the inbox: by a sleep that a wish to stop ends, and by what was heard of renames."""

    sleep: Callable[[float], None] = time.sleep
    renamed_in: Callable[[], Collection[str]] = frozenset


NO_HOOKS = InboxHooks()


class OpenedAdapters(NamedTuple):
    """The adapters, and their archive by its own type."""

    adapters: Adapters
    archive: edge_archive.SqlArchive


@contextmanager
def open_for_writing(
    workspace: Workspace, *, only_paths: Sequence[Path] = (), engine: str | None = None, publishes: bool = False
) -> Iterator[Adapters]:
    """Give the adapters for a run that writes, as the only writer; with `only`, its inbox holds just these paths.

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
    """Give the adapters to a caller that holds the locks for writing."""
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
    return path is not None and recovery.is_archive_lost(workspace.state, path, lambda: _count_pages(workspace))


def abandon_lost_archive(workspace: Workspace) -> None:
    """Let the next run begin anew where the archive is missing; one that is there is not touched."""
    path = archive_path(workspace.settings.archive, workspace.state)
    if path is not None and not path.exists():
        recovery.delete_trace(workspace.state)


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
        recovery.write_trace(workspace.state, path)


def _count_pages(workspace: Workspace) -> int:
    """Return how many pages the watched folder holds, none where it cannot be looked through."""
    try:
        return len(scan(workspace.source, (), plugins.names("read")))
    except (FeedpubError, OSError):
        return 0


def validate_settings(settings: Settings) -> None:
    """Raise `SettingsError` where a setting names a region or a method that there is none of, before anything is done.

    Each page would be rejected otherwise, or its stories go to the wrong place.
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


def open_output(workspace: Workspace, *, verify: bool = False) -> FolderOutputWriter:
    """Return the output; a `thorough` one looks at every byte of what is there."""
    encodings = partial(compressed_forms, choice=workspace.settings.serve.compress)
    return FolderOutputWriter(workspace.output, workspace.state, encodings, verify=verify)


# Places -> an engine that no page can take the program down with.


@contextmanager
def workspace_engine(workspace: Workspace, engine: str | None = None) -> Iterator[Engine]:
    """Lend the engine of that name, or of the settings, with their budget; only one who writes may have it.

    What died in the hands of an earlier run is held against it.
    """
    settings = workspace.settings
    crash_records = CrashRecords(workspace.state)
    crash_records.collect_dead_workers()

    def key_of(numbered_file: Any) -> TaskKey:
        return TaskKey(*task_key(numbered_file, settings))

    limits = ResourceLimits(settings.pages.timeout, settings.pages.memory_limit)
    policy = TaskPolicy(rejected_by_worker, limits, key_of, crash_records, preload)
    with open_engine(engine or settings.engine, scheduler=settings.scheduler, policy=policy) as run:
        yield run
