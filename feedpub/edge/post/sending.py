"""What an issue owes -> letters on their way: several connections, one ledger, each step committed before its effect.

One thread keeps the ledger and makes the mails; each connection has a thread of its own, which does nothing but carry.
In one transaction the ledger learns what became of the last letters and which go out next, so that the disk is asked
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
from typing import TYPE_CHECKING, NamedTuple, Protocol

from feedpub.edge.post.ledger import Settled
from feedpub.edge.post.smtp import Fate, Refused, Unreachable, Verdict
from feedpub.model import Sending

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from feedpub.edge.post.ledger import Ledger
    from feedpub.edge.post.rates import Rates
    from feedpub.model import Delivery, Parcel

AHEAD = 200
"""Letters that are looked up at a time."""

TICK = 0.2
"""Seconds after which a wait looks whether somebody asked to stop."""

LONGEST_WAIT = 0.05
"""Seconds for which letters at their end wait for others, to be stored together."""

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""After the first, the second ... attempt; the last holds from then on."""


class Carrier(Protocol):
    """Whoever takes mails to the next server, one after the other."""

    def carry(self, mail: bytes, sender: str, recipient: str) -> Verdict:
        """Return what became of the mail; raises `Unreachable` or `Refused` where nothing can be sent at all."""
        ...

    def abort(self) -> None:
        """Make a `carry` in another thread return soon."""
        ...

    def close(self) -> None:
        """Let go of the server."""
        ...


@dataclass(slots=True)
class Outcome:
    """What one run of sending did."""

    counts: Counter[Sending] = field(default_factory=Counter)
    trouble: str = ""
    """Why it stopped before its end, for the operator; "" where it did not."""
    bounced: list[Delivery] = field(default_factory=list)
    """Those whose mailbox the server said does not exist."""


