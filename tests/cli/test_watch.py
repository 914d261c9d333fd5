"""`feedpub watch`: what publish does, again and again, as files arrive."""

from __future__ import annotations

import signal
import subprocess
import threading
from typing import TYPE_CHECKING

from tests.desk import FEEDPUB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.desk import Desk

TIMEOUT = 120
"""Seconds until a watcher that says nothing is taken for dead."""


def test_a_page_that_arrives_is_published_and_a_signal_ends_the_watch(
    desk: Desk, story: Callable[[str, str], str]
) -> None:
    (desk.folder / "feedpub.toml").write_text("[watch]\npoll_seconds = 1\nsettle = 0\n")
    with subprocess.Popen([FEEDPUB, "watch"], cwd=desk.folder, stdout=subprocess.PIPE, text=True) as watcher:
        kill = threading.Timer(TIMEOUT, watcher.kill)
        kill.start()
        lines = iter(watcher.stdout or ())
        _wait_for_line(lines, "Watching")
        _wait_for_line(lines, "documents written")
        desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
        _wait_for_line(lines, "1 page read, 1 story")
        watcher.send_signal(signal.SIGTERM)
        ended = watcher.wait()
        kill.cancel()

    assert ended == 0
    assert len(desk.json("articles")) == 1


def _wait_for_line(lines: Iterator[str], text: str) -> None:
    """Read on to a line with these words; fails at the end of the output."""
    printed = []
    for line in lines:
        printed.append(line)
        if text in line:
            return
    raise AssertionError(f"{text!r} was never said, but: {printed}")
