"""The archive is lost, damaged, restored: never silently begun anew, and the same output in the end (R30, R31, R44)."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from feedpub.adapters.archive.archive import open_archive
from feedpub.model import Focus
from feedpub.settings import Settings
from tests.desk import STORY, Desk

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {
    "2023-02-07_A1.txt": ("社区图书角开张", "社区里的图书角开张了,居民们带来了家里的旧书,每周六开放。"),
    "2023-02-07_A2.txt": ("常州市武进区种下一排树", "常州市武进区的志愿者在河边种下一排树,树苗有一人高。"),
    "2023-02-08_A1.txt": ("老桥修好通车", "城东的老桥修好通车,过桥的时间比从前短了一半。"),
    "2023-02-08_A2.txt": ("山上落了第一场雪", "山上落了今年的第一场雪,上山的路从早晨起封闭。"),
}
EARLY, LATE = list(TEXTS)[:2], list(TEXTS)[2:]


def put(desk: Desk, *names: str) -> None:
    for name in names:
        title, text = TEXTS[name]
        path = desk.put(name, STORY.format(title=title, text=text))
        os.utime(path, (1_675_900_000, 1_675_900_000))


def output(desk: Desk) -> dict[str, bytes]:
    out = desk.folder / "output"
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def guids(desk: Desk) -> dict[str, str]:
    return {row["guid"]: row["published"] for row in desk.json("articles")}


def archive(desk: Desk) -> Path:
    return desk.folder / ".feedpub" / "archive.db"


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Return a desk on which nothing ever went wrong; tests only look at it."""
    desk = Desk(tmp_path_factory.mktemp("finished"))
    (desk.folder / "feedpub.toml").write_text("[watch]\nsettle = 0\n")
    for names in (EARLY, LATE):
        put(desk, *names)
        desk.run("publish")
    return desk


@pytest.fixture
def clean(finished: Desk, tmp_path: Path) -> Desk:
    """Return a copy of it, for something to go wrong."""
    return Desk(shutil.copytree(finished.folder, tmp_path / "clean"))


def test_the_drill_publish_back_up_publish_more_lose_restore_publish(desk: Desk, finished: Desk) -> None:
    put(desk, *EARLY)
    desk.run("publish")
    backup = desk.json("backup")["path"]
    put(desk, *LATE)
    desk.run("publish")
    archive(desk).unlink()
    shutil.rmtree(desk.folder / "output")

    desk.run("restore", backup)
    desk.run("publish")

    assert guids(desk) == guids(finished)
    assert output(desk) == output(finished)


def test_a_backup_brings_back_everything_on_another_machine(desk: Desk, clean: Desk, tmp_path: Path) -> None:
    backup = clean.json("backup", str(tmp_path / "copy.tar.gz"))["path"]
    shutil.copytree(clean.folder / "seeds", desk.folder / "seeds", dirs_exist_ok=True)
    (desk.folder / "feedpub.toml").unlink()

    desk.run("restore", backup)
    desk.run("publish", FEEDPUB_WATCH__SETTLE="0")

    assert (desk.folder / "feedpub.toml").read_bytes() == (clean.folder / "feedpub.toml").read_bytes()
    assert output(desk) == output(clean)


def test_a_lost_archive_is_rebuilt_from_the_pages_that_it_knew(clean: Desk) -> None:
    before, before_output = guids(clean), output(clean)
    archive(clean).unlink()

    clean.run("publish")

    assert guids(clean) == before
    assert output(clean) == before_output


@pytest.mark.parametrize("loss", ["a_page_too", "a_decision_by_hand"])
def test_a_lost_archive_is_not_replaced_where_the_pages_cannot_rebuild_it(clean: Desk, loss: str) -> None:
    if loss == "a_page_too":
        (clean.folder / "seeds" / LATE[0]).unlink()
    else:
        with open_archive(clean.folder / ".feedpub", Settings()) as opened:
            opened.override_regions(next(opened.stories()).id, Focus(national=True))
        clean.run("publish")
    archive(clean).unlink()
    before = output(clean)

    message = clean.run("publish", code=2).stderr

    assert "archive.db: is missing" in message
    assert "feedpub restore" in message
    assert "--new-archive" in message
    assert (archive(clean).exists(), output(clean)) == (False, before)


