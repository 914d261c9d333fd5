"""A disk of its own, so small that it fills up; where nobody may mount one, the test is skipped by that name."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def mounted_tmpfs(place: Path, options: str) -> Iterator[Path]:
    """Mount a tmpfs with these options ("size=64k,nr_inodes=12") at `place`, which is made, until the block ends."""
    mount = shutil.which("mount")
    place.mkdir()
    words = [str(mount), "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    if mount is None or subprocess.run(words, capture_output=True).returncode:
        pytest.skip("the right to mount a disk is missing")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)
