"""The archive's file: whole from its first moment, refused where it is damaged, foreign or too new."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, create_engine, inspect, text

from feedpub.adapters.archive import migrations, tables
from feedpub.adapters.archive.archive import open_archive
from feedpub.adapters.archive.database import ARCHIVE_SCHEMA, connect_archive
from feedpub.adapters.database.engine import migrate
from feedpub.adapters.database.sqlite import APPLICATION_ID
from feedpub.errors import ArchiveDamaged, ArchiveError, ArchiveTooNew, SettingsError
from feedpub.settings import Settings
from feedpub.testing import NOW, analysed_page, page, source_file
from tests.disk import mounted_tmpfs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def fill(state: Path, *names: str) -> None:
    with open_archive(state, Settings()) as archive:
        for name in names:
            archive.save_page(analysed_page(name, of=page(path=name)), source_file(name), NOW)


def headlines(state: Path) -> list[str]:
    with open_archive(state, Settings()) as archive:
        return sorted(story.headline for story in archive.stories())


def pragma(path: Path, name: str) -> int:
    with sqlite3.connect(path) as connection:
        value = connection.execute(f"PRAGMA {name}").fetchone()[0]
    connection.close()
    return int(value)


def rejection_message(state: Path, error: type[ArchiveError]) -> str:
    """Return the message of a refusal, after a look that nothing was changed by it."""
    before = {path.name: path.read_bytes() for path in state.iterdir()}
    with pytest.raises(error) as caught:
        open_archive(state, Settings())
    assert {path.name: path.read_bytes() for path in state.iterdir()} == before
    return str(caught.value)


def test_a_new_archive_is_ours_alone_and_says_so(state: Path) -> None:
    fill(state)

    path = state / "archive.db"
    assert [entry.name for entry in state.iterdir()] == ["archive.db"]
    assert (state.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)
    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "user_version") == len(migrations.MIGRATIONS)


def test_every_commit_is_on_the_disk_and_keys_are_checked(state: Path) -> None:
    engine = connect_archive("", state)
    with engine.connect() as connection:
        pragmas = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    engine.dispose()

    assert pragmas == ["delete", 3, 1]


def test_a_second_run_writes_nothing_at_all(state: Path) -> None:
    fill(state, "甲", "乙")
    before = [(path.name, path.stat().st_mtime_ns, path.stat().st_ctime_ns) for path in state.iterdir()]

    fill(state, "甲", "乙")

    assert [(path.name, path.stat().st_mtime_ns, path.stat().st_ctime_ns) for path in state.iterdir()] == before


def test_a_newer_schema_is_an_error(state: Path) -> None:
    fill(state, "甲")
    with sqlite3.connect(state / "archive.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()

    assert "update feedpub" in rejection_message(state, ArchiveTooNew)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="of_no_bytes"),
        pytest.param(b"no database" * 20, id="no_database"),
        pytest.param(b"SQLite format 3\0", id="only_its_first_words"),
    ],
)
def test_what_is_no_database_is_refused(state: Path, content: bytes) -> None:
    state.mkdir()
    (state / "archive.db").write_bytes(content)

    assert "archive.db" in rejection_message(state, ArchiveDamaged)


def test_the_database_of_another_program_is_refused(state: Path) -> None:
    state.mkdir()
    with sqlite3.connect(state / "archive.db") as connection:
        connection.execute("CREATE TABLE theirs (a)")
    connection.close()

    assert "another program" in rejection_message(state, ArchiveDamaged)


def test_a_file_cut_short_is_refused(state: Path) -> None:
    fill(state, *(f"第{number}条" for number in range(40)))
    os.truncate(state / "archive.db", (state / "archive.db").stat().st_size - 4096)

    assert "cut short" in rejection_message(state, ArchiveDamaged)


@pytest.mark.parametrize("place", [100, 4096, 5 * 4096, 12 * 4096])
def test_a_file_with_a_rotten_place_is_refused(state: Path, place: int) -> None:
    fill(state, *(f"第{number}条" for number in range(40)))
    with (state / "archive.db").open("r+b") as file:
        file.seek(place)
        file.write(b"\xa5" * 3000)

    assert "archive.db" in rejection_message(state, ArchiveDamaged)


def test_a_journal_without_its_database_is_refused(state: Path) -> None:
    state.mkdir()
    (state / "archive.db-journal").write_bytes(b"rest of an archive")

    assert "journal" in rejection_message(state, ArchiveDamaged)


def test_a_lost_archive_is_begun_anew_with_the_same_guids(state: Path) -> None:
    fill(state, "甲", "乙")
    with open_archive(state, Settings()) as archive:
        before = list(archive.stories())
    (state / "archive.db").unlink()

    fill(state, "乙", "甲")

    with open_archive(state, Settings()) as archive:
        assert {story.guid for story in archive.stories()} == {story.guid for story in before}


def test_the_archive_may_stand_elsewhere(tmp_path: Path, state: Path) -> None:
    with open_archive(state, Settings(archive=f"sqlite:///{tmp_path}/else/where.db")) as archive:
        archive.save_page(analysed_page("甲"), source_file(), NOW)

    assert (tmp_path / "else/where.db").exists()
    assert not state.exists()


@pytest.mark.parametrize("address", ["nonsense", "oracle://host/name", "postgresql://127.0.0.1:1/none"])
def test_an_address_that_leads_nowhere_is_named(state: Path, address: str) -> None:
    with pytest.raises((SettingsError, ArchiveError), match=address.replace("postgresql", "postgresql.*")):
        open_archive(state, Settings(archive=address))


def test_a_password_is_not_shown(state: Path) -> None:
    with pytest.raises(ArchiveError) as caught:
        open_archive(state, Settings(archive="postgresql://feedpub:secret@127.0.0.1:1/none"))

    assert "secret" not in str(caught.value)


# Migrations


def test_the_migrations_build_the_tables_that_the_code_names(state: Path) -> None:
    fill(state)
    engine = create_engine(f"sqlite:///{state / 'archive.db'}")
    found = {
        name: {column["name"] for column in inspect(engine).get_columns(name)}
        for name in inspect(engine).get_table_names()
    }
    engine.dispose()

    assert found == {table.name: {column.name for column in table.c} for table in tables.TABLES}


def add_colour(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE articles ADD COLUMN colour TEXT"))
    connection.execute(text("UPDATE articles SET colour = 'red'"))


def break_off(connection: Connection) -> None:
    add_colour(connection)
    raise RuntimeError("in the middle")


def test_an_older_archive_is_brought_up_step_by_step(state: Path) -> None:
    fill(state, "甲")
    engine = connect_archive("", state)

    migrate(engine, "here", ARCHIVE_SCHEMA._replace(steps=(*migrations.MIGRATIONS, add_colour)))
    migrate(engine, "here", ARCHIVE_SCHEMA._replace(steps=(*migrations.MIGRATIONS, add_colour)))

    with engine.connect() as connection:
        assert list(connection.scalars(text("SELECT colour FROM articles"))) == ["red"]
    engine.dispose()
    assert pragma(state / "archive.db", "user_version") == len(migrations.MIGRATIONS) + 1


def test_a_step_that_breaks_off_leaves_the_old_schema(state: Path) -> None:
    fill(state, "甲")
    engine = connect_archive("", state)

    with pytest.raises(RuntimeError, match="in the middle"):
        migrate(engine, "here", ARCHIVE_SCHEMA._replace(steps=(*migrations.MIGRATIONS, break_off)))

    engine.dispose()
    assert pragma(state / "archive.db", "user_version") == len(migrations.MIGRATIONS)
    assert headlines(state) == ["甲"]


# Kills

KILLED_WRITER = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event, Engine
from feedpub.adapters.archive.archive import open_archive
from feedpub.settings import Settings
from feedpub.testing import NOW, analysed_page, page, source_file

word, turn = sys.argv[2], int(sys.argv[3])
count = 0

def deadly(connection, cursor, statement, *rest):
    global count
    count += word in statement
    if count == turn:
        os.kill(os.getpid(), signal.SIGKILL)

event.listen(Engine, "before_cursor_execute", deadly)
event.listen(Engine, "commit", lambda connection: deadly(connection, None, "COMMIT"))
with open_archive(Path(sys.argv[1]), Settings()) as archive:
    for name in ("a", "b", "c"):
        archive.save_page(analysed_page(name + "1", name + "2", of=page(path=name)), source_file(name), NOW)
"""


