"""Settings and state folder -> a SQLAlchemy engine on the post's tables, at the present schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.adapters.archive.database import archive_path
from feedpub.adapters.database.engine import Schema, connect_newsletter
from feedpub.newsletter.store.migrations import STEPS

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from feedpub.settings import Settings
    from feedpub.settings.workspace import Workspace


DATABASE_FILE = "newsletter.db"

NEWSLETTER_SCHEMA = Schema(STEPS, "newsletter_schema_version")


def open_newsletter_database(state: Path, settings: Settings) -> Engine:
    """Return the engine; its file or tables are made if there are none. Raises what `open_archive` raises."""
    return connect_newsletter(settings.archive, state, DATABASE_FILE, NEWSLETTER_SCHEMA)


def newsletter_exists(workspace: Workspace) -> bool:
    """Return whether there is a post at all; nobody is waited for where nobody ever signed up."""
    is_sqlite = archive_path(workspace.settings.archive, workspace.state) is not None
    return not is_sqlite or (workspace.state / DATABASE_FILE).exists()
