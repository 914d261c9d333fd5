"""`feedpub rejected` and `feedpub retry`: what could not be used, and once more; names of any bytes."""

from __future__ import annotations

import os
from pathlib import Path

from feedpub.adapters.workers.crash_records import CrashRecords, TaskKey
from tests.desk import STORY, Desk


def test_nothing_to_confirm_is_reported(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put("a.txt", STORY.format(title="武进区开展义诊", text="武进区举办了一次义诊。"))
    desk.run("publish")

    assert "No file is missing." in desk.run("confirm-deletions").stdout


# `feedpub rejected` and `feedpub retry`: what could not be used, and once more; names of any bytes.


NAMES = (b"\xb1\xa8.txt", "第1版\n.txt".encode(), b"a" * 250 + b".txt", b"-rf.txt", b"<b>&'\".txt", b"\x1b[31m.txt")
PAGE = "武进区开展义诊活动{}\n\n武进区举办了第{}次义诊活动。\n"


def put_bytes(desk: Desk, name: bytes, content: bytes = b"") -> Path:
    path = Path(os.fsdecode(os.fsencode(desk.folder / "seeds") + b"/" + name))
    path.write_bytes(content)
    return path


def test_r40_a_file_of_any_name_is_rejected_listed_retried_and_published(desk: Desk) -> None:
    workspace = [put_bytes(desk, name) for name in NAMES]
    rejected = desk.json("publish", code=1)["rejected"]
    listed = desk.json("rejected")
    shown = desk.run("rejected").stdout
    desk.run("retry", "--", *(each["path"] for each in listed))
    for number, path in enumerate(workspace):
        path.write_text(PAGE.format(number, number), encoding="utf-8")
    desk.run("publish")

    assert [bytes.fromhex(each["path_bytes"]) for each in listed] == sorted(NAMES)
    assert {each["path"] for each in rejected} == {each["path"] for each in listed}
    assert not any("\ufffd" in each["path"] for each in listed)
    assert len(shown.splitlines()) == len(NAMES)
    assert "\x1b" not in shown
    assert len(desk.json("articles")) == len(NAMES)
    assert desk.json("rejected") == []


def test_a_rejected_file_is_left_alone_until_it_is_retried_by_the_name_that_the_shell_knows(desk: Desk) -> None:
    put_bytes(desk, b"a.txt")
    desk.run("publish", code=1)
    CrashRecords(desk.folder / ".feedpub").add(TaskKey("a.txt", "1"), "why")
    (before,) = desk.json("rejected")
    again = desk.run("publish").stdout
    desk.run("retry", "seeds/a.txt")
    (after,) = desk.json("rejected")

    assert "0 files rejected" in again
    assert (before["crashes"], after["crashes"]) == (1, 0)
    assert "1 file rejected" in desk.run("publish", code=1).stdout
    assert "feedpub rejected" in desk.run("retry", "b.txt", code=2).stderr
    assert "--all" in desk.run("retry", code=2).stderr


def test_the_reason_stands_in_a_file_of_the_state_folder_until_the_file_is_mended(desk: Desk) -> None:
    report = desk.folder / ".feedpub/rejected.txt"
    path = put_bytes(desk, b"\xb1.txt")
    desk.run("publish", code=1)
    lines = report.read_text(encoding="utf-8")
    path.write_text(PAGE.format("", 1), encoding="utf-8")
    desk.run("publish")

    assert "\t\\xb1.txt\tthe file is empty" in lines
    assert not report.exists()
    assert [each.name for each in (desk.folder / "seeds").iterdir()] == [path.name]


def test_a_rejected_file_that_was_removed_is_marked(desk: Desk) -> None:
    put_bytes(desk, b"a.txt")
    desk.run("publish", code=1)
    (desk.folder / "seeds/a.txt").unlink()

    assert not desk.json("rejected")[0]["exists"]
    assert "(no longer there)" in desk.run("rejected").stdout
