"""A folder -> the kind of file system that it is on, as Linux names it: "ext4", "nfs4"."""

from __future__ import annotations

from pathlib import Path

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
        if resolved.is_relative_to(point) and len(point) >= len(best[0]):  # of two at one place, the later one is on top
            best = point, kind
    return best[1]


def _unescape(point: str) -> str:
    r"""Return a mount point without the escapes \040 for a space and the like (proc(5))."""
    for octal, char in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        point = point.replace(octal, char)
    return point
