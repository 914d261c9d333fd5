"""The published feeds -> every WebSub hub told of each whose bytes it does not know, now or when it can be.

What is owed follows from what stands in the output and what is on record as told: a kill between a publication and its
pings loses none. A hub that fails is tried again, ever more seldom, until a day has passed.
"""

from __future__ import annotations

import os
import re
import time
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import msgspec

from feedpub.edge.hub_line import HubLine, NotTold
from feedpub.edge.lock import lock
from feedpub.edge.pings import Pings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feedpub.edge.pings import Standing
    from feedpub.settings import Settings

LOCK = "pings.lock"
"""Held by who pings, so that no hub is told twice at once."""

TOPIC = re.compile(r"(rss|atom)(-summary)?\.xml|feed(-summary)?\.json")
"""The documents that readers subscribe to; those of the archive name no hub."""

APART = frozenset({"articles", "digests"})
"""Folders of the site without feeds; the first is its largest by far."""

FIRST_WAIT, LONGEST_WAIT = 60, 3600
"""Seconds between two tries: 1 minute, 2, 4, 8, 16, 32, and then an hour."""

OLDEST = 86_400
"""Seconds after which a ping that failed is given up: by then, all readers have looked for themselves."""

IN_A_ROW = 3
"""So many failures mean that it is the hub that fails, and not a feed."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one ping and all of them may take, in seconds."""

    ping: float = 10.0
    all: float = 60.0


class Failure(NamedTuple):
    """A ping that failed, and why."""

    hub: str
    url: str
    why: str


@dataclass(slots=True)
class Told:
    """What came of one round of pings."""

    pings: int = 0
    """Taken by their hubs."""
    failures: list[Failure] = field(default_factory=list)
    given_up: list[Failure] = field(default_factory=list)
    owed: int = 0
    """Still to be told."""
    again: float | None = None
    """In how many seconds it is worth while to try again; None where nothing is owed."""


class _Topic(NamedTuple):
    url: str
    path: Path
    seen: str


def tell_hubs(site: Path, state: Path, settings: Settings, now: datetime, patience: Patience | None = None) -> Told:
    """Tell the hubs of the settings what they do not know yet of the feeds below `site`, and return how that went.

    Nothing happens without hubs, nor without `base_url`: nobody could fetch the feed. Raises `AnotherIsRunning` where
    somebody else pings, and `OSError` where what was told cannot be put on record.
    """
    if not settings.feeds.hubs or not settings.base_url:
        return Told()
    with lock(state, LOCK):
        topics = list(_topics(site, settings.root_url))
        with closing(_Round(Pings(state), topics, settings, now.timestamp(), patience or Patience())) as turn:
            for hub in settings.feeds.hubs:
                turn.tell(hub)
            return turn.told


class _Round:
    """One round over all hubs, in `patience.all` seconds; what is not done by then is owed."""

    def __init__(self, pings: Pings, topics: list[_Topic], settings: Settings, now: float, patience: Patience) -> None:
        self.told = Told()
        self._pings = pings
        self._topics = topics
        self._hubs = settings.feeds.hubs
        self._now = now
        self._patience = patience
        self._end = time.monotonic() + patience.all

    def close(self) -> None:
        self._pings.close(self._hubs, (topic.url for topic in self._topics))

    def tell(self, hub: str) -> None:
        """Tell one hub; those feeds first that were tried least, so that one that always fails delays no other."""
        owed = sorted(self._owed(hub), key=lambda each: (each[0].tries, each[0].url))
        self.told.owed += len(owed)
        if not owed:
            return
        itself = self._pings.of(hub)
        if self._rests(itself):
            return
        in_a_row = 0
        with HubLine(hub, self._patience.ping) as line:
            for standing, topic in owed:
                if self._rests(standing):
                    continue
                if time.monotonic() >= self._end:
                    self._come_again(0)
                    return
                in_a_row = 0 if self._ping(line, standing, topic) else in_a_row + 1
                if in_a_row == IN_A_ROW:
                    self._put_off(itself)
                    return
        if itself.tries:
            self._pings.put(msgspec.structs.replace(itself, tries=0, not_before=0))

    def _owed(self, hub: str) -> Iterator[tuple[Standing, _Topic]]:
        """Yield what a hub has not been told; a file is read only where the file system tells something new of it."""
        for topic in self._topics:
            standing = self._pings.of(hub, topic.url)
            if standing.seen == topic.seen:
                continue
            try:
                digest = sha256(topic.path.read_bytes()).hexdigest()[:32]
            except OSError:  # removed since it was found
                continue
            if digest == standing.told:
                self._pings.put(msgspec.structs.replace(standing, seen=topic.seen, owed="", tries=0))
            elif digest == standing.owed:
                yield standing, topic
            else:
                yield msgspec.structs.replace(standing, owed=digest, since=self._now, tries=0, not_before=0), topic

    def _rests(self, standing: Standing) -> bool:
        """Whether it is too early to try again; a time that is too far away means that the clock was set back."""
        wait = standing.not_before - self._now
        if 0 < wait <= LONGEST_WAIT:
            self._come_again(wait)
            return True
        return False

    def _ping(self, line: HubLine, standing: Standing, topic: _Topic) -> bool:
        try:
            line.tell(topic.url)
        except NotTold as error:
            failure = Failure(line.hub, topic.url, str(error))
            if self._now - standing.since >= OLDEST:
                self.told.given_up.append(failure)
                self._settle(standing, topic)
            else:
                self.told.failures.append(failure)
                self._put_off(standing)
            return False
        self.told.pings += 1
        self._settle(standing, topic)
        return True

    def _settle(self, standing: Standing, topic: _Topic) -> None:
        """Have it on record that these bytes are dealt with; what came after them will be found to differ."""
        self.told.owed -= 1
        self._pings.put(
            msgspec.structs.replace(standing, told=standing.owed, seen=topic.seen, owed="", tries=0, not_before=0)
        )

    def _put_off(self, standing: Standing) -> None:
        wait = min(FIRST_WAIT << min(standing.tries, 10), LONGEST_WAIT)
        self._come_again(wait)
        self._pings.put(msgspec.structs.replace(standing, tries=standing.tries + 1, not_before=self._now + wait))

    def _come_again(self, seconds: float) -> None:
        self.told.again = min(seconds, seconds if self.told.again is None else self.told.again)


def _topics(site: Path, root: str) -> Iterator[_Topic]:
    """Yield the feeds that may be subscribed to, each with what tells its present version apart from any other."""
    for folder, folders, names in os.walk(site):
        folders[:] = sorted(each for each in folders if each not in APART and not each.startswith("."))
        for name in sorted(filter(TOPIC.fullmatch, names)):
            path = Path(folder, name)
            try:
                told = path.stat()
            except OSError:
                continue
            seen = f"{told.st_ino}-{told.st_size}-{told.st_mtime_ns}"
            yield _Topic(root + quote(path.relative_to(site).as_posix()), path, seen)
