"""Every WebSub hub is pinged for each published feed whose bytes it does not know, now or when it can be.

What is pending follows from the output and from what is on record as sent: a kill between a publication and its
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

from feedpub.adapters.system.locks import hold_lock
from feedpub.adapters.websub.client import HubClient, PingFailed
from feedpub.adapters.websub.state import TopicStates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feedpub.adapters.websub.state import TopicState
    from feedpub.settings import Settings

PING_LOCK = "websub.lock"
"""Held while pinging, so that no hub is pinged twice at once."""

FEED_FILE = re.compile(r"(rss|atom)(-summary)?\.xml|feed(-summary)?\.json")
"""The documents that readers subscribe to; those of the archive name no hub."""

FOLDERS_WITHOUT_FEEDS = frozenset({"articles", "digests"})
"""Folders of the site without feeds; the first is its largest by far."""

MIN_RETRY_DELAY, MAX_RETRY_DELAY = 60, 3600
"""Seconds between two tries: 1 minute, 2, 4, 8, 16, 32, and then an hour."""

GIVE_UP_AFTER = 86_400
"""Seconds after which a ping that failed is given up: by then, all readers have looked for themselves."""

MAX_FAILURES_IN_A_ROW = 3
"""So many failures mean that it is the hub that fails, and not a feed."""


@dataclass(frozen=True, slots=True)
class PingTimeouts:
    """How long one ping and all of them may take, in seconds."""

    ping: float = 10.0
    total: float = 60.0


class FailedPing(NamedTuple):
    """A ping that failed, and why."""

    hub: str
    url: str
    reason: str


@dataclass(slots=True)
class PingResult:
    """What came of one round of pings."""

    pings: int = 0
    """Taken by their hubs."""
    failures: list[FailedPing] = field(default_factory=list)
    given_up: list[FailedPing] = field(default_factory=list)
    pending: int = 0
    """Still to be sent."""
    retry_in: float | None = None
    """In how many seconds it is worth while to try again; None where nothing is owed."""


class _Topic(NamedTuple):
    url: str
    path: Path
    file_stat: str


def ping_hubs(
    site: Path, state: Path, settings: Settings, now: datetime, timeouts: PingTimeouts | None = None
) -> PingResult:
    """Tell the hubs of the settings what they do not know yet of the feeds below `site`, and return how that went.

    Nothing happens without hubs, nor without `base_url`: nobody could fetch the feed. Raises `AnotherIsRunning` where
    somebody else pings, and `OSError` where what was sent cannot be put on record.
    """
    if not settings.feeds.hubs or not settings.base_url:
        return PingResult()
    with hold_lock(state, PING_LOCK):
        topics = list(_feed_topics(site, settings.root_url))
        with closing(
            _PingRound(TopicStates(state), topics, settings, now.timestamp(), timeouts or PingTimeouts())
        ) as ping_round:
            for hub in settings.feeds.hubs:
                ping_round.ping_hub(hub)
            return ping_round.result


class _PingRound:
    """One round over all hubs, in `patience.all` seconds; what is not done by then is owed."""

    def __init__(
        self, states: TopicStates, topics: list[_Topic], settings: Settings, now: float, timeouts: PingTimeouts
    ) -> None:
        self.result = PingResult()
        self._states = states
        self._topics = topics
        self._hubs = settings.feeds.hubs
        self._now = now
        self._timeouts = timeouts
        self._end = time.monotonic() + timeouts.total

    def close(self) -> None:
        self._states.close(self._hubs, (topic.url for topic in self._topics))

    def ping_hub(self, hub: str) -> None:
        """Tell one hub; those feeds first that were tried least, so that one that always fails delays no other."""
        pending = sorted(self._pending_topics(hub), key=lambda each: (each[0].attempts, each[0].url))
        self.result.pending += len(pending)
        if not pending:
            return
        hub_state = self._states.state_of(hub)
        if self._must_wait(hub_state):
            return
        in_a_row = 0
        with HubClient(hub, self._timeouts.ping) as client:
            for topic_state, topic in pending:
                if self._must_wait(topic_state):
                    continue
                if time.monotonic() >= self._end:
                    self._retry_in(0)
                    return
                in_a_row = 0 if self._ping(client, topic_state, topic) else in_a_row + 1
                if in_a_row == MAX_FAILURES_IN_A_ROW:
                    self._postpone(hub_state)
                    return
        if hub_state.attempts:
            self._states.save(msgspec.structs.replace(hub_state, attempts=0, not_before=0))

    def _pending_topics(self, hub: str) -> Iterator[tuple[TopicState, _Topic]]:
        """Yield the topics that a hub does not know yet; a file is read only where its stat changed."""
        for topic in self._topics:
            topic_state = self._states.state_of(hub, topic.url)
            if topic_state.file_stat == topic.file_stat:
                continue
            try:
                digest = sha256(topic.path.read_bytes()).hexdigest()[:32]
            except OSError:  # removed since it was found
                continue
            if digest == topic_state.sent_digest:
                self._states.save(
                    msgspec.structs.replace(topic_state, file_stat=topic.file_stat, pending_digest="", attempts=0)
                )
            elif digest == topic_state.pending_digest:
                yield topic_state, topic
            else:
                yield (
                    msgspec.structs.replace(
                        topic_state, pending_digest=digest, first_tried=self._now, attempts=0, not_before=0
                    ),
                    topic,
                )

    def _must_wait(self, topic_state: TopicState) -> bool:
        """Whether it is too early to try again; a time that is too far away means that the clock was set back."""
        wait = topic_state.not_before - self._now
        if 0 < wait <= MAX_RETRY_DELAY:
            self._retry_in(wait)
            return True
        return False

    def _ping(self, client: HubClient, topic_state: TopicState, topic: _Topic) -> bool:
        try:
            client.ping(topic.url)
        except PingFailed as error:
            failure = FailedPing(client.hub, topic.url, str(error))
            if self._now - topic_state.first_tried >= GIVE_UP_AFTER:
                self.result.given_up.append(failure)
                self._record_sent(topic_state, topic)
            else:
                self.result.failures.append(failure)
                self._postpone(topic_state)
            return False
        self.result.pings += 1
        self._record_sent(topic_state, topic)
        return True

    def _record_sent(self, topic_state: TopicState, topic: _Topic) -> None:
        """Have it on record that these bytes are dealt with; what came after them will be found to differ."""
        self.result.pending -= 1
        self._states.save(
            msgspec.structs.replace(
                topic_state,
                sent_digest=topic_state.pending_digest,
                file_stat=topic.file_stat,
                pending_digest="",
                attempts=0,
                not_before=0,
            )
        )

    def _postpone(self, topic_state: TopicState) -> None:
        wait = min(MIN_RETRY_DELAY << min(topic_state.attempts, 10), MAX_RETRY_DELAY)
        self._retry_in(wait)
        self._states.save(
            msgspec.structs.replace(topic_state, attempts=topic_state.attempts + 1, not_before=self._now + wait)
        )

    def _retry_in(self, seconds: float) -> None:
        self.result.retry_in = min(seconds, seconds if self.result.retry_in is None else self.result.retry_in)


def _feed_topics(site: Path, root: str) -> Iterator[_Topic]:
    """Yield the feeds that may be subscribed to, each with what tells its present version apart from any other."""
    for folder, folders, names in os.walk(site):
        folders[:] = sorted(each for each in folders if each not in FOLDERS_WITHOUT_FEEDS and not each.startswith("."))
        for name in sorted(filter(FEED_FILE.fullmatch, names)):
            path = Path(folder, name)
            try:
                status = path.stat()
            except OSError:
                continue
            file_stat = f"{status.st_ino}-{status.st_size}-{status.st_mtime_ns}"
            yield _Topic(root + quote(path.relative_to(site).as_posix()), path, file_stat)
