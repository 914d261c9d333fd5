"""What the service does -> signs of life: for the service manager, for `feedpub status`, for whoever asks it."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from feedpub.edge.notify import notify, pulse
from feedpub.edge.vitals import Vitals, write_vitals

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SELDOM = 30.0
"""Seconds between two signs of life in the state folder."""

STUCK = 300.0
"""Seconds without anything done after which the service is not alive."""


class Signs:
    """The signs of life of a service, which calls `beat` whenever it has done something."""

    def __init__(self) -> None:
        self._started = int(time.time())
        self._pulse = pulse(os.environ)
        self._last_pulse = 0.0
        self._last_beat = time.monotonic()
        self._last_word = 0.0
        self._word: tuple[bool, Mapping[str, str], int] | None = None

    @property
    def is_alive(self) -> bool:
        """Whether something was done lately, if only a look at the clock."""
        return abs(time.monotonic() - self._last_beat) < STUCK

    def beat(self) -> bool:
        """Note that something was done; return whether it is time to leave word again."""
        now = self._last_beat = time.monotonic()
        if self._pulse and abs(now - self._last_pulse) >= self._pulse / 2:
            self._last_pulse = now
            notify("WATCHDOG=1", os.environ)
        return abs(now - self._last_word) >= SELDOM

    def leave_word(self, state: Path, *, ready: bool, ailments: dict[str, str], queue: int) -> None:
        """Leave word in the state folder of how we are, where it is news or some time has passed."""
        now, word = time.monotonic(), (ready, ailments, queue)
        if word == self._word and abs(now - self._last_word) < SELDOM:
            return
        self._last_word, self._word = now, word
        at = int(time.time())
        vitals = Vitals(pid=os.getpid(), started=self._started, at=at, ready=ready, ailments=ailments, queue=queue)
        write_vitals(state, vitals)
