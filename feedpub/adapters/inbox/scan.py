"""A folder -> a Look at each file in it that may be a page, in the order of the paths; nothing is opened."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from feedpub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

IGNORED_PREFIXES = (".", "~$", "#")
"""How names of files begin that are not meant for us: hidden ones, and what editors put beside the text."""

UNFINISHED_SUFFIXES = ("~", ".part", ".partial", ".filepart", ".tmp", ".temp", ".swp", ".crdownload", ".download")
"""How names end as long as a program is at work on the file."""


FIXES_SUFFIX = ".fix.toml"
"""What stands behind a page's name in the name of the file that mends its splitting (`feedpub.stages.fixes`)."""


class FileStat(NamedTuple):
    """What the file system tells of a file: `path` is its name in the archive, `name` that below `base`."""

    path: str
    base: Path
    name: str
    mode: int
    size: int
    mtime: float
    ctime: float
    key: str
    fixes: FileStat | None = None
    """The look at the file of fixes beside it, where there is one."""

    @classmethod
    def from_stat(
        cls, path: str, base: Path, name: str, status: os.stat_result, fixes: FileStat | None = None
    ) -> FileStat:
        """Return the look at a file of this status; an edit that keeps size and mtime changes its ctime."""
        numbers = status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
        key = "-".join(f"{number:x}" for number in numbers)
        times = status.st_mtime, status.st_ctime
        return cls(path, base, name, status.st_mode, status.st_size, *times, key, fixes)

    @property
    def fingerprint(self) -> str:
        """What changes when the file does, or what mends it."""
        return f"{self.key}+{self.fixes.key}" if self.fixes else self.key

    @property
    def modified(self) -> float:
        """When the file, or what mends it, was last written."""
        return max(self.mtime, self.fixes.mtime) if self.fixes else self.mtime

    @property
    def changed(self) -> float:
        """When anything was done with the file last, its name and its rights included."""
        return max(self.mtime, self.ctime)

    @property
    def is_moved(self) -> bool:
        """Whether something was done with the file after its last word was written: it was renamed, or given rights."""
        return self.ctime > self.mtime and self.size > 0

    def restat(self) -> FileStat | None:
        """Return a new look at the same file, or None where it is gone."""
        return stat_file(self.path, self.base, self.name)


def stat_file(path: str, base: Path, name: str) -> FileStat | None:
    """Return a look at one file and at the fixes beside it, or None where it is not there."""
    status, fixes_status = _lstat(base / name), _lstat(base / (name + FIXES_SUFFIX))
    fixes = FileStat.from_stat(path + FIXES_SUFFIX, base, name + FIXES_SUFFIX, fixes_status) if fixes_status else None
    return FileStat.from_stat(path, base, name, status, fixes) if status else None


def _lstat(path: Path) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except OSError:
        return None


def scan(root: Path, only_paths: Sequence[Path], extensions: Collection[str]) -> list[FileStat]:
    """Return a look at each file with one of the extensions below `root`, or below what `only` names.

    A file that `only` names itself comes whatever it is called; raises `SettingsError` where there is none.
    """
    found: dict[str, FileStat] = {}
    for base, name, prefix in [_locate_path(root, path) for path in only_paths] or [(root, "", "")]:
        for file_stat in _scan_below(base, name, prefix, extensions):
            found.setdefault(file_stat.path, file_stat)
    return [found[path] for path in sorted(found)]


def _locate_path(root: Path, path: Path) -> tuple[Path, str, str]:
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
    _, name, prefix = _locate_path(root, Path(path))
    return prefix + name


def _scan_below(base: Path, name: str, prefix: str, extensions: Collection[str]) -> Iterator[FileStat]:
    """Yield the file `name`, or what the folder `name` holds; a folder that cannot be read comes as itself."""
    try:
        first = FileStat.from_stat(prefix + name, base, name, base.stat() if not name else os.lstat(base / name))
    except OSError as error:
        raise SettingsError(f"{base / name}: cannot be found ({error.strerror}); check its name") from error
    if not stat.S_ISDIR(first.mode):
        yield first.restat() or first
        return
    folders = [first]
    while folders:
        folder = folders.pop()
        looks = _scan_folder(folder, prefix)
        if looks is None:
            yield folder
            continue
        yield from (look for look in looks if not stat.S_ISDIR(look.mode) and extension(look.name) in extensions)
        folders += (look for look in looks if stat.S_ISDIR(look.mode))


def extension(name: str) -> str:
    """Return what stands behind the last dot of a file's name, in small letters; "" where there is no dot."""
    stem, dot, end = name.rpartition("/")[2].rpartition(".")
    return end.lower() if stem and dot else ""


def _scan_folder(folder: FileStat, prefix: str) -> list[FileStat] | None:
    """Return what a folder holds, none of it opened; None where it cannot be read."""
    try:
        with os.scandir(folder.base / folder.name) as entries:
            file_stats = [
                file_stat
                for entry in entries
                if not is_ignored(entry.name) and (file_stat := _stat_entry(entry, folder, prefix))
            ]
    except OSError:
        return None
    fixes = {look.name: look for look in file_stats if look.name.endswith(FIXES_SUFFIX)}
    return [look._replace(fixes=fixes.get(look.name + FIXES_SUFFIX)) for look in file_stats] if fixes else file_stats


def _stat_entry(entry: os.DirEntry[str], folder: FileStat, prefix: str) -> FileStat | None:
    name = f"{folder.name}/{entry.name}" if folder.name else entry.name
    try:
        return FileStat.from_stat(prefix + name, folder.base, name, entry.stat(follow_symlinks=False))
    except OSError:
        return None  # gone between two calls


def is_ignored(name: str) -> bool:
    """Whether a file or folder of this name is never looked at: it is hidden, or a program is at work on it."""
    return name.startswith(IGNORED_PREFIXES) or name.lower().endswith(UNFINISHED_SUFFIXES)
