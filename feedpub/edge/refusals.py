"""The files that were refused: what the archive knows of them, and how one is let go."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from feedpub.edge.schema import SourceStatus, sources
from feedpub.model import RejectedFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


def rejected_files(connection: Connection) -> Iterator[RejectedFile]:
    """Yield the files that could not be used as they are now, in the order of their paths."""
    query = select(sources.c.path, sources.c.reason, sources.c.last_seen).where(
        sources.c.status == SourceStatus.REJECTED.value
    )
    for path, reason, second in sorted(
        (bytes(path), reason, second) for path, reason, second in connection.execute(query)
    ):
        yield RejectedFile(os.fsdecode(path), reason or "", datetime.fromtimestamp(second, UTC))


def mark_for_retry(connection: Connection, path: str) -> bool:
    """Have the next run look at a refused file again; return whether it was one."""
    condition = sources.c.path == os.fsencode(path), sources.c.status == SourceStatus.REJECTED.value
    return bool(connection.execute(update(sources).where(*condition).values(fingerprint="")).rowcount)
