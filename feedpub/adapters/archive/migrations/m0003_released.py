"""Schema 2 -> schema 3: whether an editor has released a story that was held back for want of confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection


def step(connection: Connection) -> None:
    """Add the column; no story has been released."""
    connection.execute(text("ALTER TABLE articles ADD COLUMN released BOOLEAN NOT NULL DEFAULT FALSE"))
