"""The running service -> killed at any moment, or stopped as a service manager would."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.faults.crash.program import Program

STOP_TIMEOUT = 60.0


class KillableService:
    """One life of the service, from its start on; it has a process group of its own."""

    def __init__(self, program: Program, arguments: Sequence[str]) -> None:
        self._program = program
        self._child = program.begin(arguments, own_group=True)

    def kill(self, *, whole_group: bool) -> bool:
        """End it without a word, with all its processes (`family`) or alone; return whether it was still there."""
        there = os.waitpid(self._child, os.WNOHANG)[0] == 0
        if there:
            (os.killpg if whole_group else os.kill)(self._child, signal.SIGKILL)
            os.waitpid(self._child, 0)
        return there

    def stop(self) -> tuple[int, float]:
        """Ask it to end; return its exit code and how many seconds it took."""
        began = time.monotonic()
        os.kill(self._child, signal.SIGTERM)
        while (status := os.waitpid(self._child, os.WNOHANG))[0] == 0:
            if time.monotonic() - began > STOP_TIMEOUT:
                os.killpg(self._child, signal.SIGKILL)
                os.waitpid(self._child, 0)
                return -9, time.monotonic() - began
            time.sleep(0.01)
        return os.waitstatus_to_exitcode(status[1]), time.monotonic() - began

    def orphans(self) -> list[str]:
        """Return the processes that it has left, once they have had time to notice, and end them."""
        end = time.monotonic() + STOP_TIMEOUT
        while (left := _group_processes(self._child)) and time.monotonic() < end:
            time.sleep(0.02)
        if left:
            os.killpg(self._child, signal.SIGKILL)
        return left


def _group_processes(group: int) -> list[str]:
    """Return the command lines of the processes of a group that live."""
    found = []
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            with suppress(ProcessLookupError, FileNotFoundError):
                if os.getpgid(int(place.name)) == group and not _is_dead(place):
                    found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found


def _is_dead(place: Path) -> bool:
    return (place / "stat").read_text().rpartition(")")[2].split()[0] in "ZX"
