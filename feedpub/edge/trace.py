"""What an archive leaves in the state folder -> whether a missing one may be begun anew.

`archive.made` says that there was an archive, how many files it knew, and how much in it was decided by hand. Where the
archive's file is lost, all that is known of these files can be found out again from the files, as long as they are
there; what was decided by hand cannot. See docs/decisions/0005.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, or_, select

from feedpub.edge import sqlite
from feedpub.edge.disk import sync, write_whole
from feedpub.edge.schema import Status, Withdrawal, articles, sources
from feedpub.errors import ArchiveDamaged, ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE = "archive.made"
BROKEN_OFF = "restoring"
"""A file that stands in the state folder as long as a restore is at work."""


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """What there was."""

    sources: int = 0
    by_hand: int = 0


def was_there(state: Path) -> bool:
    """Whether the state folder had an archive."""
    return (state / FILE).exists()


def leave(state: Path, archive: Path) -> None:
    """Note what the archive holds, where it is not noted; raises `ArchiveError`."""
    trace = _of(archive)
    if _read(state) != trace:
        try:
            write_whole(state / FILE, msgspec.json.encode(trace), 0o600)
            sync([state])
        except OSError as error:
            raise ArchiveError(f"{state / FILE}: cannot be written ({error.strerror}); mend that") from error


def is_lost(state: Path, archive: Path, files: Callable[[], int]) -> bool:
    """Return whether an archive was lost that as many files can bring back; raises `ArchiveDamaged` if they cannot.

    False where the archive is there, or never was.
    """
    if (state / BROKEN_OFF).exists():
        raise ArchiveDamaged(f"{state}: a restore was broken off here; say `feedpub restore FILE` again")
    if archive.exists() or archive.is_symlink() or not was_there(state):
        return False
    trace = _read(state) or Trace(by_hand=1)
    remedy = "restore a copy (feedpub restore FILE), or give it up for good: feedpub publish --new-archive"
    if trace.by_hand:
        raise ArchiveDamaged(f"{archive}: is missing, and held decisions made by hand ({trace.by_hand}); {remedy}")
    if (here := files()) < trace.sources:
        few = f"the watched folder has {here} of the {trace.sources} files that it knew"
        raise ArchiveDamaged(f"{archive}: is missing, and {few}; {remedy}")
    return True


def give_up(state: Path) -> None:
    """Forget that there was an archive."""
    (state / FILE).unlink(missing_ok=True)
    (state / BROKEN_OFF).unlink(missing_ok=True)


def _of(archive: Path) -> Trace:
    by_hand = or_(articles.c.released, articles.c.fixed, articles.c.withdrawn_by == Withdrawal.EDITOR.value)
    engine = sqlite.engine_on(archive)
    try:
        with engine.connect() as connection:
            usable = sources.c.status == Status.OK.value
            read = connection.scalar(select(func.count()).select_from(sources).where(usable))
            decided = connection.scalar(select(func.count()).select_from(articles).where(by_hand))
    finally:
        engine.dispose()
    return Trace(sources=read or 0, by_hand=decided or 0)


def _read(state: Path) -> Trace | None:
    try:
        return msgspec.json.decode((state / FILE).read_bytes(), type=Trace)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None
