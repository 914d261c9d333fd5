"""A person may be called like a place: who is introduced by what he does is none."""

import pytest

from feedpub import regions
from feedpub.language.bylines import credit_spans
from feedpub.stages.locate import locate
from feedpub.stages.locate.gazetteer import load_gazetteer, town_stem
from feedpub.stages.locate.mentions import find_mentions


def words(text: str) -> list[str]:
    return [one.name for one in find_mentions(text) if one.factor > 0]


def test_names_right_after_one_another_are_one_mention() -> None:
    one = find_mentions("江苏省常州市武进区牛塘镇举办活动")[0]

    assert one.name == "江苏省常州市武进区牛塘镇"
    assert [regions.by_code(code).name for code in one.codes] == ["武进区"]


def test_names_beside_one_another_stay_apart() -> None:
    assert words("常州市、无锡市") == ["常州市", "无锡市"]


def test_a_namesake_of_a_township_elsewhere_does_not_join() -> None:
    """牛塘镇 is in 武进区, so 溧阳市牛塘镇 must be a village that the table does not have."""
    assert words("溧阳市牛塘镇") == ["溧阳市"]


@pytest.mark.parametrize("text", ["记者吴江报道", "通讯员 高平 摄", "（记者 罗田 通讯员 安康）", "新华社电（梁山）"])
def test_authors_of_a_text_are_no_places(text: str) -> None:
    assert list(credit_spans(text))
    assert words(text) == []


def test_a_place_after_a_reporter_and_a_verb_is_one() -> None:
    assert words("记者从常州市总工会获悉") == ["常州市"]


def test_a_township_may_be_called_by_its_stem_later_on() -> None:
    assert words("直溪镇是重点镇。直溪今年丰收。") == ["直溪镇", "直溪"]


def test_every_county_of_the_table_is_found_by_its_full_name_after_its_parent() -> None:
    """A county of a new table that the gazetteer misses fails here by name."""
    lost = []
    for region in regions.all_regions():
        one = find_mentions("".join(region.path) + "。")[0]
        if region.code not in one.codes:
            lost.append("/".join(region.path))

    assert lost == []


def test_each_division_has_a_line_from_its_province_to_itself() -> None:
    lines = load_gazetteer().ancestors

    assert lines["320412"] == ("320000", "320400", "320412")
    assert lines["429004"] == ("420000", "429004")


@pytest.mark.parametrize(
    ("name", "stem"), [("直溪镇", "直溪"), ("华新街街道", "华新街"), ("城北苏木", "城北"), ("某农场", "")]
)
def test_the_stem_of_a_township_lacks_its_rank(name: str, stem: str) -> None:
    assert town_stem(name) == stem


# A person may be called like a place: who is introduced by what he does is none.


def regions_of(title: str, text: str) -> list[str]:
    return [one.region.name for one in locate(title, text).regions]


@pytest.mark.parametrize("role", ["村民", "快递员", "焊工", "教师", "小哥", "民警", "班长"])
def test_who_is_introduced_by_what_he_does_is_no_place(role: str) -> None:
    text = f"东台市{role}吴江日前捡到一只皮包。吴江在路口等了两小时，把它还给失主。"

    assert regions_of("吴江拾金不昧", text) == ["东台市"]


def test_a_place_that_somebody_comes_to_is_a_place() -> None:
    assert regions_of("", "三十名职工吴江区走访。") == ["吴江区"]
    assert regions_of("吴江招工", "吴江区昨天招工，工作人员吴江各镇都去了。") == ["吴江区"]


def test_beside_the_full_name_only_the_person_himself_is_silenced() -> None:
    assert regions_of("吴江慰问环卫工", "苏州市吴江区昨天慰问环卫工。环卫工吴江说，心里暖。") == ["吴江区"]


def test_many_of_them_are_not_one_person() -> None:
    assert regions_of("", "数百名市民徐州看花海。徐州昨天举办花海节。") == ["徐州市"]


def test_who_has_no_surname_is_no_person() -> None:
    assert regions_of("昆山慰问快递员", "快递员昆山之行昨天启动，昆山市总工会送去雨衣。") == ["昆山市"]


def test_dishes_called_after_a_place_are_dishes() -> None:
    assert regions_of("夜市开张", "徐州市泉山区的夜市开张，长沙臭豆腐、兰州拉面、武汉热干面都有。") == ["泉山区"]


def test_an_honour_given_in_the_capital_is_not_its_news() -> None:
    assert regions_of("安徽工匠在北京受表彰", "安徽省三名工匠昨天在北京受表彰。") == ["安徽省"]


@pytest.mark.parametrize(
    ("text", "is_national"),
    [
        ("全国优秀班组长座谈会昨天在长沙召开。", True),
        ("长沙市召开全国劳模座谈会，十名全国劳模参加。", False),
    ],
)
def test_a_meeting_of_the_whole_country_is_national_wherever_it_is_held(text: str, is_national: bool) -> None:
    assert locate(None, text).national is is_national
