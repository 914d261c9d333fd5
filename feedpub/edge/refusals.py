"""The files that were refused: what the archive knows of them, and how one is let go."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from feedpub.edge.schema import Status, sources
from feedpub.model import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


def refusals(connection: Connection) -> Iterator[Refusal]:
    """Yield the files that could not be used as they are now, in the order of their paths."""
    wanted = select(sources.c.path, sources.c.reason, sources.c.last_seen).where(
        sources.c.status == Status.SPOILED.value
    )
    for path, reason, second in sorted(
        (bytes(path), reason, second) for path, reason, second in connection.execute(wanted)
    ):
        yield Refusal(os.fsdecode(path), reason or "", datetime.fromtimestamp(second, UTC))


def let_go(connection: Connection, path: str) -> bool:
    """Have the next run look at a refused file again; return whether it was one."""
    mine = sources.c.path == os.fsencode(path), sources.c.status == Status.SPOILED.value
    return bool(connection.execute(update(sources).where(*mine).values(fingerprint="")).rowcount)
