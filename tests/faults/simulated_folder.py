"""A watched folder in which time passes when we say so, with the real inbox, archive and pipeline behind it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lxml import etree

from feedpub.adapters.archive.archive import open_archive
from feedpub.adapters.inbox.reader import FolderInbox, InboxLimits
from feedpub.pipeline.publish import publish
from feedpub.pipeline.run import Adapters
from feedpub.settings import Settings, Summaries
from feedpub.testing import FakeOutput, FakeTemplates, fake_engine
from tests.faults.soak.feed_watcher import FeedObservations
from tests.faults.soak.problems import PublishedStory, published_stories

if TYPE_CHECKING:
    from pathlib import Path

    from feedpub.pipeline.run import RunResult

SETTLE = 2.0
STEP = 0.8
"""Seconds after which a slow writer writes the next part; less than for which a file must keep still."""

AHEAD = 1000.0
"""Our clock is ahead of the system's, so that no file looks as if something were done with it after its last word."""

SETTINGS = Settings(summaries=Summaries(method="lead"))
LIMITS = InboxLimits(("txt", "md"), 100_000, SETTLE)


class SimulatedKill(BaseException):
    """The end of a run in the middle of its work."""


@dataclass
class SimulatedFolder:
    """The folder `root`/seeds, the archive beside it, and who is writing."""

    root: Path
    clock_offset: float = AHEAD
    writing: dict[Path, list[bytes]] = field(default_factory=dict)
    """What is still to be written to a file by its slow writer, part by part."""
    output: FakeOutput = field(default_factory=FakeOutput)
    guids_seen: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)

    @property
    def seeds(self) -> Path:
        """Where pages are dropped."""
        return self.root / "seeds"

    def wall(self) -> float:
        """Return the seconds on our clock."""
        return time.time() + self.clock_offset

    def now(self) -> datetime:
        """Keep the promise of `feedpub.ports.Clock`."""
        return datetime.fromtimestamp(int(self.wall()), UTC)

    def wait(self, seconds: float) -> None:
        """Let time pass; whoever is writing goes on meanwhile."""
        while seconds > 0:
            step = min(STEP, seconds)
            seconds -= step
            self.clock_offset += step
            if step == STEP:
                for path in list(self.writing):
                    self._write_next_part(path)

    def write(self, path: Path, content: bytes) -> None:
        """Have these bytes in the file, now."""
        path.write_bytes(content)
        self._set_mtime(path)

    def begin(self, path: Path, content: bytes) -> None:
        """Start to write these bytes, part by part as time passes."""
        step = len(content) // 3 + 1
        self.writing[path] = [content[start : start + step] for start in range(0, len(content), step)]
        path.write_bytes(b"")
        self._write_next_part(path)

    def _write_next_part(self, path: Path) -> None:
        parts = self.writing[path]
        with path.open("ab") as file:
            file.write(parts.pop(0))
        self._set_mtime(path)
        if not parts:
            del self.writing[path]

    def _set_mtime(self, path: Path) -> None:
        os.utime(path, (self.wall(), self.wall()))

    def run(self, dies_after: int | None = None) -> RunResult | None:
        """Run once from start to end, or until it dies after so many steps; return what it did, None where it died."""
        steps = 0

        def count_steps(*_: Any) -> None:
            nonlocal steps
            steps += 1
            if steps == dies_after:
                raise SimulatedKill

        with open_archive(self.root / "state", SETTINGS) as archive:
            inbox = FolderInbox(self.seeds, LIMITS, wall_clock=self.wall, sleep=self.wait)
            edges = Adapters(self, inbox, archive, self.output, fake_engine, FakeTemplates())
            try:
                return publish(edges, SETTINGS, count_steps)
            except SimulatedKill:
                return None
            finally:
                self._read_feed()

    def published(self) -> list[PublishedStory]:
        """Return what stands in the archive."""
        database = self.root / "state" / "archive.db"
        return published_stories(database) if database.exists() else []

    @property
    def seen(self) -> FeedObservations:
        """What a reader saw who looked after every run."""
        return FeedObservations(1, 1, (), tuple(self.doubled), frozenset(self.guids_seen))

    def _read_feed(self) -> None:
        if "site/rss.xml" in self.output.documents:
            guids = [each.text or "" for each in etree.fromstring(self.output.documents["site/rss.xml"]).iter("guid")]
            self.guids_seen.update(guids)
            self.doubled.update(guid for guid in guids if guids.count(guid) > 1)
