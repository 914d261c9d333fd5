"""Where a paper is at home is learnt from its own pages, and later pages use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desk import Desk

STORY = "{where}{what}\n\n本报讯 (记者 张明) 近日,{where}{what},参加的有一百多人。\n\n"
DEEDS = ("举办义诊活动", "新建健身步道", "开展消防演练", "慰问一线职工", "召开安全会议", "修缮老旧小区")
LONE = "铁西区慰问环卫职工\n\n本报讯 (记者 张明) 近日,铁西区慰问环卫职工,送去手套和雨衣。\n"


def fill(desk: Desk, *days: int) -> None:
    for day in days:
        told = (STORY.format(where="鞍山市", what=f"{deed}{day}场") for deed in DEEDS)
        desk.put(f"钢都晚报/2023-02-0{day}/A1.txt", "".join(told))


def regions(desk: Desk) -> list[list[str]]:
    (found,) = [row["regions"] for row in desk.json("articles") if row["title"] == "铁西区慰问环卫职工"]
    return list(found)


def test_a_lone_name_means_the_district_of_the_city_learnt_from_earlier_pages(desk: Desk) -> None:
    fill(desk, 1, 2)
    desk.run("publish")
    desk.put("钢都晚报/2023-02-03/A1.txt", LONE)
    desk.run("publish")

    assert regions(desk) == [["辽宁省", "鞍山市", "铁西区"]]
    assert desk.json("papers") == [
        {"paper": "钢都晚报", "pages": 3, "stories": 12, "home": ["辽宁省", "鞍山市"], "home_source": "learnt"}
    ]


def test_the_settings_go_before_what_was_learnt(desk: Desk) -> None:
    fill(desk, 1, 2)
    desk.run("publish")
    (desk.folder / "feedpub.toml").write_text('[papers."钢都晚报"]\nhome = "辽宁省/沈阳市"\n', encoding="utf-8")
    desk.put("钢都晚报/2023-02-03/A1.txt", LONE)
    desk.run("publish")

    assert regions(desk) == [["辽宁省", "沈阳市", "铁西区"]]
    assert [row["home_source"] for row in desk.json("papers")] == ["settings"]


def test_a_paper_that_the_settings_name_is_listed_before_its_first_page(desk: Desk) -> None:
    (desk.folder / "feedpub.toml").write_text('[papers."甲报"]\nhome = "江苏省"\n[papers."乙报"]\n', encoding="utf-8")
    desk.run("publish")

    lines = desk.run("papers").stdout.splitlines()

    assert any("甲报" in line and "settings" in line for line in lines)
    assert any("乙报" in line and "none" in line for line in lines)


def test_names_of_the_settings_hold_for_pages_and_in_the_pipe(desk: Desk) -> None:
    (desk.folder / "feedpub.toml").write_text('[names]\nadd = {"龙城" = "江苏省/常州市"}\n', encoding="utf-8")
    desk.put("A3.txt", STORY.format(where="龙城", what="举办灯会"))
    desk.run("publish")

    piped = desk.json("locate", stdin='{"id": 1, "title": null, "text": "龙城举办灯会。"}\n')

    assert [row["regions"] for row in desk.json("articles")] == [[["江苏省", "常州市"]]]
    assert piped["regions"] == [["江苏省", "常州市"]]
