"""The feed reader newsboat, run for one look at its feeds, and what it has in its cache after that."""

from __future__ import annotations

import sqlite3
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Item:
    """A story as newsboat keeps it; `date` counts the seconds since 1970, `unread` is 1 until it was opened."""

    feed: str
    guid: str
    title: str
    url: str
    author: str
    date: int
    content: str
    unread: int


class Newsboat:
    """A reader with a home of its own, subscribed to some addresses."""

    def __init__(self, program: str, home: Path, addresses: Sequence[str] = ()) -> None:
        self.home = home
        self._program = program
        home.mkdir(parents=True, exist_ok=True)
        (home / "urls").write_text("".join(f"{address}\n" for address in addresses), encoding="utf-8")
        (home / "config").write_text("download-retries 1\n", encoding="utf-8")

    def reload(self) -> None:
        """Fetch every feed once, as a person does who presses R."""
        self.run("-x", "reload")

    def run(self, *words: str) -> str:
        """Start it with these words and return what it printed."""
        own = [f"{flag}{self.home / name}" for flag, name in (("-u", "urls"), ("-c", "cache.db"), ("-C", "config"))]
        done = subprocess.run(
            [self._program, *own, *words],
            check=True,
            capture_output=True,
            timeout=60,
            encoding="utf-8",
            env={"HOME": str(self.home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "TERM": "dumb"},
        )
        return done.stdout

    def items(self) -> list[Item]:
        """Return what it would list, newest first, feed by feed."""
        with sqlite3.connect(self.home / "cache.db") as cache:
            rows = cache.execute(
                "SELECT feedurl, guid, title, url, author, pubDate, content, unread FROM rss_item "
                "WHERE deleted = 0 ORDER BY feedurl, pubDate DESC, id"
            ).fetchall()
        cache.close()
        return [Item(*row) for row in rows]

    def feeds(self) -> dict[str, str]:
        """Return the titles of its feeds by their addresses."""
        with sqlite3.connect(self.home / "cache.db") as cache:
            rows = cache.execute("SELECT rssurl, title FROM rss_feed").fetchall()
        cache.close()
        return dict(rows)
