"""Folders and bytes -> on the disk, for good: what the archive and the shelf both promise."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BESIDE = ".feedpub-new"
"""A file that is being written, before it gets its name: one per folder, so that a killed writer leaves one at most."""


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Put `content` at `path`, all of it or none: whoever reads sees the old bytes or the new ones; raises `OSError`.

    Its name is safe from a power cut only after `sync_folder` on its folder.
    """
    beside = path.with_name(BESIDE)
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Have the names in `folder` on the disk: a rename is not safe before (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_private(folder: Path) -> None:
    """Make the state folder, for its owner alone; one that is there stays as it is."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
