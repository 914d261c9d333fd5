"""The other commands: what the archive holds, what is misconfigured, the first ten minutes, the letter."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.desk import Desk

COMMANDS = (
    "publish",
    "watch",
    "digest",
    "regions",
    "articles",
    "show",
    "held",
    "release",
    "fix",
    "split",
    "locate",
    "summarise",
    "init",
    "serve",
    "ping",
    "preview",
    "doctor",
)

HEAVY = {"jieba", "sqlalchemy", "lxml", "jinja2", "rich", "feedgen", "css_inline", "msgspec", "schedule"}


def test_help_loads_nothing_that_it_does_not_need() -> None:
    code = "import feedpub.cli, sys; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not HEAVY & set(loaded)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_four_workspace_options(desk: Desk, command: str) -> None:
    text = desk.run(command, "--help").stdout

    assert all(option in text for option in ("--source", "--output", "--state", "--config"))


def test_regions_lists_the_tree_with_its_feeds(published: Desk) -> None:
    rows = {tuple(row["region"]): row for row in published.json("regions")}

    wujin = rows["江苏省", "常州市", "武进区"]
    assert wujin["feed"] == "http://127.0.0.1:8000/regions/jiangsu/changzhou/wujin/rss.xml"
    assert rows["江苏省",]["stories"] >= rows["江苏省", "常州市"]["stories"] > wujin["stories"] > 0


def test_articles_can_be_limited_to_a_region(published: Desk) -> None:
    rows = published.json("articles", "--region", "江苏/常州/武进")

    assert rows
    assert all(["江苏省", "常州市", "武进区"] in row["regions"] for row in rows)


def test_a_region_that_does_not_exist_is_a_usage_error(published: Desk) -> None:
    done = published.run("articles", "--region", "某某市", code=2)

    assert "某某市" in done.stderr


def test_show_says_why_a_story_is_in_its_regions(published: Desk) -> None:
    row = published.json("articles", "--region", "320412")[0]

    shown = published.json("show", row["id"][:8])

    assert shown["guid"] == row["guid"]
    assert shown["evidence"][0]["evidence"]
    assert row["title"] in published.run("show", row["id"]).stdout


def test_showing_what_is_not_there_is_a_usage_error(published: Desk) -> None:
    assert "ffff0000ffff0000" in published.run("show", "ffff0000ffff0000", code=2).stderr


def test_before_the_first_run_there_is_nothing_to_list_and_nothing_is_made(desk: Desk) -> None:
    done = desk.run("articles", code=2)

    assert "feedpub publish" in done.stderr
    assert not (desk.folder / ".feedpub").exists()


def test_doctor_finds_nothing_wrong_with_a_fresh_folder(desk: Desk) -> None:
    findings = {finding["what"]: finding["level"] for finding in desk.json("doctor")}

    assert "fail" not in findings.values()
    assert not (desk.folder / ".feedpub").exists()


def test_doctor_names_what_is_missing(desk: Desk) -> None:
    (desk.folder / "feedpub.toml").write_text('templates = "gone"\n')

    findings = {finding["what"]: finding for finding in desk.json("doctor", "--source", "nowhere", code=2)}

    assert findings["source"]["level"] == findings["templates"]["level"] == "fail"
    assert "nowhere" in findings["source"]["words"]
    assert findings["address"]["level"] == "warn"


def test_doctor_refuses_a_state_folder_that_the_public_could_read(desk: Desk) -> None:
    findings = {finding["what"]: finding for finding in desk.json("doctor", "--state", "output/state", code=2)}

    assert findings["state"]["level"] == "fail"


def test_init_writes_settings_that_work_and_never_overwrites(desk: Desk) -> None:
    (desk.folder / "feedpub.toml").unlink()
    desk.run("init")

    assert desk.run("init", code=2).stderr
    assert {finding["level"] for finding in desk.json("doctor")} <= {"ok", "warn"}


def test_a_settings_file_that_was_named_must_be_there(desk: Desk) -> None:
    assert "other.toml" in desk.run("publish", "--config", "other.toml", code=2).stderr


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


def test_a_second_writer_ends_with_75(desk: Desk) -> None:
    from feedpub.edge.lock import hold_lock

    with hold_lock(desk.folder / ".feedpub"):
        done = desk.run("publish", code=75)

    assert "another feedpub" in done.stderr


def test_stories_below_the_threshold_wait_until_they_are_released(desk: Desk, seeds: Path) -> None:
    shutil.copytree(seeds, desk.folder / "seeds", dirs_exist_ok=True)
    (desk.folder / "feedpub.toml").write_text("[watch]\nsettle = 0\n[pages]\nhold_below = 1.0\n")
    desk.run("publish")
    waiting, published = desk.json("held"), desk.json("articles")

    desk.run("release", waiting[0]["id"])

    assert waiting[0]["confidence"] < 1
    assert len(desk.json("held")) == len(waiting) - 1
    assert len(desk.json("articles")) == len(published) + 1


def test_a_region_set_by_hand_moves_a_story_to_its_feed_and_stays(
    desk: Desk, story: Callable[[str, str], str]
) -> None:
    page = desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    desk.run("publish")
    desk.run("fix", desk.json("articles")[0]["id"], "--regions", "江苏/苏州，national")
    page.write_text(page.read_text().replace("一百多人", "二百多人"))

    desk.run("publish")

    (row,) = desk.json("articles")
    site = desk.folder / "output" / "site"
    assert (row["regions"], row["national"]) == ([["江苏省", "苏州市"]], True)
    assert (site / "regions" / "jiangsu" / "suzhou" / "rss.xml").is_file()
    assert (site / "national" / "rss.xml").is_file()
    assert not (site / "regions" / "jiangsu" / "changzhou").exists()


def test_an_unknown_region_changes_nothing(published: Desk) -> None:
    row = published.json("articles")[0]

    assert "某某市" in published.run("fix", row["id"], "--regions", "某某市", code=2).stderr
