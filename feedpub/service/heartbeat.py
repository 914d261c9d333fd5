"""What the service does -> signs of life: for the service manager, for `feedpub status`, for whoever asks it."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from feedpub.adapters.system.status_file import ServiceStatus, write_service_status
from feedpub.adapters.system.systemd import notify_systemd, watchdog_interval

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STATUS_INTERVAL = 30.0
"""Seconds between two signs of life in the state folder."""

STUCK_AFTER = 300.0
"""Seconds without anything done after which the service is not alive."""


class Heartbeat:
    """The signs of life of a service, which calls `beat` whenever it has done something."""

    def __init__(self) -> None:
        self._started = int(time.time())
        self._watchdog_interval = watchdog_interval(os.environ)
        self._last_watchdog = 0.0
        self._last_beat = time.monotonic()
        self._last_write = 0.0
        self._last_status: tuple[bool, Mapping[str, str], int] | None = None

    @property
    def is_alive(self) -> bool:
        """Whether something was done lately, if only a look at the clock."""
        return abs(time.monotonic() - self._last_beat) < STUCK_AFTER

    def beat(self) -> bool:
        """Note that something was done; return whether it is time to leave word again."""
        now = self._last_beat = time.monotonic()
        if self._watchdog_interval and abs(now - self._last_watchdog) >= self._watchdog_interval / 2:
            self._last_watchdog = now
            notify_systemd("WATCHDOG=1", os.environ)
        return abs(now - self._last_write) >= STATUS_INTERVAL

    def write_status(self, state: Path, *, ready: bool, failures: dict[str, str], unstable_files: int) -> None:
        """Leave word in the state folder of how we are, where it is news or some time has passed."""
        now, status = time.monotonic(), (ready, failures, unstable_files)
        if status == self._last_status and abs(now - self._last_write) < STATUS_INTERVAL:
            return
        self._last_write, self._last_status = now, status
        timestamp = int(time.time())
        service_status = ServiceStatus(
            pid=os.getpid(),
            started=self._started,
            written_at=timestamp,
            ready=ready,
            failures=failures,
            unstable_count=unstable_files,
        )
        write_service_status(state, service_status)
