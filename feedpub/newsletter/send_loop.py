"""The due letters of an issue are sent: several connections, one writer, each step committed before its effect.

One thread writes the delivery store and builds the mails; each connection has a thread that only sends.
In one transaction the store learns what became of the last letters and which go out next, so that the disk is asked
once for as many letters as there are connections, and a kill leaves no more than these in the dark.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from feedpub.model import DeliveryStatus
from feedpub.newsletter.store.deliveries import DeliveryResult
from feedpub.newsletter.transport.protocol import (
    STATUS_OF_REPLY,
    SendReply,
    SendStatus,
    ServerRefused,
    ServerUnreachable,
    Transport,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from feedpub.model import Delivery, OutgoingMail
    from feedpub.newsletter.store.deliveries import DeliveryStore
    from feedpub.newsletter.transport.rate_limit import RateLimiter


LOOK_AHEAD = 200
"""Letters that are looked up at a time."""

STOP_CHECK_SECONDS = 0.2
"""Seconds after which a wait looks whether somebody asked to stop."""

MAX_COMMIT_DELAY = 0.05
"""Seconds for which letters at their end wait for others, to be stored together."""

RETRY_DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""After the first, the second ... attempt; the last holds from then on."""


@dataclass(slots=True)
class SendResult:
    """What one run of sending did."""

    counts_by_status: Counter[DeliveryStatus] = field(default_factory=Counter)
    server_trouble: str = ""
    """Why it stopped before its end, for the operator; "" where it did not."""
    bounced: list[Delivery] = field(default_factory=list)
    """Those whose mailbox the server said does not exist."""


def send_issue(
    issue_key: str,
    deliveries: DeliveryStore,
    build_mail: Callable[[Delivery], OutgoingMail | str],
    transports: Sequence[Transport],
    rate_limiter: RateLimiter,
    now: Callable[[], datetime],
    *,
    send_timeout: float,
    stop: Callable[[], bool] = lambda: False,
) -> SendResult:
    """Send what an issue owes now, until nothing is owed, the server is in trouble, or `stop` says so.

    `pack` makes the mail of a delivery at the last moment, or says in words why it is not to be sent. A carrier that
    takes longer than `patience` seconds for one mail is aborted. The caller is the only sender.
    """
    run = _Run(issue_key, deliveries, build_mail, transports, rate_limiter, now, send_timeout, stop)
    try:
        run.go()
    finally:
        run.end()
    return run.result


class _Job(NamedTuple):
    delivery: Delivery
    outgoing: OutgoingMail


class _Finished(NamedTuple):
    worker: int
    delivery: Delivery
    reply: SendReply | Exception


