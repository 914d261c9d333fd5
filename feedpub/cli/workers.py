"""Places -> an engine that no page can take the program down with."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from feedpub.edge.budget import ResourceLimits
from feedpub.edge.engines import open_engine as open_engine
from feedpub.edge.rules import TaskPolicy
from feedpub.edge.strikes import TaskKey, CrashRecords
from feedpub.pipeline import task_key, rejected_by_worker
from feedpub.understanding import preload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.cli.places import Workspace
    from feedpub.ports import Engine


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
