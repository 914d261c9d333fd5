"""A backup: whole, private, made while others write; what comes back is what was there (R44)."""

from __future__ import annotations

import gzip
import io
import signal
import sqlite3
import subprocess
import sys
import tarfile
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from feedpub.adapters.archive.archive import open_archive
from feedpub.adapters.archive.recovery import unknown_send_period
from feedpub.adapters.database.sqlite import sqlite_engine
from feedpub.adapters.system.locks import RUN_LOCK, hold_lock
from feedpub.backup.create import create_backup
from feedpub.backup.restore import restore
from feedpub.backup.rotation import backups_of, backups_to_keep
from feedpub.backup.verify import check_backup
from feedpub.errors import AnotherIsRunning, ArchiveDamaged, ArchiveTooNew, NotFound
from feedpub.newsletter.store.database import open_newsletter_database
from feedpub.settings import Backup, Settings
from feedpub.testing import NOW, analysed_page, page, source_file

LATER = NOW + timedelta(days=1)


@dataclass(frozen=True)
class BackedUpState:
    """A state folder with an archive in it."""

    state: Path

    def fill(self, *names: str) -> None:
        with open_archive(self.state, Settings()) as archive:
            for name in names:
                archive.save_page(analysed_page(name, of=page(path=name)), source_file(name), NOW)

    def headlines(self) -> list[str]:
        with open_archive(self.state, Settings()) as archive:
            return sorted(story.headline for story in archive.stories())

    def back_up(self, **more: Path) -> Path:
        return create_backup(self.state, Settings(), NOW, **more).path

    def restore(self, backup: Path, *, everything: bool = False) -> Path:
        return Path(restore(backup, self.state, Settings(), LATER, everything=everything).replaced_location)

    def files(self) -> dict[str, bytes]:
        found = (path for path in self.state.rglob("*") if path.is_file() and "lock" not in path.name)
        return {str(path.relative_to(self.state)): path.read_bytes() for path in found}


@pytest.fixture
def place(tmp_path: Path) -> BackedUpState:
    made = BackedUpState(tmp_path / "state")
    made.fill("甲", "乙")
    return made


def members(backup: Path) -> dict[str, bytes]:
    with tarfile.open(backup) as tar:
        return {member.name: content.read() for member in tar if (content := tar.extractfile(member))}


