"""What an archive leaves in the state folder -> whether a missing one may be begun anew.

`archive.made` says that there was an archive, how many files it knew, and how much in it was decided by hand. Where the
archive's file is lost, all that is known of these files can be found out again from the files, as long as they are
there; what was decided by hand cannot. See docs/decisions/0005.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from sqlalchemy import delete, func, insert, or_, select

from feedpub.adapters.archive.tables import SourceStatus, WithdrawnBy, articles, counters, sources
from feedpub.adapters.database import sqlite
from feedpub.adapters.system.filesystem import atomic_write, sync
from feedpub.errors import ArchiveDamaged, ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection


TRACE_FILE = "archive.made"
RESTORE_MARKER = "restoring"
"""A file that stands in the state folder as long as a restore is at work."""


class ArchiveTrace(msgspec.Struct, frozen=True, kw_only=True):
    """What there was."""

    sources: int = 0
    editor_decisions: int = 0


def archive_existed(state: Path) -> bool:
    """Whether the state folder had an archive."""
    return (state / TRACE_FILE).exists()


def write_trace(state: Path, archive: Path) -> None:
    """Note what the archive holds, where it is not noted; raises `ArchiveError`."""
    trace = _trace_of(archive)
    if _read_trace(state) != trace:
        try:
            atomic_write(state / TRACE_FILE, msgspec.json.encode(trace), 0o600)
            sync([state])
        except OSError as error:
            raise ArchiveError(f"{state / TRACE_FILE}: cannot be written ({error.strerror}); mend that") from error


def is_archive_lost(state: Path, archive: Path, count_files: Callable[[], int]) -> bool:
    """Return whether an archive was lost that as many files can bring back; raises `ArchiveDamaged` if they cannot.

    False where the archive is there, or never was.
    """
    if (state / RESTORE_MARKER).exists():
        raise ArchiveDamaged(f"{state}: a restore was broken off here; say `feedpub restore FILE` again")
    if archive.exists() or archive.is_symlink() or not archive_existed(state):
        return False
    trace = _read_trace(state) or ArchiveTrace(editor_decisions=1)
    advice = "restore a copy (feedpub restore FILE), or give it up for good: feedpub publish --new-archive"
    if trace.editor_decisions:
        raise ArchiveDamaged(
            f"{archive}: is missing, and held decisions made by hand ({trace.editor_decisions}); {advice}"
        )
    if (file_count := count_files()) < trace.sources:
        shortage = f"the watched folder has {file_count} of the {trace.sources} files that it knew"
        raise ArchiveDamaged(f"{archive}: is missing, and {shortage}; {advice}")
    return True


def delete_trace(state: Path) -> None:
    """Forget that there was an archive."""
    (state / TRACE_FILE).unlink(missing_ok=True)
    (state / RESTORE_MARKER).unlink(missing_ok=True)


def _trace_of(archive: Path) -> ArchiveTrace:
    is_decided = or_(articles.c.released, articles.c.fixed, articles.c.withdrawn_by == WithdrawnBy.EDITOR.value)
    engine = sqlite.sqlite_engine(archive)
    try:
        with engine.connect() as connection:
            is_ok = sources.c.status == SourceStatus.OK.value
            source_count = connection.scalar(select(func.count()).select_from(sources).where(is_ok))
            decision_count = connection.scalar(select(func.count()).select_from(articles).where(is_decided))
    finally:
        engine.dispose()
    return ArchiveTrace(sources=source_count or 0, editor_decisions=decision_count or 0)


def _read_trace(state: Path) -> ArchiveTrace | None:
    try:
        return msgspec.json.decode((state / TRACE_FILE).read_bytes(), type=ArchiveTrace)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None


# That an archive came back from a copy, or was begun anew <-> counters of the archive, for the post to read.
#
# What the post did between the copy and the restore it may have forgotten. A letter that was due in that span may have
# been sent: it is not sent again by itself.


UNKNOWN_SINCE, UNKNOWN_UNTIL = "letters_unknown_since", "letters_unknown_until"


class UnknownSendPeriod(NamedTuple):
    """The span of which nobody remembers which letters were sent."""

    since: datetime
    until: datetime


def save_unknown_send_period(connection: Connection, since: datetime, until: datetime) -> None:
    """Store the span, in the place of an earlier one, in the transaction that is open."""
    values = {UNKNOWN_SINCE: int(since.timestamp()), UNKNOWN_UNTIL: int(until.timestamp())}
    connection.execute(delete(counters).where(counters.c.name.in_(values)))
    connection.execute(insert(counters), [{"name": name, "value": value} for name, value in values.items()])


def unknown_send_period(connection: Connection) -> UnknownSendPeriod | None:
    """Return the span, which may be empty; None where the archive was never restored."""
    query = select(counters.c.name, counters.c.value).where(counters.c.name.in_((UNKNOWN_SINCE, UNKNOWN_UNTIL)))
    values: dict[str, int] = {name: value for name, value in connection.execute(query)}  # noqa: C416 - rows are no pairs
    if len(values) < len((UNKNOWN_SINCE, UNKNOWN_UNTIL)):
        return None
    return UnknownSendPeriod(*(datetime.fromtimestamp(values[name], UTC) for name in (UNKNOWN_SINCE, UNKNOWN_UNTIL)))
