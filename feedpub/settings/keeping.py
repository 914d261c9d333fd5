"""What the owner may choose about copies of the archive and about what it forgets: each with a default that works."""

from __future__ import annotations

from typing import Annotated

import msgspec

NonNegative = Annotated[int, msgspec.Meta(ge=0)]


class Backup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where copies go, and which of them stay; a copy with a name that its owner chose is never removed."""

    folder: str = ""
    """Without one, `backups` in the state folder: against a lost file, not against a lost disk."""
    daily: Annotated[int, msgspec.Meta(ge=1)] = 7
    """The newest copy of each of so many days with one."""
    weekly: NonNegative = 4
    """And the newest of each of so many weeks."""


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """After how many days the archive forgets what no reader sees; 0 is never. Guids and what is published stay."""

    revisions: NonNegative = 0
    """The words that a story had before it was edited."""
    adverts: NonNegative = 0
    """The adverts of a page."""
    withdrawn: NonNegative = 0
    """The text of a story that was withdrawn."""
