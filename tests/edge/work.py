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
class Poison:
    """An item that kills whoever takes it, and leaves a mark for each time."""

    path: str


class Forever:
    """An item that takes for ever, where no Python code runs that could look at a clock."""


class Glutton:
    """An item that takes all the memory there is."""


class Crash:
    """An item that brings down the interpreter."""


def double(item: object) -> object:
    if isinstance(item, Forever):
        re.fullmatch("(a+)+b", "a" * 60)
    if isinstance(item, Glutton):
        hoard = []
        while True:
            hoard.append(bytearray(50_000_000))
    if isinstance(item, Crash):
        ctypes.string_at(0)
    if isinstance(item, Poison):
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


LOADED: list[int] = []


def load() -> None:
    """Load what every worker needs."""
    LOADED.append(os.getpid())


def loaded(item: int) -> tuple[int, int]:
    """Return how often it was loaded, and by a process other than this."""
    return len(LOADED), sum(number != os.getpid() for number in LOADED)


def process(item: int) -> tuple[float, float]:
    """Return when the work on an item began and ended."""
    begin = time.monotonic()
    time.sleep(0.02)
    return begin, time.monotonic()


def take_long(item: tuple[int, str]) -> None:
    """Work until there is a file `go`."""
    while not (Path(item[1]) / "go").exists():
        time.sleep(0.01)
