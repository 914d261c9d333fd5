"""A watched folder in which time passes when we say so, with the real inbox, archive and pipeline behind it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lxml import etree

from feedpub.edge.archive import open_archive
from feedpub.edge.inbox import Inbox, Limits
from feedpub.pipeline import Edges, publish
from feedpub.settings import Settings, Summaries
from feedpub.testing import FakeShelf, FakeTemplates, fake_engine
from tests.faults.soak.eye import Seen
from tests.faults.soak.verdict import Published, published

if TYPE_CHECKING:
    from pathlib import Path

    from feedpub.pipeline import Outcome

SETTLE = 2.0
STEP = 0.8
"""Seconds after which a slow writer writes the next part; less than for which a file must keep still."""

AHEAD = 1000.0
"""Our clock is ahead of the system's, so that no file looks as if something were done with it after its last word."""

SETTINGS = Settings(summaries=Summaries(method="lead"))
LIMITS = Limits(("txt", "md"), 100_000, SETTLE)


class Killed(BaseException):
    """The end of a run in the middle of its work."""


@dataclass
class Folder:
    """The folder `root`/seeds, the archive beside it, and who is writing."""

    root: Path
    passed: float = AHEAD
    writing: dict[Path, list[bytes]] = field(default_factory=dict)
    """What is still to be written to a file by its slow writer, part by part."""
    shelf: FakeShelf = field(default_factory=FakeShelf)
    guids_seen: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)

    @property
    def seeds(self) -> Path:
        """Where pages are dropped."""
        return self.root / "seeds"

    def wall(self) -> float:
        """Return the seconds on our clock."""
        return time.time() + self.passed

    def now(self) -> datetime:
        """Keep the promise of `feedpub.ports.Clock`."""
        return datetime.fromtimestamp(int(self.wall()), UTC)

    def wait(self, seconds: float) -> None:
        """Let time pass; whoever is writing goes on meanwhile."""
        while seconds > 0:
            step = min(STEP, seconds)
            seconds -= step
            self.passed += step
            if step == STEP:
                for path in list(self.writing):
                    self._go_on(path)

    def write(self, path: Path, content: bytes) -> None:
        """Have these bytes in the file, now."""
        path.write_bytes(content)
        self._stamp(path)

    def begin(self, path: Path, content: bytes) -> None:
        """Start to write these bytes, part by part as time passes."""
        step = len(content) // 3 + 1
        self.writing[path] = [content[start : start + step] for start in range(0, len(content), step)]
        path.write_bytes(b"")
        self._go_on(path)

    def _go_on(self, path: Path) -> None:
        parts = self.writing[path]
        with path.open("ab") as file:
            file.write(parts.pop(0))
        self._stamp(path)
        if not parts:
            del self.writing[path]

    def _stamp(self, path: Path) -> None:
        os.utime(path, (self.wall(), self.wall()))

    def run(self, dies_after: int | None = None) -> Outcome | None:
        """Run once from start to end, or until it dies after so many steps; return what it did, None where it died."""
        steps = 0

        def heed(*_: Any) -> None:
            nonlocal steps
            steps += 1
            if steps == dies_after:
                raise Killed

        with open_archive(self.root / "state", SETTINGS) as archive:
            inbox = Inbox(self.seeds, LIMITS, wall=self.wall, sleep=self.wait)
            edges = Edges(self, inbox, archive, self.shelf, fake_engine, FakeTemplates())
            try:
                return publish(edges, SETTINGS, heed)
            except Killed:
                return None
            finally:
                self._look()

    def published(self) -> list[Published]:
        """Return what stands in the archive."""
        database = self.root / "state" / "archive.db"
        return published(database) if database.exists() else []

    @property
    def seen(self) -> Seen:
        """What a reader saw who looked after every run."""
        return Seen(1, 1, (), tuple(self.doubled), frozenset(self.guids_seen))

    def _look(self) -> None:
        if "site/rss.xml" in self.shelf.documents:
            guids = [each.text or "" for each in etree.fromstring(self.shelf.documents["site/rss.xml"]).iter("guid")]
            self.guids_seen.update(guids)
            self.doubled.update(guid for guid in guids if guids.count(guid) > 1)