def killed_at(state: Path, word: str, turn: int) -> None:
    words = [sys.executable, "-c", KILLED_WRITER, str(state), word, str(turn)]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize(
    ("word", "turn"), [("CREATE TABLE", 1), ("CREATE TABLE", 5), ("user_version =", 1), ("COMMIT", 1)]
)
def test_a_kill_while_the_archive_is_made_leaves_none(state: Path, word: str, turn: int) -> None:
    killed_at(state, word, turn)

    assert not (state / "archive.db").exists()
    fill(state, "甲")
    assert [path.name for path in state.iterdir()] == ["archive.db"]


@pytest.mark.parametrize(
    ("word", "turn", "pages"),
    [
        ("INSERT INTO sources", 1, 0),
        ("INSERT INTO articles", 2, 0),
        ("INSERT INTO articles", 3, 1),
        ("INSERT INTO article_sources", 4, 1),
        ("UPDATE counters", 2, 1),
        ("UPDATE counters", 3, 2),
        ("COMMIT", 2 + len(migrations.MIGRATIONS), 0),
        ("COMMIT", 4 + len(migrations.MIGRATIONS), 2),
    ],
)
def test_a_kill_between_any_two_statements_leaves_whole_pages(state: Path, word: str, turn: int, pages: int) -> None:
    killed_at(state, word, turn)

    assert headlines(state) == [f"{name}{number}" for name in "abc"[:pages] for number in (1, 2)]
    with open_archive(state, Settings()) as archive:
        assert sorted(archive.fingerprints()) == list("abc"[:pages])


# A full disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted_tmpfs(tmp_path / "disk", "size=400k") as place:
        yield place


def test_a_full_disk_is_named_and_the_archive_stays_sound(small_disk: Path) -> None:
    fill(small_disk, "甲")
    ballast = small_disk / "ballast"
    with open_archive(small_disk, Settings()) as archive:
        ballast.write_bytes(b"x" * (os.statvfs(small_disk).f_bavail * 4096 - 8192))

        with pytest.raises(ArchiveError, match="make room"):
            archive.save_page(analysed_page(*(f"第{number}条" for number in range(300))), source_file(), NOW)

        ballast.unlink()
        assert archive.save_page(analysed_page("乙", of=page(path="b")), source_file("b"), NOW) == 1
    assert headlines(small_disk) == ["乙", "甲"]


def test_two_writers_wait_for_each_other(state: Path) -> None:
    with open_archive(state, Settings()) as one, open_archive(state, Settings()) as other:
        for number in range(5):
            one.save_page(analysed_page(f"甲{number}", of=page(path=f"a{number}")), source_file(f"a{number}"), NOW)
            other.save_page(analysed_page(f"乙{number}", of=page(path=f"b{number}")), source_file(f"b{number}"), NOW)

        moments = [story.published for story in one.stories()]
    assert len(set(moments)) == 10
