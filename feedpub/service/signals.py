"""Signals -> wishes: to stop, within ten seconds, and to read the settings again."""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

STOP_GRACE = 4.0
"""Seconds in which the page or the document under work may be finished; then it is abandoned."""

KILL_GRACE = 3.0
"""Seconds in which what was abandoned may be put away; then the process is gone, as if it had been killed."""


class ShutdownRequested(BaseException):
    """Work was broken off because the process is to end; it passes through whatever catches an `Exception`."""


class Signals:
    """What the process was asked for: SIGTERM and SIGINT to `stop`, SIGHUP to read the settings again (`reload`).

    An archive and an output survive a kill at any moment, so who does not come to an end in time is cut off: first the
    worker processes and what waits for them, at last the process itself. Its exit code says that it was asked to.
    """

    def __init__(self, grace: float = STOP_GRACE) -> None:
        self.stop_requested = False
        self.reload_requested = False
        self._grace = grace
        self._forced = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._request_stop)
        signal.signal(signal.SIGHUP, self._request_reload)
        signal.signal(signal.SIGALRM, self._force)

    @property
    def any_requested(self) -> bool:
        """Whether anything is asked for that ends a wait."""
        return self.stop_requested or self.reload_requested

    def raise_if_stopping(self, _step: str = "", _name: str = "") -> None:
        """Break the work off here, between two pages or documents, where the process is to end; raises `Stopping`."""
        if self.stop_requested:
            raise ShutdownRequested

    def cancel_timer(self) -> None:
        """Cut nobody off any more: all is put away."""
        signal.setitimer(signal.ITIMER_REAL, 0)

    def _request_stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the form that signal calls
        if not self.stop_requested:
            self.stop_requested = True
            signal.setitimer(signal.ITIMER_REAL, self._grace)

    def _request_reload(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the form that signal calls
        self.reload_requested = True

    def _force(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the form that signal calls
        if self._forced:
            os._exit(0)
        self._forced = True
        signal.setitimer(signal.ITIMER_REAL, KILL_GRACE)
        for child in multiprocessing.active_children():
            child.kill()
        raise ShutdownRequested