def send(
    key: str,
    ledger: Ledger,
    pack: Callable[[Delivery], Parcel | str],
    carriers: Sequence[Carrier],
    rates: Rates,
    now: Callable[[], datetime],
    *,
    patience: float,
    stop: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Send what an issue owes now, until nothing is owed, the server is in trouble, or `stop` says so.

    `pack` makes the mail of a delivery at the last moment, or says in words why it is not to be sent. A carrier that
    takes longer than `patience` seconds for one mail is aborted. The caller is the only sender.
    """
    run = _Run(key, ledger, pack, carriers, rates, now, patience, stop)
    try:
        run.go()
    finally:
        run.end()
    return run.outcome


class _Job(NamedTuple):
    delivery: Delivery
    parcel: Parcel


class _Done(NamedTuple):
    worker: int
    delivery: Delivery
    verdict: Verdict | Exception


class _Run:
    def __init__(
        self,
        key: str,
        ledger: Ledger,
        pack: Callable[[Delivery], Parcel | str],
        carriers: Sequence[Carrier],
        rates: Rates,
        now: Callable[[], datetime],
        patience: float,
        stop: Callable[[], bool],
    ) -> None:
        self.outcome = Outcome()
        self._key, self._ledger, self._pack, self._rates, self._now = key, ledger, pack, rates, now
        self._carriers, self._patience, self._stop = carriers, patience, stop
        self._done: SimpleQueue[_Done] = SimpleQueue()
        self._desks: list[SimpleQueue[_Job | None]] = [SimpleQueue() for _ in carriers]
        self._idle = deque(range(len(carriers)))
        self._since: dict[int, float] = {}
        self._waiting: deque[Delivery] = deque()
        self._settled: list[Settled] = []
        self._stepped = 0.0
        self._threads = [
            threading.Thread(
                target=_carry, args=(number, desk, carrier, self._done), daemon=True, name=f"post-{number}"
            )
            for number, (desk, carrier) in enumerate(zip(self._desks, carriers, strict=True))
        ]

    def go(self) -> None:
        for thread in self._threads:
            thread.start()
        while not self._stopping:
            self._hand_out()
            if not self._since and not self._settled and not self._is_held_up():
                break
            self._collect()

    def end(self) -> None:
        """Wait for the letters under way, settle them, and let the threads go."""
        while self._since:
            self._collect()
        self._ledger.step(self._settled, (), self._now())
        self._settled = []
        for desk in self._desks:
            desk.put(None)
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    @property
    def _stopping(self) -> bool:
        return bool(self.outcome.trouble) or self._stop()

    def _hand_out(self) -> None:
        """Commit the last letters' fates together with the next ones' intents; then hand these to the idle desks."""
        chosen: dict[int, _Job] = {}
        self._look_up()
        while len(chosen) < len(self._idle) and (delivery := self._next()):
            parcel = self._pack(delivery)
            if isinstance(parcel, str):
                self._exclude(delivery, parcel)
            else:
                chosen[delivery.subscriber.key] = _Job(delivery, parcel)
        now = self._now()
        settled, self._settled = self._settled, []
        began = monotonic()
        under_way = self._ledger.step(settled, [job.delivery for job in chosen.values()], now)
        self._stepped = min(monotonic() - began, LONGEST_WAIT)
        for delivery in under_way:
            desk = self._idle.popleft()
            self._since[desk] = monotonic()
            self._desks[desk].put(chosen[delivery.subscriber.key])

    def _look_up(self) -> None:
        """Have letters at hand; never between two choices of one round, since what is chosen is owed until its end."""
        if not self._waiting and self._idle:
            busy = self._rates.resting_domains()
            self._waiting.extend(self._ledger.owed(self._key, self._now(), AHEAD, busy))

    def _next(self) -> Delivery | None:
        """Return the next letter of those looked up whose domain and whose turn it is."""
        while self._waiting and self._rates.ready():
            delivery = self._waiting.popleft()
            if self._rates.take(delivery.subscriber.address.rpartition("@")[2].lower()):
                return delivery
        return None

    def _is_held_up(self) -> bool:
        """Whether letters are owed still: the rates keep them back, or did a moment ago."""
        return bool(self._ledger.owed(self._key, self._now(), 1))

    def _exclude(self, delivery: Delivery, why: str) -> None:
        now = self._now()
        if self._ledger.step((), [delivery], now):
            self._ledger.step([Settled(delivery, Sending.EXCLUDED, why)], (), now)
            self.outcome.counts[Sending.EXCLUDED] += 1

    def _collect(self) -> None:
        """Wait for a letter that came to its end, and take all that do within the time that the last commit took."""
        with suppress(Empty):
            self._take(self._done.get(timeout=TICK))
            end = monotonic() + self._stepped
            while self._since:
                self._take(self._done.get(timeout=max(end - monotonic(), 0)))
        for desk, since in self._since.items():
            if monotonic() - since > self._patience:
                self._carriers[desk].abort()

    def _take(self, done: _Done) -> None:
        self._since.pop(done.worker)
        self._idle.append(done.worker)
        settled = self._judged(done.delivery, done.verdict)
        self._settled.append(settled)
        self.outcome.counts[settled.state] += 1

    def _judged(self, delivery: Delivery, verdict: Verdict | Exception) -> Settled:
        now = self._now()
        after = now + BACK_OFF[min(delivery.attempt, len(BACK_OFF) - 1)]
        if isinstance(verdict, Exception):
            self.outcome.trouble = self.outcome.trouble or str(verdict)
            if isinstance(verdict, Unreachable | Refused):
                return Settled(delivery, Sending.RETRY, str(verdict), after)
            return Settled(delivery, Sending.UNCERTAIN, f"the sender failed on it ({verdict!r})")
        if verdict.fate is Fate.NOBODY:
            self.outcome.bounced.append(delivery)
        state = _STATES[verdict.fate]
        return Settled(delivery, state, verdict.words, after if state is Sending.RETRY else None)


_STATES = {
    Fate.TAKEN: Sending.SENT,
    Fate.LATER: Sending.RETRY,
    Fate.NEVER: Sending.FAILED,
    Fate.NOBODY: Sending.FAILED,
    Fate.UNKNOWN: Sending.UNCERTAIN,
}


def _carry(number: int, desk: SimpleQueue[_Job | None], carrier: Carrier, done: SimpleQueue[_Done]) -> None:
    """Carry what is laid on the desk until None is."""
    while job := desk.get():
        try:
            verdict: Verdict | Exception = carrier.carry(job.parcel.mail, job.parcel.sender, job.parcel.recipient)
        except Exception as error:  # whatever it is, the ledger must hear of this letter
            verdict = error
        done.put(_Done(number, job.delivery, verdict))
    carrier.close()
