"""How the service is -> a small file in the state folder, from which others read whether it is well."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from feedpub.edge.disk import write_whole

if TYPE_CHECKING:
    from pathlib import Path

FILE = "run.json"


class Vitals(msgspec.Struct, frozen=True, kw_only=True):
    """What the service last said of itself."""

    pid: int
    started: int
    """As all moments here, in seconds of Unix time."""
    at: int
    ready: bool
    ailments: dict[str, str]
    """What cannot be done at present, and why."""
    queue: int = 0
    """Files that were left for the next look."""


def write_vitals(state: Path, vitals: Vitals) -> None:
    """Leave the file, whole or not at all; where it cannot be, its age will tell. It never makes the folder."""
    with suppress(OSError):
        write_whole(state / FILE, msgspec.json.encode(vitals), 0o600)


def read_vitals(state: Path) -> Vitals | None:
    """Return what the service last said; None where it never did, or cannot be understood."""
    try:
        return msgspec.json.decode((state / FILE).read_bytes(), type=Vitals)
    except (OSError, msgspec.MsgspecError):
        return None
