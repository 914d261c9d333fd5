"""A question's digest -> the answer that was kept, in a small file of the state folder."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CACHE_FILE = "llm_cache.sqlite"


class ResponseCache:
    """What a language model said and was printed, so that a run that starts afresh asks for none of it again.

    The file is no truth: lost or damaged, it is begun anew, and each question costs one more call. Without a `state`
    folder, the answers last as long as the object.
    """

    def __init__(self, state: Path | None = None) -> None:
        self._path = state / CACHE_FILE if state else None
        try:
            self._database = self._open()
        except (sqlite3.DatabaseError, OSError):
            self._database = self._recreate()

    def get(self, digest: str) -> str | None:
        """Return the answer to a question, or None where none is kept or can be read."""
        with suppress(sqlite3.Error):
            row = self._database.execute("SELECT answer FROM answers WHERE question = ?", (digest,)).fetchone()
            return str(row[0]) if row else None
        return None

    def store(self, digest: str, answer: str) -> None:
        """Keep an answer, where the disk allows it."""
        with suppress(sqlite3.Error, UnicodeEncodeError):
            self._database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", (digest, answer))

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _recreate(self) -> sqlite3.Connection:
        with suppress(sqlite3.DatabaseError, OSError):
            if self._path:
                self._path.unlink(missing_ok=True)
                return self._open()
        self._path = None  # a disk that takes nothing: they last as long as this object
        return self._open()

    def _open(self) -> sqlite3.Connection:
        if self._path is None:
            return _with_table(sqlite3.connect(":memory:", isolation_level=None))
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
        return _with_table(sqlite3.connect(self._path, isolation_level=None, timeout=5))


def _with_table(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.execute("CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, answer TEXT NOT NULL)")
        with closing(connection.execute("SELECT question, answer FROM answers LIMIT 1")) as rows:
            rows.fetchone()
    except BaseException:
        connection.close()
        raise
    return connection
