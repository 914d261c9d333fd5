"""Files written atomically and synced to the disk; folders, free space, kinds of file systems."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


TEMPORARY_PREFIX = ".feedpub-new"
"""How the name of a file begins that is being written, before it gets its own."""

MAX_SINGLE_SYNCS = 8
"""Up to so many files are brought to the disk one by one; for more, one look at the whole file system is quicker.

300 files in as many folders: 0.9 to 2 s by fsync, 0.1 to 0.25 s by syncfs.
"""


def atomic_write(path: Path, content: bytes, mode: int) -> None:
    """Put `content` at `path`, all of it or none: whoever reads sees the old bytes or the new ones; raises `OSError`.

    Its name is safe from a power cut only after `sync` on its folder. Others may write to the folder at the same time.
    """
    temporary = write_temp(path, content, mode, path.name)
    try:
        sync([temporary])
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_temp(path: Path, content: bytes, mode: int, suffix: int | str) -> Path:
    """Write the file that is to become `path` in the same folder, and return its name for now; raises `OSError`.

    Who else writes to the folder meanwhile has another `mark`.
    """
    temporary = path.with_name(f"{TEMPORARY_PREFIX}-{suffix}")
    temporary.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def sync(paths: Collection[Path], always_fsync: Collection[Path] = ()) -> None:
    """Have the files, and the names in the folders, on the disk: before, a rename is not safe (fsync(2)).

    Those that are `dear` are brought there one by one, however many there are: not every file system does what
    syncfs(2) asks of it, and what readers follow is not to hang on that. Raises `OSError`.
    """
    device_of = {path: path.stat().st_dev for path in paths}
    for each_device in set(device_of.values()):
        on_device = [path for path, device in device_of.items() if device == each_device]
        if len(on_device) > MAX_SINGLE_SYNCS and _syncfs is not None:
            _with_descriptor(on_device[0], _sync_filesystem)
            on_device = [path for path in on_device if path in always_fsync]
        for path in on_device:
            _with_descriptor(path, os.fsync)


def make_private_folder(folder: Path) -> None:
    """Make the state folder, for its owner alone; one that is there stays as it is."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)


_syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)  # of Linux; Python has no name for it


def _sync_filesystem(descriptor: int) -> None:
    """Bring all that is written to a file system to its disk; its errors come since Linux 5.8 (syncfs(2))."""
    if _syncfs is not None and _syncfs(descriptor):
        error_number = ctypes.get_errno()
        raise OSError(error_number, os.strerror(error_number))


def _with_descriptor(path: Path, do: Callable[[int], None]) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        do(descriptor)
    finally:
        os.close(descriptor)


# A folder, which need not be there yet -> the nearest one that is, and how much room there is on its disk.


def nearest_existing(folder: Path) -> Path:
    """Return the folder itself, or the nearest one above it that exists."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def free_space(*folders: Path) -> int:
    """Return how many bytes are free where these are to be: on the fullest of their disks."""
    return min(shutil.disk_usage(nearest_existing(folder)).free for folder in folders)


# A folder -> the kind of file system that it is on, as Linux names it: "ext4", "nfs4".


MOUNTS_FILE = Path("/proc/self/mounts")


def filesystem_type(folder: Path, mounts: Path = MOUNTS_FILE) -> str:
    """Return the kind, or "" where the system does not say."""
    try:
        lines = mounts.read_bytes().decode("utf-8", "surrogateescape").splitlines()
        resolved = folder.resolve()
    except OSError:
        return ""
    best = ("", "")
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        point = _unescape(point)
        if resolved.is_relative_to(point) and len(point) >= len(
            best[0]
        ):  # of two at one place, the later one is on top
            best = point, kind
    return best[1]


def _unescape(point: str) -> str:
    r"""Return a mount point without the escapes \040 for a space and the like (proc(5))."""
    for octal, char in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        point = point.replace(octal, char)
    return point
