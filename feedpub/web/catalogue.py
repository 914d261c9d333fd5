"""A name below the public folder -> the facts of the file that stands there now, remembered as long as they hold."""

from __future__ import annotations

import os
import stat
from email.utils import formatdate
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from feedpub.web.types import is_seen, is_text, media_type

if TYPE_CHECKING:
    from pathlib import Path

    from feedpub.web.headers import Header

LARGEST_MEMORY = 20_000
"""Files whose facts are remembered, some 15 MB; those asked for longest ago are looked at anew."""
CHUNK = 1 << 16

Key = tuple[int, int, int, int, int]
"""What tells a version of a file apart from any other. The time of change is of the kernel: nobody can set it."""


class Facts(NamedTuple):
    """What an answer says of a file, and where it is."""

    path: str
    key: Key
    size: int
    modified: int
    """In whole seconds, as HTTP counts."""
    tag: str
    """A strong ETag, made from the bytes."""
    date: str
    short: list[Header]
    """What a 304 says."""
    full: list[Header]
    """What a 200 says, but for its length."""


class Catalogue:
    """The files of one folder. Nothing outside of it is found, by whatever links; nothing is listed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._facts: dict[tuple[str, str], Facts] = {}

    def is_folder(self, name: str) -> bool:
        """Whether a name is that of a folder."""
        try:
            return stat.S_ISDIR(os.stat(self._path(name)).st_mode)  # noqa: PTH116 - on every request: Path costs more
        except (OSError, ValueError):
            return False

    def find(self, name: str, coding: tuple[str, str] = ("", "")) -> Facts | None:
        """Return the facts of a file, or of its form in a coding ("gzip", ".gz"); None where there is none to be sent.

        What was learnt of it holds as long as the file system tells the same of it: this is one stat, and no more.
        """
        named = name + coding[1]
        try:
            told = os.stat(self._path(named))  # noqa: PTH116 - on every request: Path costs more
        except (OSError, ValueError):  # missing, or a name that no file system takes
            return None
        # By both: "rss.xml.gz" asked for as itself is another document than the gzip form of "rss.xml".
        known = self._facts.get((name, coding[0]))
        if known is not None and known.key == _key(told):
            return known
        return self._learn(name, named, coding[0]) if stat.S_ISREG(told.st_mode) else None

    def open(self, name: str, coding: tuple[str, str], facts: Facts) -> tuple[int, Facts] | None:
        """Return a descriptor of the file with the facts of just that version, which may be newer than `facts`.

        The version that is opened stays readable to its end, though the publisher puts a new one in its place.
        """
        try:
            descriptor = os.open(facts.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            if _key(os.fstat(descriptor)) != facts.key:
                facts = self._describe(name, facts.path, coding[0], descriptor)
        except OSError:
            os.close(descriptor)
            return None
        return descriptor, facts

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"

    def _learn(self, name: str, named: str, coding: str) -> Facts | None:
        root, path = os.path.realpath(self._folder), os.path.realpath(self._path(named))
        if not path.startswith(f"{root.rstrip('/')}/"):
            return None
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            facts = self._describe(name, path, coding, descriptor)
        except OSError:
            return None
        finally:
            os.close(descriptor)
        self._facts.pop((name, coding), None)
        while len(self._facts) >= LARGEST_MEMORY:
            del self._facts[next(iter(self._facts))]
        self._facts[name, coding] = facts
        return facts

    def _describe(self, name: str, path: str, coding: str, descriptor: int) -> Facts:
        told = os.fstat(descriptor)
        digest = sha256()
        offset = 0
        while chunk := os.pread(descriptor, CHUNK, offset):
            digest.update(chunk)
            offset += len(chunk)
        tag = f'"{digest.hexdigest()[:32]}"'
        modified = int(told.st_mtime)
        date = formatdate(max(modified, 0), usegmt=True)
        short = [(b"etag", tag.encode()), (b"last-modified", date.encode())]
        if is_text(name):
            short.append((b"vary", b"accept, accept-encoding" if is_seen(name) else b"accept-encoding"))
        full = [*short, (b"content-type", media_type(name).encode()), (b"accept-ranges", b"bytes")]
        if coding:
            full.append((b"content-encoding", coding.encode()))
        return Facts(path, _key(told), offset, modified, tag, date, short, full)


def _key(told: os.stat_result) -> Key:
    return (told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_dev)