class _Run:
    def __init__(
        self,
        issue_key: str,
        deliveries: DeliveryStore,
        build_mail: Callable[[Delivery], OutgoingMail | str],
        transports: Sequence[Transport],
        rate_limiter: RateLimiter,
        now: Callable[[], datetime],
        send_timeout: float,
        stop: Callable[[], bool],
    ) -> None:
        self.result = SendResult()
        self._issue_key, self._deliveries, self._build_mail, self._rate_limiter, self._now = (
            issue_key,
            deliveries,
            build_mail,
            rate_limiter,
            now,
        )
        self._transports, self._send_timeout, self._stop = transports, send_timeout, stop
        self._finished: SimpleQueue[_Finished] = SimpleQueue()
        self._inboxes: list[SimpleQueue[_Job | None]] = [SimpleQueue() for _ in transports]
        self._idle = deque(range(len(transports)))
        self._busy_since: dict[int, float] = {}
        self._waiting: deque[Delivery] = deque()
        self._unstored_results: list[DeliveryResult] = []
        self._commit_seconds = 0.0
        self._threads = [
            threading.Thread(
                target=_send_from, args=(number, inbox, transport, self._finished), daemon=True, name=f"post-{number}"
            )
            for number, (inbox, transport) in enumerate(zip(self._inboxes, transports, strict=True))
        ]

    def go(self) -> None:
        for thread in self._threads:
            thread.start()
        while not self._stopping:
            self._start_next()
            if not self._busy_since and not self._unstored_results and not self._is_rate_limited():
                break
            self._collect()

    def end(self) -> None:
        """Wait for the letters under way, settle them, and let the threads go."""
        while self._busy_since:
            self._collect()
        self._deliveries.commit_round(self._unstored_results, (), self._now())
        self._unstored_results = []
        for inbox in self._inboxes:
            inbox.put(None)
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    @property
    def _stopping(self) -> bool:
        return bool(self.result.server_trouble) or self._stop()

    def _start_next(self) -> None:
        """Commit the last letters' fates together with the next ones' intents; then hand these to the idle desks."""
        chosen: dict[int, _Job] = {}
        self._fetch_due()
        while len(chosen) < len(self._idle) and (delivery := self._next_allowed()):
            outgoing = self._build_mail(delivery)
            if isinstance(outgoing, str):
                self._exclude(delivery, outgoing)
            else:
                chosen[delivery.subscriber.key] = _Job(delivery, outgoing)
        now = self._now()
        results, self._unstored_results = self._unstored_results, []
        began = monotonic()
        marked = self._deliveries.commit_round(results, [job.delivery for job in chosen.values()], now)
        self._commit_seconds = min(monotonic() - began, MAX_COMMIT_DELAY)
        for delivery in marked:
            worker = self._idle.popleft()
            self._busy_since[worker] = monotonic()
            self._inboxes[worker].put(chosen[delivery.subscriber.key])

    def _fetch_due(self) -> None:
        """Have letters at hand; never between two choices of one round, since what is chosen is owed until its end."""
        if not self._waiting and self._idle:
            limited_domains = self._rate_limiter.limited_domains()
            self._waiting.extend(self._deliveries.due(self._issue_key, self._now(), LOOK_AHEAD, limited_domains))

    def _next_allowed(self) -> Delivery | None:
        """Return the next letter of those looked up whose domain and whose turn it is."""
        while self._waiting and self._rate_limiter.can_send():
            delivery = self._waiting.popleft()
            if self._rate_limiter.acquire(delivery.subscriber.address.rpartition("@")[2].lower()):
                return delivery
        return None

    def _is_rate_limited(self) -> bool:
        """Whether letters are owed still: the rates keep them back, or did a moment ago."""
        return bool(self._deliveries.due(self._issue_key, self._now(), 1))

    def _exclude(self, delivery: Delivery, reason: str) -> None:
        now = self._now()
        if self._deliveries.commit_round((), [delivery], now):
            self._deliveries.commit_round([DeliveryResult(delivery, DeliveryStatus.EXCLUDED, reason)], (), now)
            self.result.counts_by_status[DeliveryStatus.EXCLUDED] += 1

    def _collect(self) -> None:
        """Wait for a letter that came to its end, and take all that do within the time that the last commit took."""
        with suppress(Empty):
            self._take_finished(self._finished.get(timeout=STOP_CHECK_SECONDS))
            end = monotonic() + self._commit_seconds
            while self._busy_since:
                self._take_finished(self._finished.get(timeout=max(end - monotonic(), 0)))
        for worker, busy_since in self._busy_since.items():
            if monotonic() - busy_since > self._send_timeout:
                self._transports[worker].abort()

    def _take_finished(self, finished: _Finished) -> None:
        self._busy_since.pop(finished.worker)
        self._idle.append(finished.worker)
        delivery_result = self._to_result(finished.delivery, finished.reply)
        self._unstored_results.append(delivery_result)
        self.result.counts_by_status[delivery_result.status] += 1

    def _to_result(self, delivery: Delivery, reply: SendReply | Exception) -> DeliveryResult:
        now = self._now()
        retry_at = now + RETRY_DELAYS[min(delivery.attempts, len(RETRY_DELAYS) - 1)]
        if isinstance(reply, Exception):
            self.result.server_trouble = self.result.server_trouble or str(reply)
            if isinstance(reply, ServerUnreachable | ServerRefused):
                return DeliveryResult(delivery, DeliveryStatus.RETRY, str(reply), retry_at)
            return DeliveryResult(delivery, DeliveryStatus.UNCERTAIN, f"the sender failed on it ({reply!r})")
        if reply.status is SendStatus.NO_SUCH_MAILBOX:
            self.result.bounced.append(delivery)
        status = STATUS_OF_REPLY[reply.status]
        return DeliveryResult(delivery, status, reply.text, retry_at if status is DeliveryStatus.RETRY else None)


def _send_from(
    worker: int, inbox: SimpleQueue[_Job | None], transport: Transport, finished: SimpleQueue[_Finished]
) -> None:
    """Carry what is laid on the desk until None is."""
    while job := inbox.get():
        try:
            reply: SendReply | Exception = transport.send(
                job.outgoing.content, job.outgoing.sender, job.outgoing.recipient
            )
        except Exception as error:  # whatever it is, the store must get a result for this letter
            reply = error
        finished.put(_Finished(worker, job.delivery, reply))
    transport.close()
