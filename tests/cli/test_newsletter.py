"""The other commands: what the archive holds, what is misconfigured, the first ten minutes, the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.desk import Desk


def test_a_letter_covers_a_week(desk: Desk, story: Callable[[str, str], str]) -> None:
    desk.put("某报/2023-02-07/A1.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    desk.put("某报/2023-02-14/A1.txt", story("金坛区新建健身步道", "金坛区建成了一条健身步道。"))
    desk.run("publish")

    said = desk.json("digest", "--week", "2023-W06")

    letter = (desk.folder / "output" / "outbox" / "2023-W06.txt").read_text()
    assert said["stories"] == 1
    assert "武进区开展义诊活动" in letter
    assert "金坛区新建健身步道" not in letter
    assert (desk.folder / "output" / "site" / "digests" / "2023-W06.html").is_file()


def test_a_letter_may_cover_some_regions_only(desk: Desk, story: Callable[[str, str], str]) -> None:
    desk.put("某报/2023-02-07/A1.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    desk.put("某报/2023-02-07/A2.txt", story("杭州市余杭区新建健身步道", "余杭区建成了一条健身步道。"))
    desk.run("publish")

    desk.run("digest", "--week", "2023-W06", "--regions", "浙江省/杭州市")

    (path,) = (desk.folder / "output" / "outbox").glob("*.txt")
    assert "余杭区" in path.read_text()
    assert "武进区" not in path.read_text()


def test_a_week_without_stories_makes_no_letter(published: Desk) -> None:
    assert "no letter" in published.run("digest", "--week", "1999-W01").stdout


@pytest.mark.parametrize("week", ["2023-06", "2023-W54"])
def test_what_is_no_week_is_a_usage_error(published: Desk, week: str) -> None:
    assert "--week" in published.run("digest", "--week", week, code=2).stderr
