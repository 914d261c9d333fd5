"""A name below the public folder -> the facts of the file that stands there now, remembered as long as they hold."""

from __future__ import annotations

import os
import stat
from email.utils import formatdate
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from feedpub.web.static.media_types import is_styled_feed, is_text, media_type

if TYPE_CHECKING:
    from pathlib import Path

    from feedpub.web.headers import Header

MAX_CACHED_FILES = 20_000
"""Files whose facts are remembered, some 15 MB; those asked for longest ago are looked at anew."""
CHUNK = 1 << 16

FileVersion = tuple[int, int, int, int, int]
"""What tells a version of a file apart from any other. The time of change is of the kernel: nobody can set it."""


class FileInfo(NamedTuple):
    """What an answer says of a file, and where it is."""

    path: str
    version: FileVersion
    size: int
    modified: int
    """In whole seconds, as HTTP counts."""
    etag: str
    """A strong ETag, made from the bytes."""
    last_modified: str
    not_modified_headers: list[Header]
    """What a 304 says."""
    headers: list[Header]
    """What a 200 says, but for its length."""


class FileIndex:
    """The files of one folder. Nothing outside of it is found, by whatever links; nothing is listed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._cache: dict[tuple[str, str], FileInfo] = {}

    def is_folder(self, name: str) -> bool:
        """Whether a name is that of a folder."""
        try:
            return stat.S_ISDIR(os.stat(self._path(name)).st_mode)  # noqa: PTH116 - on every request: Path costs more
        except (OSError, ValueError):
            return False

    def find(self, name: str, coding: tuple[str, str] = ("", "")) -> FileInfo | None:
        """Return the facts of a file, or of its form in a coding ("gzip", ".gz"); None where there is none to be sent.

        What was learnt of it holds as long as the file system tells the same of it: this is one stat, and no more.
        """
        file_name = name + coding[1]
        try:
            file_status = os.stat(self._path(file_name))  # noqa: PTH116 - on every request: Path costs more
        except (OSError, ValueError):  # missing, or a name that no file system takes
            return None
        # By both: "rss.xml.gz" asked for as itself is another document than the gzip form of "rss.xml".
        cached = self._cache.get((name, coding[0]))
        if cached is not None and cached.version == _version_of(file_status):
            return cached
        return self._add(name, file_name, coding[0]) if stat.S_ISREG(file_status.st_mode) else None

    def open(self, name: str, coding: tuple[str, str], info: FileInfo) -> tuple[int, FileInfo] | None:
        """Return a descriptor of the file with the facts of just that version, which may be newer than `facts`.

        The version that is opened stays readable to its end, though the publisher puts a new one in its place.
        """
        try:
            descriptor = os.open(info.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            if _version_of(os.fstat(descriptor)) != info.version:
                info = self._describe(name, info.path, coding[0], descriptor)
        except OSError:
            os.close(descriptor)
            return None
        return descriptor, info

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"

    def _add(self, name: str, file_name: str, coding: str) -> FileInfo | None:
        root, path = os.path.realpath(self._folder), os.path.realpath(self._path(file_name))
        if not path.startswith(f"{root.rstrip('/')}/"):
            return None
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            info = self._describe(name, path, coding, descriptor)
        except OSError:
            return None
        finally:
            os.close(descriptor)
        self._cache.pop((name, coding), None)
        while len(self._cache) >= MAX_CACHED_FILES:
            del self._cache[next(iter(self._cache))]
        self._cache[name, coding] = info
        return info

    def _describe(self, name: str, path: str, coding: str, descriptor: int) -> FileInfo:
        file_status = os.fstat(descriptor)
        digest = sha256()
        offset = 0
        while chunk := os.pread(descriptor, CHUNK, offset):
            digest.update(chunk)
            offset += len(chunk)
        etag = f'"{digest.hexdigest()[:32]}"'
        modified = int(file_status.st_mtime)
        last_modified = formatdate(max(modified, 0), usegmt=True)
        not_modified_headers = [(b"etag", etag.encode()), (b"last-modified", last_modified.encode())]
        if is_text(name):
            not_modified_headers.append(
                (b"vary", b"accept, accept-encoding" if is_styled_feed(name) else b"accept-encoding")
            )
        headers = [*not_modified_headers, (b"content-type", media_type(name).encode()), (b"accept-ranges", b"bytes")]
        if coding:
            headers.append((b"content-encoding", coding.encode()))
        return FileInfo(
            path, _version_of(file_status), offset, modified, etag, last_modified, not_modified_headers, headers
        )


def _version_of(file_status: os.stat_result) -> FileVersion:
    return (
        file_status.st_ino,
        file_status.st_size,
        file_status.st_mtime_ns,
        file_status.st_ctime_ns,
        file_status.st_dev,
    )
