"""Places -> the real world: open what a command needs of it, and close it afterwards."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from feedpub.adapters.archive import archive as edge_archive
from feedpub.adapters.archive import recovery
from feedpub.adapters.archive.database import archive_path
from feedpub.errors import ArchiveDamaged, NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.settings.workspace import Workspace


@contextmanager
def open_archive_for_reading(workspace: Workspace) -> Iterator[edge_archive.SqlArchive]:
    """Give the archive to be read, while another feedpub may be at work; raises `NotFound` where there is none yet."""
    require_archive(workspace)
    archive = edge_archive.open_archive(workspace.state, workspace.settings)
    try:
        yield archive
    finally:
        archive.close()


def require_archive(workspace: Workspace) -> None:
    """Raise `NotFound` where there is no archive yet, and `ArchiveDamaged` where there is none any more."""
    path = archive_path(workspace.settings.archive, workspace.state)
    if path is None or path.exists():
        return
    if recovery.archive_existed(workspace.state):
        raise ArchiveDamaged(f"{path}: is missing, and there was one; restore a copy, or say `feedpub publish`")
    raise NotFound(f"{path.parent}: there is no archive yet; say `feedpub publish` first")
