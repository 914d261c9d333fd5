"""Rounds of pings -> done in a thread of their own, soon after each publication and again until nothing is owed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

AFTER_A_FAULT = 600.0
"""Seconds after which a round is tried again that ended in an error nobody foresaw."""


class Pinging:
    """Calls `turn` whenever it is woken, and by itself after as many seconds as it returned; None is not by itself.

    Whoever wakes it never waits for it. `wrong` is told what `turn` raises.
    """

    def __init__(
        self, turn: Callable[[], float | None], wrong: Callable[[Exception], object], name: str = "pinging"
    ) -> None:
        self._turn = turn
        self._wrong = wrong
        self._woken = threading.Event()
        self._ends = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Have a round begun soon."""
        self._woken.set()

    def close(self, patience: float = 2.0) -> None:
        """Begin no further round, and wait a little for the one under way; what it does not get to stays owed."""
        self._ends = True
        self._woken.set()
        self._thread.join(patience)

    def _run(self) -> None:
        again: float | None = None
        while True:
            self._woken.wait(again)
            if self._ends:
                return
            self._woken.clear()
            try:
                again = self._turn()
            except Exception as error:  # a full disk, or a fault of ours, must not end all pings
                self._wrong(error)
                again = AFTER_A_FAULT
