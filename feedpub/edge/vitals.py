"""How the service is -> a small file in the state folder, from which others read whether it is well."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

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
    beside = state / f"{FILE}.new"
    with suppress(OSError):
        descriptor = os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(vitals))
        beside.replace(state / FILE)


def read_vitals(state: Path) -> Vitals | None:
    """Return what the service last said; None where it never did, or cannot be understood."""
    try:
        return msgspec.json.decode((state / FILE).read_bytes(), type=Vitals)
    except (OSError, msgspec.MsgspecError):
        return None
