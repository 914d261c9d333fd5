"""A folder, which need not be there yet -> the nearest one that is, and how much room there is on its disk."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def nearest_existing(folder: Path) -> Path:
    """Return the folder itself, or the nearest one above it that exists."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def free_space(*folders: Path) -> int:
    """Return how many bytes are free where these are to be: on the fullest of their disks."""
    return min(shutil.disk_usage(nearest_existing(folder)).free for folder in folders)
