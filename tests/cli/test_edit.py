"""The commands of what is not published, by the real program in a real folder."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.desk import STORY, Desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_stories_below_the_threshold_wait_until_they_are_released(desk: Desk, seeds: Path) -> None:
    shutil.copytree(seeds, desk.folder / "seeds", dirs_exist_ok=True)
    (desk.folder / "feedpub.toml").write_text("[watch]\nsettle = 0\n[pages]\nhold_below = 1.0\n")
    desk.run("publish")
    waiting, published = desk.json("held"), desk.json("articles")

    desk.run("release", waiting[0]["id"])

    assert waiting[0]["confidence"] < 1
    assert len(desk.json("held")) == len(waiting) - 1
    assert len(desk.json("articles")) == len(published) + 1


def test_a_region_set_by_hand_moves_a_story_to_its_feed_and_stays(desk: Desk, story: Callable[[str, str], str]) -> None:
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


# The commands of what is not published, by the real program in a real folder.


@pytest.mark.fault("R5")
def test_a_withdrawn_story_is_out_of_all_that_is_published_until_it_is_reinstated(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put("a.txt", STORY.format(title="武进区开展义诊", text="武进区举办了一次义诊。"))
    desk.run("publish")
    (story,) = desk.json("articles")

    desk.run("withdraw", story["id"], "--reason", "当事人\n要求")
    desk.put("copy.txt", STORY.format(title="武进区开展义诊", text="武进区举办了一次义诊。"))
    listed = desk.run("publish").stdout
    (gone,) = desk.json("withdrawn")
    gone_from = [name for name, content in desk.files().items() if "举办了一次义诊".encode() in content]
    desk.run("reinstate", story["id"])
    desk.run("publish")

    assert "withdrawn, and not published again" in listed
    assert (gone["id"], gone["reason"]) == (story["id"], "当事人 要求")
    assert [name for name in gone_from if not name.endswith("archive.db")] == []
    assert [each["guid"] for each in desk.json("articles")] == [story["guid"]]


def test_a_withdrawal_needs_a_story_and_a_reason(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.put("a.txt", STORY.format(title="武进区开展义诊", text="武进区举办了一次义诊。"))
    desk.run("publish")

    assert "no story" in desk.run("withdraw", "0", "--reason", "错", code=2).stderr
    assert "--reason" in desk.run("withdraw", "0", code=2).stderr
    assert "--reason" in desk.run("withdraw", desk.json("articles")[0]["id"], "--reason", " ", code=2).stderr


def test_a_continuation_is_listed_until_its_story_comes(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    head = "江南日报 2023年2月7日 星期二 第{}版\n\n"
    continuation = "(上接第1版)光线落到书桌上。馆长说,开馆第一年要办一百场读书会。\n\n"
    desk.put(
        "A2.txt", head.format(2) + continuation + STORY.format(title="武进区开展义诊", text="武进区举办了一次义诊。")
    )
    desk.run("publish")
    waiting = desk.json("fragments")

    desk.put(
        "A1.txt",
        head.format(1) + STORY.format(title="图书馆开门", text="图书馆开门。").rstrip() + "天窗让(下转第2版)\n",
    )
    desk.run("publish")

    assert [(each["path"], each["jump"]) for each in waiting] == [("A2.txt", "上接第1版")]
    assert desk.json("fragments") == []
    assert {tuple(story["sources"]) for story in desk.json("articles")} == {("A1.txt", "A2.txt"), ("A2.txt",)}