def test_it_can_be_given_up_for_good(clean: Desk) -> None:
    (clean.folder / "seeds" / LATE[0]).unlink()
    before = guids(clean)
    archive(clean).unlink()

    clean.run("publish", "--new-archive")

    assert set(guids(clean)) < set(before)


def test_an_archive_that_is_there_is_never_given_up(clean: Desk) -> None:
    before = guids(clean)
    (clean.folder / "seeds" / LATE[0]).unlink()

    clean.run("publish", "--new-archive")

    assert guids(clean) == before


DAMAGE = {"empty": b"", "half_a_restore": b"half a restore", "only_its_head": b"SQLite format 3\0" + bytes(200)}


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("empty", ("publish",)),
        ("half_a_restore", ("publish", "--new-archive")),
        ("only_its_head", ("articles",)),
        ("empty", ("check",)),
        ("half_a_restore", ("rebuild",)),
        ("empty", ("backup",)),
    ],
)
def test_a_damaged_archive_is_an_error_and_nothing_is_touched(clean: Desk, damage: str, words: tuple[str]) -> None:
    content = DAMAGE[damage]
    archive(clean).write_bytes(content)
    before = output(clean)

    message = clean.run(*words, code=2).stderr

    assert "archive.db" in message
    assert (archive(clean).read_bytes(), output(clean)) == (content, before)


@pytest.mark.parametrize("words", [("rebuild",), ("rebuild", "--check"), ("articles",), ("backup",), ("check",)])
def test_a_missing_archive_is_not_created_by_commands_that_only_read_it(clean: Desk, words: tuple[str]) -> None:
    archive(clean).unlink()
    before = output(clean)

    clean.run(*words, code=2)

    assert (archive(clean).exists(), output(clean)) == (False, before)


def test_after_a_restore_that_was_broken_off_nothing_begins(clean: Desk) -> None:
    backup = clean.json("backup")["path"]
    (clean.folder / ".feedpub" / "restoring").touch()

    assert "restore was broken off" in clean.run("publish", code=2).stderr
    clean.run("restore", backup)
    clean.run("publish")


# The output is derived (I4)


def test_what_was_deleted_or_altered_is_rebuilt_byte_for_byte(clean: Desk) -> None:
    before = output(clean)
    site = clean.folder / "output" / "site"
    (site / "rss.xml").unlink()
    (site / "index.html").write_bytes(b"defaced")
    for form in site.rglob("*.gz"):
        form.write_bytes(b"defaced")

    assert clean.run("rebuild", "--check", code=1).stdout.splitlines()[-1] != "0 differences"
    assert output(clean) != before
    clean.run("rebuild")

    assert output(clean) == before
    assert clean.json("rebuild", "--check") == []


def test_a_check_names_what_differs_and_writes_nothing(clean: Desk) -> None:
    site = clean.folder / "output" / "site"
    (site / "rss.xml").unlink()
    (site / "index.html").write_bytes(b"defaced")
    before = output(clean)

    found = clean.json("rebuild", "--check", code=1)

    assert {"path": "site/rss.xml", "is": "missing"} in found
    assert {"path": "site/index.html", "is": "altered"} in found
    assert output(clean) == before


def test_what_others_put_beside_is_no_difference(clean: Desk) -> None:
    (clean.folder / "output" / "site" / "robots.txt").write_text("theirs")

    assert clean.json("rebuild", "--check") == []


# Whose files these are (S24)


def test_nobody_else_may_read_the_state_and_it_does_not_lie_under_the_output(clean: Desk) -> None:
    clean.run("backup")

    state = clean.folder / ".feedpub"
    assert not state.resolve().is_relative_to((clean.folder / "output").resolve())
    modes = {path.name: path.stat().st_mode & 0o077 for path in (state, *state.rglob("*"))}
    assert set(modes.values()) == {0}, modes
