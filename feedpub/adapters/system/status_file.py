"""How the service is -> a small file in the state folder, from which others read whether it is well."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from feedpub.adapters.system.filesystem import atomic_write

if TYPE_CHECKING:
    from pathlib import Path

STATUS_FILE = "run.json"


class ServiceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What the service last said of itself."""

    pid: int
    started: int
    """As all moments here, in seconds of Unix time."""
    written_at: int
    ready: bool
    failures: dict[str, str]
    """What cannot be done at present, and why."""
    unstable_count: int = 0
    """Files that were left for the next look."""


def write_service_status(state: Path, status: ServiceStatus) -> None:
    """Leave the file, whole or not at all; where it cannot be, its age will tell. It never makes the folder."""
    with suppress(OSError):
        atomic_write(state / STATUS_FILE, msgspec.json.encode(status), 0o600)


def read_service_status(state: Path) -> ServiceStatus | None:
    """Return what the service last said; None where it never did, or cannot be understood."""
    try:
        return msgspec.json.decode((state / STATUS_FILE).read_bytes(), type=ServiceStatus)
    except (OSError, msgspec.MsgspecError):
        return None
