"""What each hub was last told of each feed, and what it still has to be told -> a file that survives a kill.

It is no truth of the archive: where it is lost, every hub is told of every feed once more, and nothing else happens.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TextIO

import msgspec

from feedpub.edge.disk import make_private, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FILE = "pings.jsonl"
SLACK = 1000
"""Lines that may be out of date before the file is written anew."""


class Standing(msgspec.Struct, frozen=True, array_like=True):
    """How a hub stands to a feed; with the url "", how it fares itself."""

    hub: str
    url: str
    told: str = ""
    """The digest of the bytes it was last told of, or that were given up."""
    seen: str = ""
    """What the file system told of the file that had them."""
    owed: str = ""
    """The digest of the bytes that it could not be told of yet."""
    since: float = 0
    """When that was first tried, in seconds since 1970."""
    tries: int = 0
    not_before: float = 0


class Pings:
    """All standings; each change is a line at the end of the file, and of a feed's lines the last one holds."""

    def __init__(self, state: Path) -> None:
        self._path = state / FILE
        self._standings: dict[tuple[str, str], Standing] = {}
        self._lines = 0
        self._file: TextIO | None = None
        try:
            text = self._path.read_bytes()
        except FileNotFoundError:
            text = b""
        for line in text.splitlines():
            try:
                each = msgspec.json.decode(line, type=Standing)
            except (msgspec.DecodeError, UnicodeDecodeError):  # cut off by a kill, which costs one ping too many
                continue
            self._standings[each.hub, each.url] = each
            self._lines += 1

    def of(self, hub: str, url: str = "") -> Standing:
        """Return how a hub stands to a feed."""
        return self._standings.get((hub, url)) or Standing(hub, url)

    def put(self, standing: Standing) -> None:
        """Have a standing on record before the next ping; raises `OSError`."""
        if self._file is None:
            make_private(self._path.parent)
            descriptor = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            self._file = os.fdopen(descriptor, "a", encoding="utf-8")
            self._file.write("\n")  # apart from a line that a kill has cut off
        self._file.write(msgspec.json.encode(standing).decode() + "\n")
        self._file.flush()
        self._standings[standing.hub, standing.url] = standing
        self._lines += 1

    def close(self, hubs: Iterable[str], urls: Iterable[str]) -> None:
        """Let go of the file, and forget the hubs and feeds that there are no more; raises `OSError`."""
        if self._file:
            self._file.close()
            self._file = None
        if self._lines <= 2 * len(self._standings) + SLACK:
            return
        kept_hubs, kept_urls = set(hubs), {"", *urls}
        kept = [each for each in self._standings.values() if each.hub in kept_hubs and each.url in kept_urls]
        write_whole(self._path, b"".join(msgspec.json.encode(each) + b"\n" for each in kept), 0o600)
        self._standings = {(each.hub, each.url): each for each in kept}
        self._lines = len(kept)