def packed(path: Path, parts: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


# What a backup is


def test_a_backup_says_what_is_in_it_and_is_its_owners_alone(place: BackedUpState) -> None:
    backup = place.back_up()

    contents = check_backup(backup)
    assert backup.parent == place.state / "backups"
    assert (backup.stat().st_mode & 0o777, backup.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert contents.created_at == NOW
    assert [part.name for part in contents.parts] == ["archive.db"]
    counts = contents.counts("archive.db")
    assert (counts["articles"], counts["sources"], counts["revision"]) == (2, 2, 2)


def test_keys_and_readers_and_settings_are_in_it_and_what_can_be_made_again_is_not(
    place: BackedUpState, tmp_path: Path
) -> None:
    open_newsletter_database(place.state, Settings()).dispose()
    (place.state / "key").write_text("secret")
    (place.state / "llm_cache.sqlite").write_text("made again")
    (place.state / "documents-1.jsonl").write_text("made again")
    (place.state / "run.lock").write_text("1")
    (place.state / "link").symlink_to("/etc/passwd")
    config = tmp_path / "feedpub.toml"
    config.write_text("zone = 'UTC'")

    names = list(members(place.back_up(config=config)))

    assert names == ["manifest.json", "archive.db", "newsletter.db", "state/key", "feedpub.toml"]


def test_a_file_or_a_folder_may_be_named(place: BackedUpState, tmp_path: Path) -> None:
    assert place.back_up(target=tmp_path / "mine.tar.gz") == tmp_path / "mine.tar.gz"

    assert place.back_up(target=tmp_path).name == f"feedpub-{NOW:%Y%m%dT%H%M%SZ}.tar.gz"


def test_where_there_is_no_archive_there_is_no_backup(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        create_backup(tmp_path, Settings(), NOW)

    assert not list((tmp_path / "backups").iterdir())


def test_a_damaged_archive_is_not_backed_up_over_the_good_copies(place: BackedUpState) -> None:
    place.fill(*(f"第{number}条" for number in range(40)))
    place.back_up()
    with (place.state / "archive.db").open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\xa5" * 3000)

    with pytest.raises(ArchiveDamaged):
        create_backup(place.state, Settings(), LATER)

    assert len(list((place.state / "backups").iterdir())) == 1


def test_a_writer_may_be_at_work(place: BackedUpState, tmp_path: Path) -> None:
    done = threading.Event()

    def write() -> None:
        with open_archive(place.state, Settings()) as archive:
            for number in range(400):
                archive.save_page(
                    analysed_page(f"{number}a", f"{number}b", of=page(path=str(number))), source_file(str(number)), NOW
                )
                if done.is_set():
                    return

    writer = threading.Thread(target=write)
    writer.start()
    sizes: list[tuple[int, int]] = []
    while writer.is_alive() and len(sizes) < 5:
        contents = check_backup(place.back_up(target=tmp_path / f"{len(sizes)}.tar.gz"))
        counts = contents.counts("archive.db")
        sizes.append((counts["articles"], counts["sources"]))
    done.set()
    writer.join()

    assert sizes == sorted(sizes)
    assert all(stories == 2 * (files - 2) + 2 for stories, files in sizes)  # never half a page


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_kill_leaves_no_half_backup_and_the_next_one_clears_up(place: BackedUpState, call: str) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from feedpub.backup.create import create_backup;"
        "from feedpub.settings import Settings; from feedpub.testing import NOW\n"
        f"os.{call} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
        "create_backup(Path(sys.argv[1]), Settings(), NOW)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(place.state)], capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert backups_of(place.state / "backups") == {}

    backup = place.back_up()

    assert list((place.state / "backups").iterdir()) == [backup]


# Which stay


def test_the_newest_of_each_day_and_of_each_week_stay() -> None:
    moments = [datetime(2026, 11, 21, 22, tzinfo=UTC) - timedelta(hours=12 * number) for number in range(120)]
    found = {Path(f"{moment:%m-%d %H}"): moment for moment in moments}

    kept = sorted(path.name for path in backups_to_keep(found, Backup(daily=3, weekly=3)))

    assert kept == ["11-08 22", "11-15 22", "11-19 22", "11-20 22", "11-21 22"]


def test_old_backups_go_and_what_others_put_there_stays(place: BackedUpState) -> None:
    folder = place.state / "backups"
    settings = Settings(backup=Backup(daily=2, weekly=0))
    for day in range(4):
        create_backup(place.state, settings, NOW + timedelta(days=day))
    (folder / "mine.tar.gz").touch()
    (folder / "feedpub-notes.tar.gz").touch()

    create_backup(place.state, settings, NOW + timedelta(days=4))

    ours = [f"feedpub-{NOW + timedelta(days=day):%Y%m%dT%H%M%SZ}.tar.gz" for day in (3, 4)]
    assert sorted(path.name for path in folder.iterdir()) == sorted([*ours, "mine.tar.gz", "feedpub-notes.tar.gz"])


# Coming back


def test_a_lost_archive_comes_back(place: BackedUpState) -> None:
    backup = place.back_up()
    (place.state / "archive.db").unlink()

    place.restore(backup)

    assert place.headlines() == ["乙", "甲"]


def test_what_is_replaced_stays_beside(place: BackedUpState) -> None:
    backup = place.back_up()
    place.fill("丙")

    aside = place.restore(backup)

    assert place.headlines() == ["乙", "甲"]
    (place.state / "archive.db").unlink()
    (aside / "archive.db").rename(place.state / "archive.db")
    assert place.headlines() == ["丙", "乙", "甲"]


def test_the_journal_of_the_replaced_archive_is_not_played_into_the_new_one(place: BackedUpState) -> None:
    backup = place.back_up()
    (place.state / "archive.db-journal").write_bytes(b"of the old one")

    aside = place.restore(backup)

    assert place.headlines() == ["乙", "甲"]
    assert (aside / "archive.db-journal").read_bytes() == b"of the old one"


def test_who_reads_the_letter_now_is_not_rolled_back(place: BackedUpState) -> None:
    readers(place, "early")
    backup = place.back_up()
    readers(place, "late")

    assert restore(backup, place.state, Settings(), LATER).newsletter_restored is False

    assert readers(place) == ["early", "late"]
    assert unknown_period(place) == (LATER, LATER)


def test_lost_readers_come_back_and_the_letters_since_the_backup_are_unknown(place: BackedUpState) -> None:
    readers(place, "early")
    backup = place.back_up()
    (place.state / "newsletter.db").write_bytes(b"rotten")

    assert restore(backup, place.state, Settings(), LATER).newsletter_restored is True

    assert readers(place) == ["early"]
    assert unknown_period(place) == (NOW, LATER)


def test_everything_can_be_rolled_back(place: BackedUpState) -> None:
    readers(place, "early")
    (place.state / "key").write_text("old")
    backup = place.back_up()
    readers(place, "late")
    (place.state / "key").write_text("new")

    aside = place.restore(backup, everything=True)

    assert readers(place) == ["early"]
    assert ((place.state / "key").read_text(), (aside / "key").read_text()) == ("old", "new")
    assert unknown_period(place) == (NOW, LATER)


def readers(place: BackedUpState, *names: str) -> list[str]:
    """Add tables of the post's own, with these rows; return all rows."""
    open_newsletter_database(place.state, Settings()).dispose()
    with sqlite3.connect(place.state / "newsletter.db") as post:
        post.execute("CREATE TABLE IF NOT EXISTS trial (name TEXT)")
        post.executemany("INSERT INTO trial VALUES (?)", [(name,) for name in names])
        found = [name for (name,) in post.execute("SELECT name FROM trial ORDER BY rowid")]
    post.close()
    return found


def unknown_period(place: BackedUpState) -> tuple[datetime, datetime] | None:
    engine = sqlite_engine(place.state / "archive.db")
    with engine.connect() as connection:
        found = unknown_send_period(connection)
    engine.dispose()
    return found


def test_an_archive_that_was_never_restored_has_no_gap(place: BackedUpState) -> None:
    assert unknown_period(place) is None


# What is refused


@pytest.mark.parametrize("which", ["lock", RUN_LOCK])
def test_nothing_is_restored_while_another_feedpub_is_at_work(place: BackedUpState, which: str) -> None:
    backup = place.back_up()
    before = place.files()

    with hold_lock(place.state, which), pytest.raises(AnotherIsRunning):
        place.restore(backup)

    assert place.files() == before


def rewritten(backup: Path, **parts: bytes) -> Path:
    return packed(
        backup.with_name("other.tar.gz"), members(backup) | {name.replace("_", "."): parts[name] for name in parts}
    )


def test_a_backup_that_is_not_whole_changes_nothing(place: BackedUpState) -> None:
    backup = place.back_up()
    content = backup.read_bytes()
    flipped = bytearray(content)
    flipped[len(content) // 2] ^= 0xFF
    outside = msgspec.json.decode(members(backup)["manifest.json"])
    outside["parts"][0]["name"] = "../outside"
    cases = {
        "empty": b"",
        "no_archive_at_all": b"text" * 100,
        "another_tar": gzip.compress(b""),
        "cut_short": content[: len(content) // 2],
        "one_byte_changed": bytes(flipped),
        "another_database": rewritten(backup, archive_db=b"SQLite format 3\0").read_bytes(),
        "leads_out": packed(backup.with_name("o.tar.gz"), {"manifest.json": msgspec.json.encode(outside)}).read_bytes(),
    }
    before = place.files()
    for name, bad in cases.items():
        (place.state.parent / f"{name}.tar.gz").write_bytes(bad)

        with pytest.raises(ArchiveDamaged, match=f"{name}.*nothing was changed"):
            place.restore(place.state.parent / f"{name}.tar.gz")

    assert place.files() == before
    assert not (place.state.parent / "outside").exists()


def test_a_backup_of_a_newer_feedpub_is_refused(place: BackedUpState) -> None:
    backup = place.back_up()
    manifest = msgspec.json.decode(members(backup)["manifest.json"])
    manifest["parts"][0]["schema"] = 99

    with pytest.raises(ArchiveTooNew, match="update feedpub"):
        place.restore(rewritten(backup, manifest_json=msgspec.json.encode(manifest)))


def test_a_backup_that_is_not_there_is_named(place: BackedUpState) -> None:
    with pytest.raises(NotFound, match=r"nowhere\.tar\.gz"):
        place.restore(place.state / "nowhere.tar.gz")


@pytest.mark.parametrize(
    ("call", "turn"), [("replace", 1), ("replace", 2), ("replace", 3), ("unlink", 1), ("unlink", 2)]
)
def test_a_restore_that_is_killed_is_done_by_saying_it_again(place: BackedUpState, call: str, turn: int) -> None:
    readers(place, "early")
    backup = place.back_up(target=place.state.parent / "b.tar.gz")
    place.fill("丙")
    (place.state / "newsletter.db").unlink()
    code = (
        "import os, signal, sys; from pathlib import Path; from feedpub.backup.restore import restore;"
        "from feedpub.settings import Settings; from feedpub.testing import NOW\n"
        f"count, whole = 0, os.{call}\n"
        "def deadly(*words, **more):\n"
        "    global count; count += 1\n"
        f"    if count == {turn}: os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return whole(*words, **more)\n"
        f"os.{call} = deadly\n"
        "restore(Path(sys.argv[1]), Path(sys.argv[2]), Settings(), NOW)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(backup), str(place.state)], capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr

    place.restore(backup)

    assert place.headlines() == ["乙", "甲"]
    assert readers(place) == ["early"]
    assert not (place.state / "restoring").exists()
