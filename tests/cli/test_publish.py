"""`feedpub publish`: one run over new and changed files, whatever is among them."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.desk import FEEDPUB

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.desk import Desk

WORKSPACE_FOLDERS = {"source": "seeds", "output": "output", "state": ".feedpub"}


def test_the_five_seed_pages_become_feeds_a_site_and_a_letter(published: Desk) -> None:
    site = published.folder / "output" / "site"
    wanted = ("index.html", "rss.xml", "atom.xml", "feed.json", "feeds.opml")
    region = site / "regions" / "jiangsu" / "changzhou" / "wujin"

    assert all((site / name).is_file() for name in wanted)
    assert all((region / name).is_file() for name in ("index.html", "rss.xml", "atom.xml", "feed.json"))
    assert {path.suffix for path in (published.folder / "output" / "outbox").iterdir()} == {".html", ".txt", ".eml"}


def test_a_second_run_changes_nothing_and_writes_nothing(desk: Desk, seeds: Path) -> None:
    shutil.copytree(seeds, desk.folder / "seeds", dirs_exist_ok=True)
    desk.run("publish")
    before = desk.files()

    again = desk.json("publish")

    assert again == {"pages": 0, "stories": 0, "documents": 0, "rejected": [], "warnings": [], "unstable": []}
    assert desk.files() == before


def test_the_output_can_be_deleted_and_comes_back_byte_for_byte(desk: Desk, story: Callable[[str, str], str]) -> None:
    desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    desk.run("publish")
    desk.run("digest")
    before = desk.files()
    shutil.rmtree(desk.folder / "output")

    desk.run("publish")

    assert desk.files() == before


def test_a_lost_archive_gives_the_same_guids(desk: Desk, story: Callable[[str, str], str]) -> None:
    desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    desk.put("b.txt", story("金坛区新建健身步道", "金坛区建成了一条健身步道。"))
    desk.run("publish")
    before = {row["guid"] for row in desk.json("articles")}
    shutil.rmtree(desk.folder / ".feedpub")

    desk.run("publish")

    assert {row["guid"] for row in desk.json("articles")} == before
    assert len(before) == 2


def test_an_edit_keeps_the_guid_and_the_old_words_are_gone(desk: Desk, story: Callable[[str, str], str]) -> None:
    page = desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动,共有三十名医生参加。"))
    desk.run("publish")
    (before,) = desk.json("articles")
    page.write_text(story("武进区开展义诊活动", "武进区举办了一次义诊活动,共有四十名医生参加。"))

    desk.run("publish")

    (after,) = desk.json("articles")
    assert after["guid"] == before["guid"]
    assert after["published"] == before["published"]
    assert after["updated"] > before["updated"]
    assert not any("三十名".encode() in content for path, content in desk.files().items() if "/output/" in path)


def test_a_renamed_page_brings_no_new_story(desk: Desk, story: Callable[[str, str], str]) -> None:
    page = desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    desk.run("publish")
    before = desk.json("articles")
    page.rename(page.with_name("b.txt"))

    result = desk.json("publish")

    assert result["stories"] == 0
    assert [row["guid"] for row in desk.json("articles")] == [row["guid"] for row in before]


def test_a_touched_page_changes_nothing_that_readers_see(desk: Desk, story: Callable[[str, str], str]) -> None:
    page = desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    desk.run("publish")
    before = desk.json("articles")
    os.utime(page, (1_600_000_000, 1_600_000_000))

    assert desk.json("publish")["documents"] == 0
    assert desk.json("articles") == before


def test_the_same_bytes_in_two_files_are_one_story_that_names_both(
    desk: Desk, story: Callable[[str, str], str]
) -> None:
    text = story("武进区开展义诊活动", "武进区举办了一次义诊活动。")
    desk.put("a.txt", text)
    desk.put("b.txt", text)

    result = desk.json("publish")

    (row,) = desk.json("articles")
    assert row["sources"] == ["a.txt", "b.txt"]
    assert result["stories"] == 1
    assert any(warning["path"] == "b.txt" and "a.txt" in warning["reason"] for warning in result["warnings"])


BAD = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)) * 40,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(1000),
    "mixed.txt": "汉字".encode() + "汉字汉字".encode("gb18030") + "漢字".encode("utf-16"),
}


@pytest.mark.parametrize("name", BAD)
def test_one_rejected_file_is_named_and_stops_nothing(desk: Desk, story: Callable[[str, str], str], name: str) -> None:
    desk.put(name, BAD[name])
    desk.put("good.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))

    done = desk.run("publish", code=1)

    assert name in done.stderr
    assert len(desk.json("articles")) == 1


def test_a_rejected_file_is_not_tried_again_until_it_changes(desk: Desk, story: Callable[[str, str], str]) -> None:
    page = desk.put("a.txt", b"")
    desk.run("publish", code=1)
    desk.run("publish", code=0)
    page.write_text(story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))

    desk.run("publish", code=0)

    assert len(desk.json("articles")) == 1


def test_a_page_without_a_headline_is_published_under_one_made_from_its_words(desk: Desk) -> None:
    desk.put("a.txt", "昨日,武进区人民医院的医生走进社区,为居民免费量血压、测血糖,受到大家的欢迎。\n")

    result = desk.json("publish")

    assert any("no headline" in warning["reason"] for warning in result["warnings"])
    (row,) = desk.json("articles")
    assert row["title"]


def test_a_page_with_only_headlines_is_named_and_stops_nothing(desk: Desk) -> None:
    desk.put("a.txt", "武进区开展义诊活动\n\n金坛区新建健身步道\n\n溧阳市召开座谈会\n")

    result = desk.json("publish", code=0)

    assert result["pages"] == 1
    assert ["no article found" in warning["reason"] for warning in result["warnings"]] == [True]
    assert desk.json("articles") == []


def test_a_line_of_five_megabytes_is_taken_in(desk: Desk) -> None:
    desk.put("a.txt", "武进区的居民都说这条路修得好。" * 120_000)

    result = desk.json("publish", code=None)

    assert result["pages"] + len(result["rejected"]) == 1


def test_only_the_named_pages_are_taken_in(desk: Desk, story: Callable[[str, str], str]) -> None:
    desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    desk.put("b/c.txt", story("金坛区新建健身步道", "金坛区建成了一条健身步道。"))

    assert desk.json("publish", "seeds/b")["pages"] == 1
    assert desk.json("publish")["pages"] == 1


def test_a_source_folder_that_is_not_there_is_a_wrong_setting(desk: Desk) -> None:
    done = desk.run("publish", "--source", "nowhere", code=2)

    assert "nowhere" in done.stderr
    assert "--source" in done.stderr


def test_a_wrong_setting_stops_at_once_and_names_its_line(desk: Desk) -> None:
    (desk.folder / "feedpub.toml").write_text("[feeds]\n\nitems = 'many'\n")

    done = desk.run("publish", code=2)

    assert "feedpub.toml: line 3" in done.stderr
    assert not (desk.folder / "output").exists()


def test_the_publication_time_is_the_pages_day_in_the_settings_zone(
    desk: Desk, story: Callable[[str, str], str]
) -> None:
    desk.put("某某日报/2023-02-07/A3.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    desk.run("publish")

    (row,) = desk.json("articles")

    assert row["published"] == "2023-02-07T06:00:00+08:00"
    assert (row["paper"], row["page"]) == ("某某日报", "A3")


def test_all_engines_give_the_same_bytes(tmp_path: Path, seeds: Path) -> None:
    from tests.desk import Desk

    outputs = {}
    for name in ("serial", "processes", "dask"):
        desk = Desk(tmp_path / name)
        shutil.copytree(seeds, desk.folder / "seeds" / "某某日报" / "2023-02-07")
        desk.run("publish", "--engine", name, FEEDPUB_WATCH__SETTLE="0")
        site = desk.folder / "output"
        outputs[name] = {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}

    assert outputs["serial"] == outputs["processes"] == outputs["dask"]
    assert len(outputs["serial"]) > 100


def test_a_rejected_file_is_tried_again_when_the_settings_change(desk: Desk) -> None:
    desk.put("a.txt", "武进区开展义诊活动\n\n本报讯 近日,义诊。\n".encode("gb18030") + b"\xff\xff\xff")
    (desk.folder / "feedpub.toml").write_text("[watch]\nsettle = 0\n")
    first = desk.json("publish", code=1)["rejected"]
    second = desk.json("publish")["rejected"]
    (desk.folder / "feedpub.toml").write_text('[watch]\nsettle = 0\n[pages]\nencoding = "big5"\n')

    third = desk.json("publish", code=1)["rejected"]

    assert [len(first), len(second), len(third)] == [1, 0, 1]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[papers."甲报"]\nhome = "火星"\n', '[papers."甲报"] home: region'),
        ('[papers."甲报"]\nhome = "江苏/常州"\n', "in full: 江苏省/常州市"),
        ('[summaries]\nmethod = "magic"\n', "[summaries] method: no summarise plugin is called 'magic'"),
    ],
    ids=["home_that_is_no_region", "home_not_in_full", "unknown_method"],
)
def test_a_setting_that_would_reject_every_page_stops_the_run_at_once(desk: Desk, settings: str, said: str) -> None:
    desk.put("a.txt", "武进区开展义诊活动\n")
    (desk.folder / "feedpub.toml").write_text(settings)

    done = desk.run("publish", code=2)

    assert said in done.stderr
    assert not (desk.folder / "output").exists()
    assert said in desk.run("doctor", code=2).stdout


def test_a_group_of_the_owners_has_its_page_and_its_feeds(desk: Desk, story: Callable[[str, str], str]) -> None:
    group = '[watch]\nsettle = 0\n[groups.sunan]\nname = "苏南"\nregions = ["江苏省/常州市"]\n'
    (desk.folder / "feedpub.toml").write_text(group)
    desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))

    desk.run("publish")

    site = desk.folder / "output" / "site"
    assert "武进区开展义诊活动" in (site / "groups" / "sunan" / "rss.xml").read_text()
    assert "苏南" in (site / "groups" / "sunan" / "index.html").read_text()
    assert "groups/sunan/index.html" in (site / "index.html").read_text()
    assert "groups/sunan/rss.xml" in (site / "feeds.opml").read_text()


def test_a_run_prints_where_to_preview_and_where_to_subscribe(desk: Desk) -> None:
    said = desk.run("publish", FEEDPUB_BASE_URL="https://news.example.org").stdout

    assert "feedpub preview, then http://127.0.0.1:8000/" in said
    assert "Subscribe  https://news.example.org/rss.xml" in said


@pytest.mark.parametrize("engine", ["processes", "serial"])
def test_a_folder_that_vanishes_during_a_run_damages_nothing(
    engine: str, desk: Desk, story: Callable[[str, str], str], tmp_path: Path
) -> None:
    desk.put("a.txt", story("社区图书角开张", "近日，武进区社区里的图书角开张了。"))
    gone = tmp_path / "gone"
    gone.mkdir()
    workspace = (f"--{name}={desk.folder / folder}" for name, folder in WORKSPACE_FOLDERS.items())
    words = shlex.join([str(FEEDPUB), "publish", "--json", f"--engine={engine}", *workspace])
    done = subprocess.run(["/bin/sh", "-c", f"cd {gone} && rmdir {gone} && {words}"], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["pages"] == 1
