"""A person may be called like a place: who is introduced by what he does is none."""

import pytest

from feedpub.stages.locate import locate


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
