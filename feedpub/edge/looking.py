"""A folder -> a Look at each file in it that may be a page, in the order of the paths; nothing is opened."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feedpub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

HIDDEN = (".", "~$", "#")
"""How names of files begin that are not meant for us: hidden ones, and what editors put beside the text."""

UNFINISHED = ("~", ".part", ".partial", ".filepart", ".tmp", ".temp", ".swp", ".crdownload", ".download")
"""How names end as long as a program is at work on the file."""


FIXES = ".fix.toml"
"""What stands behind a page's name in the name of the file that mends its splitting (`feedpub.stages.amend`)."""


class Look(NamedTuple):
    """What the file system tells of a file: `path` is its name in the archive, `name` that below `base`."""

    path: str
    base: Path
    name: str
    mode: int
    size: int
    mtime: float
    ctime: float
    print: str
    fixes: Look | None = None
    """The look at the file of fixes beside it, where there is one."""

    @classmethod
    def of(cls, path: str, base: Path, name: str, status: os.stat_result, fixes: Look | None = None) -> Look:
        """Return the look at a file of this status; an edit that keeps size and mtime changes its ctime."""
        numbers = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
        mark = "-".join(f"{number:x}" for number in numbers)
        times = status.st_mtime, status.st_ctime
        return cls(path, base, name, status.st_mode, status.st_size, *times, mark, fixes)

    @property
    def fingerprint(self) -> str:
        """What changes when the file does, or what mends it."""
        return f"{self.print}+{self.fixes.print}" if self.fixes else self.print

    @property
    def touched(self) -> float:
        """When the file, or what mends it, was last written."""
        return max(self.mtime, self.fixes.mtime) if self.fixes else self.mtime

    @property
    def stirred(self) -> float:
        """When anything was done with the file last, its name and its rights included."""
        return max(self.mtime, self.ctime)

    @property
    def is_moved(self) -> bool:
        """Whether something was done with the file after its last word was written: it was renamed, or given rights."""
        return self.ctime > self.mtime and self.size > 0

    def again(self) -> Look | None:
        """Return a new look at the same file, or None where it is gone."""
        return look_at(self.path, self.base, self.name)


def look_at(path: str, base: Path, name: str) -> Look | None:
    """Return a look at one file and at the fixes beside it, or None where it is not there."""
    status, beside = _status(base / name), _status(base / (name + FIXES))
    fixes = Look.of(path + FIXES, base, name + FIXES, beside) if beside else None
    return Look.of(path, base, name, status, fixes) if status else None


def _status(path: Path) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except OSError:
        return None


def look_through(root: Path, only: Sequence[Path], extensions: Collection[str]) -> list[Look]:
    """Return a look at each file with one of the extensions below `root`, or below what `only` names.

    A file that `only` names itself comes whatever it is called; raises `SettingsError` where there is none.
    """
    found: dict[str, Look] = {}
    for base, name, prefix in [_placed(root, path) for path in only] or [(root, "", "")]:
        for look in _below(base, name, prefix, extensions):
            found.setdefault(look.path, look)
    return [found[path] for path in sorted(found)]


def _placed(root: Path, path: Path) -> tuple[Path, str, str]:
    """Return from where a named path is opened, as what, and what stands before its name in the archive."""
    absolute, top = Path(os.path.abspath(path)), Path(os.path.abspath(root))  # noqa: PTH100 - resolve() follows links
    if absolute == top:
        return root, "", ""
    if absolute.is_relative_to(top):
        return root, absolute.relative_to(top).as_posix(), ""
    if absolute.is_dir():
        return absolute, "", f"{absolute}/"
    return absolute.parent, absolute.name, f"{absolute.parent}/"


def name_in_archive(root: Path, path: str) -> str:
    """Return by which path the archive knows a file that is named from here."""
    _, name, prefix = _placed(root, Path(path))
    return prefix + name


def _below(base: Path, name: str, prefix: str, extensions: Collection[str]) -> Iterator[Look]:
    """Yield the file `name`, or what the folder `name` holds; a folder that cannot be read comes as itself."""
    try:
        first = Look.of(prefix + name, base, name, base.stat() if not name else os.lstat(base / name))
    except OSError as error:
        raise SettingsError(f"{base / name}: cannot be found ({error.strerror}); check its name") from error
    if not stat.S_ISDIR(first.mode):
        yield first.again() or first
        return
    folders = [first]
    while folders:
        folder = folders.pop()
        looks = _entries(folder, prefix)
        if looks is None:
            yield folder
            continue
        yield from (look for look in looks if not stat.S_ISDIR(look.mode) and extension(look.name) in extensions)
        folders += (look for look in looks if stat.S_ISDIR(look.mode))


def extension(name: str) -> str:
    """Return what stands behind the last dot of a file's name, in small letters; "" where there is no dot."""
    stem, dot, end = name.rpartition("/")[2].rpartition(".")
    return end.lower() if stem and dot else ""


def _entries(folder: Look, prefix: str) -> list[Look] | None:
    """Return what a folder holds, none of it opened; None where it cannot be read."""
    try:
        with os.scandir(folder.base / folder.name) as entries:
            looks = [
                look for entry in entries if not is_passed_over(entry.name) and (look := _seen(entry, folder, prefix))
            ]
    except OSError:
        return None
    fixes = {look.name: look for look in looks if look.name.endswith(FIXES)}
    return [look._replace(fixes=fixes.get(look.name + FIXES)) for look in looks] if fixes else looks


def _seen(entry: os.DirEntry[str], folder: Look, prefix: str) -> Look | None:
    name = f"{folder.name}/{entry.name}" if folder.name else entry.name
    try:
        return Look.of(prefix + name, folder.base, name, entry.stat(follow_symlinks=False))
    except OSError:
        return None  # gone between two calls


def is_passed_over(name: str) -> bool:
    """Whether a file or folder of this name is never looked at: it is hidden, or a program is at work on it."""
    return name.startswith(HIDDEN) or name.lower().endswith(UNFINISHED)
