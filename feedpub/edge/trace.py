"""What an archive leaves in the state folder -> whether a missing one may be begun anew.

`archive.made` says that there was an archive, how many files it knew, and how much in it was decided by hand. Where the
archive's file is lost, all that is known of these files can be found out again from the files, as long as they are
there; what was decided by hand cannot. See docs/decisions/0005.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from feedpub.edge.disk import sync, write_whole
from feedpub.errors import ArchiveDamaged, ArchiveError

if TYPE_CHECKING:
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


def leave(state: Path, trace: Trace) -> None:
    """Note what there is, where it is not noted; raises `ArchiveError`."""
    if _read(state) != trace:
        try:
            write_whole(state / FILE, msgspec.json.encode(trace), 0o600)
            sync([state])
        except OSError as error:
            raise ArchiveError(f"{state / FILE}: cannot be written ({error.strerror}); mend that") from error


def refuse_loss(state: Path, archive: Path, files: int) -> bool:
    """Return whether an archive was lost that `files` files can bring back; raises `ArchiveDamaged` where they cannot.

    False where the archive is there, or never was.
    """
    if (state / BROKEN_OFF).exists():
        raise ArchiveDamaged(f"{state}: a restore was broken off here; say `feedpub restore FILE` again")
    if archive.exists() or archive.is_symlink() or not was_there(state):
        return False
    trace = _read(state) or Trace(by_hand=1)
    remedy = "restore a copy (`feedpub restore FILE`), or give it up for good with `feedpub publish --new-archive`"
    if trace.by_hand:
        raise ArchiveDamaged(f"{archive}: is missing, and held {trace.by_hand} decisions made by hand; {remedy}")
    if files < trace.sources:
        here = f"{files} of the {trace.sources} files that it knew are in the watched folder"
        raise ArchiveDamaged(f"{archive}: is missing, and only {here}; {remedy}")
    return True


def _read(state: Path) -> Trace | None:
    try:
        return msgspec.json.decode((state / FILE).read_bytes(), type=Trace)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None
