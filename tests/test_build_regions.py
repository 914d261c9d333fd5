"""The script that builds the table: its rules on a handful of divisions."""

import json

import pytest

from scripts.build_regions import divisions_of, parent_of, rows_of, townships, with_changes
from scripts.region_history import old_names
from scripts.region_slugs import pinyin_of
from scripts.region_stems import stem_of

DIVISIONS = {
    "320000": "江苏省",
    "320400": "常州市",
    "320412": "武进区",
    "320481": "溧阳市",
    "429004": "仙桃市",
    "420000": "湖北省",
}


def test_places_that_only_hold_a_level_open_are_left_out() -> None:
    names = {"110000": "北京市", "110100": "北京市", "429000": "省直辖县级行政区划"}
    rows = [{"code": code, "name": name} for code, name in names.items()]

    assert divisions_of(json.dumps(rows)) == {"110000": "北京市"}


@pytest.mark.parametrize(
    ("code", "parent"), [("320412", "320400"), ("320400", "320000"), ("320000", ""), ("429004", "420000")]
)
def test_the_parent_is_the_city_or_else_the_province(code: str, parent: str) -> None:
    assert parent_of(code, DIVISIONS) == parent


def test_the_overlay_ends_and_begins_divisions() -> None:
    change = {"date": "2025-06-01", "old": "320481", "new": "320414", "name": "溧阳区"}
    after = with_changes(DIVISIONS, [change])

    assert "320481" not in after
    assert after["320414"] == "溧阳区"
    assert ("320414", "溧阳区", "溧阳", "320400", "liyang") in set(rows_of(after))


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("武进区", "武进"),
        ("泾县", "泾县"),
        ("威宁彝族回族苗族自治县", "威宁"),
        ("海南藏族自治州", "海南"),
        ("管城回族区", "管城"),
        ("鄂托克前旗", "鄂托克前旗"),
        ("浦东新区", "浦东"),
        ("新疆维吾尔自治区", "新疆"),
        ("喀什地区", "喀什"),
    ],
)
def test_the_stem_is_the_name_without_rank_and_peoples(name: str, stem: str) -> None:
    assert stem_of(name) == stem


@pytest.mark.parametrize(
    ("stem", "slug"), [("武进", "wujin"), ("涡阳", "guoyang"), ("长治", "changzhi"), ("绿园", "lvyuan")]
)
def test_a_stem_is_spelt_as_the_place_is_called(stem: str, slug: str) -> None:
    assert pinyin_of(stem) == slug


def test_townships_of_a_statistical_zone_belong_to_its_city() -> None:
    head = "code,name,areaCode,provinceCode,cityCode"
    towns = ("牛塘镇,320412", "某某街道办事处,320471", "经济开发区,320412")
    rows = "\n".join([head, *(f"1,{town},32,3204" for town in towns)])

    assert townships(rows, DIVISIONS) == {"320412": ["牛塘镇"], "320400": ["某某街道"]}


def test_an_old_name_is_followed_by_its_stem_or_by_hand() -> None:
    snapshots = {200212: {"320483": "武进市", "320405": "戚墅堰区"}, 201607: {"320405": "戚墅堰区"}}
    rows = list(old_names(snapshots, DIVISIONS, {"320405戚墅堰区": "320412"}))

    assert rows == [("戚墅堰区", "2002", "", "320405", "320412"), ("武进市", "2002", "2002", "320483", "320412")]


def test_an_old_name_that_nothing_tells_stops_the_build() -> None:
    with pytest.raises(SystemExit, match="何有县"):
        list(old_names({200212: {"320499": "何有县"}}, DIVISIONS, {}))
