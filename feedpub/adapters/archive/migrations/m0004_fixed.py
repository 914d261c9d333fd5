"""Schema 3 -> schema 4: whether an editor has said by hand what a story is about on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection


def step(connection: Connection) -> None:
    """Add the column; no story was fixed."""
    connection.execute(text("ALTER TABLE articles ADD COLUMN fixed BOOLEAN NOT NULL DEFAULT FALSE"))
