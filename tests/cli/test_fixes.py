"""A file of fixes beside a page: what the splitting got wrong is mended, and stays so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desk import Desk

PAGE = """\
武进区开展义诊活动

本报讯 (记者 张明) 近日,武进区举办了一次义诊活动。

活动得到了大家的欢迎,参加的有一百多人。

金坛区新建健身步道

本报讯 (记者 李华) 近日,金坛区建成了一条健身步道。
"""


def titles(desk: Desk) -> set[str]:
    return {row["title"] for row in desk.json("articles")}


def test_fixes_apply_when_they_come_and_end_when_they_go(desk: Desk) -> None:
    desk.put("A3.txt", PAGE)
    desk.run("publish")
    before = titles(desk)
    guids = {row["title"]: row["guid"] for row in desk.json("articles")}
    fixes = desk.put("A3.txt.fix.toml", '[[retitle]]\nitem = "武进区开展"\ntitle = "武进区的义诊"\n')
    desk.run("publish")
    during = titles(desk)
    fixed = {row["title"]: row["guid"] for row in desk.json("articles")}
    fixes.unlink()
    desk.run("publish")

    assert before == titles(desk) == {"武进区开展义诊活动", "金坛区新建健身步道"}
    assert during == {"武进区的义诊", "金坛区新建健身步道"}
    assert fixed["武进区的义诊"] == guids["武进区开展义诊活动"]


def test_fixes_survive_an_edit_of_the_page(desk: Desk) -> None:
    page = desk.put("A3.txt", PAGE)
    desk.put("A3.txt.fix.toml", '[[drop]]\nitem = "金坛区新建"\n')
    desk.run("publish")
    page.write_text("\n\n" + PAGE.replace("一百多人", "二百多人"))
    desk.run("publish")

    assert titles(desk) == {"武进区开展义诊活动"}


def test_a_fix_that_fits_no_line_is_named_and_the_rest_is_done(desk: Desk) -> None:
    desk.put("A3.txt", PAGE)
    desk.put("A3.txt.fix.toml", '[[drop]]\nitem = "溧阳市"\n[[drop]]\nitem = "金坛区新建"\n')

    result = desk.json("publish")

    assert any("'溧阳市'" in warning["reason"] for warning in result["warnings"])
    assert titles(desk) == {"武进区开展义诊活动"}


def test_broken_fixes_leave_the_page_as_it_was(desk: Desk) -> None:
    desk.put("A3.txt", PAGE)
    desk.run("publish")
    fixes = desk.put("A3.txt.fix.toml", "[[drop]\n")
    said = desk.run("publish", code=1).stderr
    during = titles(desk)
    fixes.write_text('[[drop]]\nitem = "金坛区新建"\n')
    desk.run("publish")

    assert "A3.txt" in said
    assert "file of fixes" in said
    assert len(during) == 2
    assert titles(desk) == {"武进区开展义诊活动"}


def test_split_applies_the_fixes_as_well(desk: Desk) -> None:
    desk.put("A3.txt", PAGE)
    desk.put("A3.txt.fix.toml", '[[join]]\nfirst = "武进区开展"\nthen = "金坛区新建"\n')

    said = desk.run("split", "seeds/A3.txt").stdout

    assert said.count("article") == 1
