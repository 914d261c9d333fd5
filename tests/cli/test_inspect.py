"""The other commands: what the archive holds, what is misconfigured, the first ten minutes, the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desk import Desk


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
