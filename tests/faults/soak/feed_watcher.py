"""A site -> what a reader saw of it who looks at every feed again and again: what was not whole, and every guid."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from tests.faults.crash.snapshot import is_unfinished, is_whole

if TYPE_CHECKING:
    from pathlib import Path

PAUSE = 0.05


@dataclass(frozen=True)
class FeedObservations:
    """What the eye saw until it was closed: in how many looks, at how many documents."""

    scans: int
    documents: int
    incomplete: tuple[str, ...]
    doubled: tuple[str, ...]
    guids: frozenset[str]


class FeedWatcher:
    """Looks at `site` in a process of its own, from `open` to `close`."""

    def __init__(self, site: Path, notes: Path) -> None:
        self._site = site
        self._notes = notes
        self._child = 0

    def open(self) -> None:
        """Begin to look."""
        self._child = os.fork()
        if self._child == 0:
            try:
                self._watch()
            finally:
                os._exit(0)

    def close(self) -> FeedObservations:
        """End it, and return what it saw."""
        os.kill(self._child, signal.SIGTERM)
        os.waitpid(self._child, 0)
        told = json.loads(self._notes.read_text())
        return FeedObservations(
            told["looks"], told["documents"], tuple(told["torn"]), tuple(told["doubled"]), frozenset(told["guids"])
        )

    def _watch(self) -> None:
        ended = False

        def end(*_: object) -> None:
            nonlocal ended
            ended = True

        signal.signal(signal.SIGTERM, end)
        looks, documents = 0, 0
        torn: set[str] = set()
        doubled: set[str] = set()
        guids: set[str] = set()
        known: dict[str, tuple[int, int]] = {}
        while not ended:
            looks += 1
            for path in self._changed(known):
                documents += 1
                try:
                    content = path.read_bytes()
                except FileNotFoundError:
                    continue  # gone between two looks
                if not is_whole(path.name, content):
                    torn.add(f"{path.name}: {content[-60:]!r}")
                elif path.name == "rss.xml":
                    found = [each.text or "" for each in etree.fromstring(content).iter("guid")]
                    guids.update(found)
                    doubled.update(f"{path}: {guid}" for guid, number in Counter(found).items() if number > 1)
            time.sleep(PAUSE)
        told = {"looks": looks, "documents": documents, "torn": [*torn], "doubled": [*doubled], "guids": [*guids]}
        self._notes.write_text(json.dumps(told))

    def _changed(self, known: dict[str, tuple[int, int]]) -> list[Path]:
        """Return the feeds that are others than at the last look."""
        changed = []
        for folder, _, names in os.walk(self._site):
            for name in names:
                path = self._site / folder / name
                if name.endswith((".xml", ".opml", ".json", ".html")) and not is_unfinished(name):
                    try:
                        status = path.stat()
                    except FileNotFoundError:
                        continue
                    mark = status.st_ino, status.st_mtime_ns
                    if known.get(str(path)) != mark:
                        known[str(path)] = mark
                        changed.append(path)
        return changed
