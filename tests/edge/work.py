"""Work for engines, in a module that workers can import."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Poison:
    """An item that kills whoever takes it, and leaves a mark for each time."""

    path: str


def double(item: object) -> object:
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
