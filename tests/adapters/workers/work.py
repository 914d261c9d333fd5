"""Work for engines, in a module that workers can import."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class KillsWorker:
    """An item that kills whoever takes it, and leaves a mark for each time."""

    path: str


class NeverEnds:
    """An item that takes for ever, where no Python code runs that could look at a clock."""


class EatsMemory:
    """An item that takes all the memory there is."""


class CrashesInterpreter:
    """An item that brings down the interpreter."""


def double_or_die(item: object) -> object:
    if isinstance(item, NeverEnds):
        re.fullmatch("(a+)+b", "a" * 60)
    if isinstance(item, EatsMemory):
        hoard = []
        while True:
            hoard.append(bytearray(50_000_000))
    if isinstance(item, CrashesInterpreter):
        ctypes.string_at(0)
    if isinstance(item, KillsWorker):
        with Path(item.path).open("a") as marks:
            marks.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    return item * 2 if isinstance(item, int) else item


def kill_once(item: tuple[int, str]) -> int:
    """Return the number; the first to come to it kills its worker instead."""
    number, mark = item
    if number == 7:
        try:
            Path(mark).touch(exist_ok=False)
        except FileExistsError:
            return number
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def slow(item: int) -> int:
    time.sleep(0.02)
    return item


def fail(item: int) -> int:
    raise ValueError(f"no {item}")


PRELOADED_BY: list[int] = []


def preload() -> None:
    """Load what every worker needs."""
    PRELOADED_BY.append(os.getpid())


def count_preloads(item: int) -> tuple[int, int]:
    """Return how often it was loaded, and by a process other than this."""
    return len(PRELOADED_BY), sum(number != os.getpid() for number in PRELOADED_BY)


def time_work(item: int) -> tuple[float, float]:
    """Return when the work on an item began and ended."""
    begin = time.monotonic()
    time.sleep(0.02)
    return begin, time.monotonic()


def work_until_go(item: tuple[int, str]) -> None:
    """Work until there is a file `go`."""
    while not (Path(item[1]) / "go").exists():
        time.sleep(0.01)
