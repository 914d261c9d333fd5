"""What the work on an item may take, and what becomes of one without a result: the rules of every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub.edge.budget import ResourceLimits

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.edge.strikes import TaskKey, CrashRecords
    from feedpub.ports import FailureReason


class TaskPolicy(NamedTuple):
    """How items are treated. What one without a result comes to is said by `instead`, what it is called by `name`."""

    on_failure: Callable[[Any, FailureReason], Any]
    limits: ResourceLimits = ResourceLimits()
    key: Callable[[Any], TaskKey] | None = None
    crash_records: CrashRecords | None = None
    preload: Callable[[], object] | None = None
    """What every worker needs is loaded by it, once."""
