"""A folder -> the kind of file system that it is on, as Linux names it: "ext4", "nfs4"."""

from __future__ import annotations

from pathlib import Path

MOUNTS = Path("/proc/self/mounts")


def kind_of_mount(folder: Path, mounts: Path = MOUNTS) -> str:
    """Return the kind, or "" where the system does not say."""
    try:
        lines = mounts.read_bytes().decode("utf-8", "surrogateescape").splitlines()
        place = folder.resolve()
    except OSError:
        return ""
    found = ("", "")
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        point = _plain(point)
        if place.is_relative_to(point) and len(point) >= len(found[0]):  # of two at one place, the later one is on top
            found = point, kind
    return found[1]


def _plain(point: str) -> str:
    r"""Return a mount point without the escapes \040 for a space and the like (proc(5))."""
    for octal, char in ((r"\040", " "), (r"\011", "\t"), (r"\012", "\n"), (r"\134", "\\")):
        point = point.replace(octal, char)
    return point
