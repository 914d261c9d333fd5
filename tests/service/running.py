"""The real `feedpub run` in a user's folder: started, awaited by its log, and ended whatever happens."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.desk import FEEDPUB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.desk import Desk

TIMEOUT = 120
"""Seconds until a service that does not do what is awaited is taken for dead."""

SETTINGS = """
engine = "serial"
[watch]
settle = 0
[log]
format = "json"
"""


@dataclass
class RunningService:
    """A service at work; `log` is what it has logged until now."""

    desk: Desk
    process: subprocess.Popen[bytes]
    file: Path

    @property
    def log(self) -> list[dict[str, Any]]:
        lines = self.file.read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    def events(self, event: str, **fields: object) -> list[dict[str, Any]]:
        """Return the events of that name with these fields."""
        return [
            line
            for line in self.log
            if line["event"] == event and all(line.get(name) == value for name, value in fields.items())
        ]

    def wait_for_event(self, event: str, count: int = 1, **fields: object) -> dict[str, Any]:
        """Wait for the `count`-th such event, and return it."""
        self.wait_until(lambda: len(self.events(event, **fields)) >= count, f"{event} {fields}")
        return self.events(event, **fields)[count - 1]

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + TIMEOUT
        while not condition():
            assert self.process.poll() is None, self.file.read_text()
            assert time.monotonic() < end, f"never came: {what}\n{self.file.read_text()}"
            time.sleep(0.05)

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal, and return the exit code and the seconds that it took to end."""
        began = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(timeout=TIMEOUT)
        return code, time.monotonic() - began


@contextmanager
def running(
    desk: Desk, *words: str, before: Sequence[str] = (), settings: str = SETTINGS, **environment: str
) -> Iterator[RunningService]:
    """Run the service until the block ends; `before` stands before its command, as `faketime` does."""
    (desk.folder / "feedpub.toml").write_text(settings, encoding="utf-8")
    path = desk.folder / f"log-{time.monotonic_ns()}"
    with path.open("wb") as file:
        process = subprocess.Popen(
            [*before, FEEDPUB, "run", *words],
            cwd=desk.folder,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        try:
            yield RunningService(desk, process, path)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # what stands before the command leaves it behind when killed
            process.wait()
