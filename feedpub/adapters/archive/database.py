"""Address of an archive -> a SQLAlchemy engine on it, at the present schema; or an error that leaves it as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.adapters.archive.migrations import MIGRATIONS
from feedpub.adapters.database import sqlite
from feedpub.adapters.database import version as version_module
from feedpub.adapters.database.engine import Schema, connect_server, migrate, parse_address

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine


ARCHIVE_FILE = "archive.db"

ARCHIVE_SCHEMA = Schema(MIGRATIONS, version_module.ARCHIVE_VERSION_TABLE)


def connect_archive(address: str, state: Path) -> Engine:
    """Return an engine on the archive at `address`, or on the SQLite file of the state folder where it is "".

    Raises `ArchiveDamaged`, `ArchiveTooNew`, `ArchiveError` and, for an address that means nothing, `SettingsError`.
    """
    path = archive_path(address, state)
    if path is not None:
        return sqlite.open_sqlite(path, lambda engine: migrate(engine, str(path), ARCHIVE_SCHEMA))
    return connect_server(parse_address(address), ARCHIVE_SCHEMA)


def archive_path(address: str, state: Path) -> Path | None:
    """Return the archive's file, or None where the address is that of a database server; raises `SettingsError`."""
    url = parse_address(address) if address else None
    if url is None or url.get_backend_name() == "sqlite":
        return state / ARCHIVE_FILE if url is None or not url.database else state / url.database
    return None
