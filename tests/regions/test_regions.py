import re

import pytest

from feedpub import regions
from feedpub.errors import NotFound


def test_a_code_gives_the_division_with_its_path() -> None:
    wujin = regions.by_code("320412")

    assert wujin.path == ("江苏省", "常州市", "武进区")
    assert (wujin.name, wujin.short_name, wujin.slug) == ("武进区", "武进", "jiangsu/changzhou/wujin")


def test_a_path_gives_the_same_division_as_its_code() -> None:
    assert all(regions.by_path(region.path) is regions.by_code(region.code) for region in regions.all_regions())


@pytest.mark.parametrize(
    ("code", "path"),
    [
        pytest.param("110105", ("北京市", "朝阳区"), id="a_municipality_has_two_levels"),
        pytest.param("429004", ("湖北省", "仙桃市"), id="a_county_run_by_the_province"),
        pytest.param("441900", ("广东省", "东莞市"), id="a_city_without_counties"),
        pytest.param("810000", ("香港特别行政区",), id="a_special_administrative_region"),
        pytest.param("500235", ("重庆市", "云阳县"), id="a_county_of_a_municipality"),
    ],
)
def test_levels_are_those_that_exist(code: str, path: tuple[str, ...]) -> None:
    assert regions.by_code(code).path == path


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("610000", "shaanxi"),
        ("140000", "shanxi"),
        ("150000", "neimenggu"),
        ("341500", "anhui/luan"),
        ("340621", "anhui/huaibei/suixi"),
        ("341621", "anhui/bozhou/guoyang"),
        ("361124", "jiangxi/shangrao/yanshan"),
        ("440113", "guangdong/guangzhou/panyu"),
        ("341823", "anhui/xuancheng/jingxian"),
        ("654002", "xinjiang/yili/yining-shi"),
        ("654021", "xinjiang/yili/yining-xian"),
        ("140428", "shanxi/changzhi/zhangzi"),
    ],
)
def test_slugs_are_read_as_the_places_are_called(code: str, slug: str) -> None:
    assert regions.by_code(code).slug == slug


def test_slugs_are_unique_and_ascii() -> None:
    slugs = [region.slug for region in regions.all_regions()]

    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+){0,2}", slug) for slug in slugs)


def test_the_table_is_complete() -> None:
    """34 provinces, 333 cities and 2,846 counties: the figures of the end of 2024."""
    codes = [region.code for region in regions.all_regions()]
    cities = [code for code in codes if code.endswith("00") and not code.endswith("0000")]
    counties = [code for code in codes if not code.endswith("00")]

    assert len(regions.provinces()) == 34
    assert len(cities) == 333
    assert len(counties) == 2846


def test_lineage_begins_with_the_province_and_ends_with_itself() -> None:
    wujin = regions.by_code("320412")

    assert [region.short_name for region in regions.lineage(wujin)] == ["江苏", "常州", "武进"]


def test_children_and_parent_are_each_others_way_back() -> None:
    changzhou = regions.by_code("320400")

    assert all(regions.parent(child) == changzhou for child in regions.children(changzhou))
    assert regions.parent(regions.by_code("320000")) is None
    assert regions.children(None) == regions.provinces()


@pytest.mark.parametrize("text", ["江苏省/常州市", "江苏/常州", "常州市", " 江苏省 / 常州市/ ", "320400", "常州"])
def test_an_owner_may_write_a_region_in_several_ways(text: str) -> None:
    assert regions.find(text).code == "320400"


def test_a_short_name_means_the_highest_division_that_bears_it() -> None:
    assert regions.find("吉林").path == ("吉林省",)


@pytest.mark.parametrize("text", ["鼓楼区", "江苏/苏州府", "", "999999"])
def test_what_is_not_one_division_is_an_error(text: str) -> None:
    with pytest.raises(NotFound):
        regions.find(text)


def test_an_unknown_path_is_an_error_with_its_name() -> None:
    with pytest.raises(NotFound, match="江苏省/长沙市"):
        regions.by_path(("江苏省", "长沙市"))
