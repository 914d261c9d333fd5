"""What each hub was last sent for each feed, and what is pending, in a file that survives a kill.

It is no truth of the archive: where it is lost, every hub is pinged for every feed once more, and nothing else happens.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TextIO

import msgspec

from feedpub.adapters.system.filesystem import atomic_write, make_private_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

STATE_FILE = "websub_state.jsonl"
MAX_STALE_LINES = 1000
"""Lines that may be out of date before the file is written anew."""


class TopicState(msgspec.Struct, frozen=True, array_like=True):
    """How a hub stands to a feed; with the url "", how it fares itself."""

    hub: str
    url: str
    sent_digest: str = ""
    """The digest of the bytes it was last pinged for, or that were given up."""
    file_stat: str = ""
    """The stat of the file that had them."""
    pending_digest: str = ""
    """The digest of the bytes that it could not be pinged for yet."""
    first_tried: float = 0
    """When that was first tried, in seconds since 1970."""
    attempts: int = 0
    not_before: float = 0


class TopicStates:
    """All standings; each change is a line at the end of the file, and of a feed's lines the last one holds."""

    def __init__(self, state: Path) -> None:
        self._path = state / STATE_FILE
        self._states: dict[tuple[str, str], TopicState] = {}
        self._lines = 0
        self._file: TextIO | None = None
        try:
            text = self._path.read_bytes()
        except FileNotFoundError:
            text = b""
        for line in text.splitlines():
            try:
                topic_state = msgspec.json.decode(line, type=TopicState)
            except (msgspec.DecodeError, UnicodeDecodeError):  # cut off by a kill, which costs one ping too many
                continue
            self._states[topic_state.hub, topic_state.url] = topic_state
            self._lines += 1

    def state_of(self, hub: str, url: str = "") -> TopicState:
        """Return how a hub stands to a feed."""
        return self._states.get((hub, url)) or TopicState(hub, url)

    def save(self, topic_state: TopicState) -> None:
        """Have a standing on record before the next ping; raises `OSError`."""
        if self._file is None:
            make_private_folder(self._path.parent)
            descriptor = os.open(self._path, os.O_CREAT | os.O_APPEND | os.O_WRONLY | os.O_CLOEXEC, 0o600)
            self._file = os.fdopen(descriptor, "a", encoding="utf-8")
            self._file.write("\n")  # apart from a line that a kill has cut off
        self._file.write(msgspec.json.encode(topic_state).decode() + "\n")
        self._file.flush()
        self._states[topic_state.hub, topic_state.url] = topic_state
        self._lines += 1

    def close(self, hubs: Iterable[str], urls: Iterable[str]) -> None:
        """Let go of the file, and forget the hubs and feeds that there are no more; raises `OSError`."""
        if self._file:
            self._file.close()
            self._file = None
        if self._lines <= 2 * len(self._states) + MAX_STALE_LINES:
            return
        kept_hubs, kept_urls = set(hubs), {"", *urls}
        kept = [
            topic_state
            for topic_state in self._states.values()
            if topic_state.hub in kept_hubs and topic_state.url in kept_urls
        ]
        atomic_write(self._path, b"".join(msgspec.json.encode(each) + b"\n" for each in kept), 0o600)
        self._states = {(each.hub, each.url): each for each in kept}
        self._lines = len(kept)
