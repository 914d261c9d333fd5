"""Rounds of pings -> done in a thread of their own, soon after each publication and again until nothing is owed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ERROR_RETRY_DELAY = 600.0
"""Seconds after which a round is tried again that ended in an error nobody foresaw."""


class BackgroundWorker:
    """Calls `turn` whenever it is woken, and by itself after as many seconds as it returned; None is not by itself.

    Whoever wakes it never waits for it. `on_error` is called with what the work raises.
    """

    def __init__(
        self, run_once: Callable[[], float | None], on_error: Callable[[Exception], object], name: str = "pinging"
    ) -> None:
        self._run_once = run_once
        self._on_error = on_error
        self._wake_event = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Have a round begun soon."""
        self._wake_event.set()

    def close(self, timeout: float = 2.0) -> None:
        """Begin no further round, and wait a little for the one under way; what it does not get to stays owed."""
        self._is_stopping = True
        self._wake_event.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        delay: float | None = None
        while True:
            self._wake_event.wait(delay)
            if self._is_stopping:
                return
            self._wake_event.clear()
            try:
                delay = self._run_once()
            except Exception as error:  # a full disk, or a fault of ours, must not end all pings
                self._on_error(error)
                delay = ERROR_RETRY_DELAY
