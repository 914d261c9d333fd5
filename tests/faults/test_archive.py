"""The archive under a reader, a writer, and a migration that is killed (R29, R43)."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from feedpub.adapters.archive.archive import open_archive
from feedpub.adapters.archive.database import ARCHIVE_SCHEMA
from feedpub.adapters.archive.migrations import MIGRATIONS
from feedpub.adapters.database import sqlite
from feedpub.adapters.database.engine import Schema, migrate
from feedpub.errors import ArchiveTooNew
from feedpub.settings import Settings
from feedpub.testing import NOW, analysed_page, page, source_file

if TYPE_CHECKING:
    from pathlib import Path

OLD = 4
"""The schema of an archive that was written long ago."""

OPEN = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event, Engine
from feedpub.adapters.archive.archive import open_archive
from feedpub.settings import Settings

word, turn = sys.argv[2], int(sys.argv[3])
count = 0

def deadly(connection, cursor, statement, *rest):
    global count
    count += word in statement
    if count == turn:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "before_cursor_execute", deadly)
event.listen(Engine, "commit", lambda connection: deadly(connection, None, "COMMIT"))
open_archive(Path(sys.argv[1]), Settings()).close()
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return a state folder with an archive of an old schema, which knows one file."""
    path = tmp_path / "archive.db"
    engine = sqlite.open_sqlite(
        path, lambda made: migrate(made, "old", Schema(MIGRATIONS[:OLD], ARCHIVE_SCHEMA.version_table))
    )
    with engine.begin() as connection:
        row = "INSERT INTO sources (path, fingerprint, status, first_seen, last_seen) VALUES (x'61', '1', 'ok', 1, 1)"
        connection.exec_driver_sql(row)
    engine.dispose()
    return tmp_path


def schema_version(state: Path) -> int:
    with sqlite3.connect(state / "archive.db") as connection:
        found = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return int(found)


@pytest.mark.parametrize(
    ("word", "turn", "left"),
    [
        ("CREATE TABLE", 1, OLD),
        ("user_version =", 1, OLD),
        ("COMMIT", 1, OLD),
        ("COMMIT", 2, OLD + 1),
        ("CREATE TABLE", 3, OLD + 2),
        ("COMMIT", 4, OLD + 3),
    ],
)
def test_a_killed_migration_leaves_one_schema_or_the_next(old: Path, word: str, turn: int, left: int) -> None:
    words = [sys.executable, "-c", OPEN, str(old), word, str(turn)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert schema_version(old) == left

    with open_archive(old, Settings()) as archive:
        assert archive.fingerprints() == {"a": "1"}
    assert schema_version(old) == len(MIGRATIONS)


def test_an_older_program_refuses_a_newer_archive_and_leaves_it(old: Path) -> None:
    with open_archive(old, Settings()):
        pass
    before = (old / "archive.db").read_bytes()

    with pytest.raises(ArchiveTooNew, match="update feedpub"):
        sqlite.open_sqlite(
            old / "archive.db",
            lambda found: migrate(found, "it", Schema(MIGRATIONS[:OLD], ARCHIVE_SCHEMA.version_table)),
        )

    assert (old / "archive.db").read_bytes() == before


def test_readers_do_not_wait_for_a_writer_that_has_not_finished(tmp_path: Path) -> None:
    with open_archive(tmp_path, Settings()) as archive:
        archive.save_page(analysed_page("甲"), source_file(), NOW)
    engine = sqlite.sqlite_engine(tmp_path / "archive.db")
    with engine.execution_options(writes=True).begin() as writer, open_archive(tmp_path, Settings()) as reader:
        writer.exec_driver_sql("UPDATE articles SET headline = '乙'")
        begun = time.monotonic()

        assert [story.headline for story in reader.stories()] == ["甲"]

        assert time.monotonic() - begun < 5
    engine.dispose()


def test_readers_come_to_their_turn_while_pages_are_stored_one_after_the_other(tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        with open_archive(tmp_path, Settings()) as archive:
            for turn in range(2000):
                archive.save_page(analysed_page(f"{turn}条", of=page(path=str(turn))), source_file(str(turn)), NOW)
                if done.is_set():
                    return

    with open_archive(tmp_path, Settings()) as reader:
        writer = threading.Thread(target=write)
        writer.start()
        waits: list[float] = []
        seen = 0
        while len(waits) < 20 or not seen:
            begun = time.monotonic()
            seen = sum(1 for _ in reader.stories())
            waits.append(time.monotonic() - begun)
        done.set()
        writer.join()

    assert max(waits) < 5
    assert seen > 0
