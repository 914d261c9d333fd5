import pytest

from feedpub.stages.locate.deixis import home_mentions, speaker_level
from feedpub.stages.locate.mentions import find_mentions
from feedpub.stages.locate.scope import foreign_weight, is_national_event, national_weight


def test_national_words_count_more_in_the_headline() -> None:
    text = "全国铁路今起调图\n多趟列车调整。"

    assert national_weight(text, 9) > national_weight(text, 0) > 0


@pytest.mark.parametrize("text", ["全国劳模走进车间", "中国银行开业", "荣获全国先进集体称号"])
def test_honours_and_firms_are_not_the_country(text: str) -> None:
    assert national_weight(text, 0) == 0


def test_a_list_of_countries_weighs_less_than_as_many_mentions() -> None:
    listed = find_mentions("产品销往美国、日本、韩国、泰国")
    told = find_mentions("美国宣布加税，日本随后跟进，韩国表示关切，泰国没有回应")

    assert foreign_weight(listed, 0) < foreign_weight(told, 0)


def test_taking_part_in_a_national_contest_is_not_holding_it() -> None:
    assert is_national_event("全国焊工职业技能竞赛在此举行", 0)
    assert not is_national_event("他获得全国焊工职业技能竞赛冠军", 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("全区部署防汛，区委书记到场", 2), ("市委召开会议，全市动员", 1), ("全省推进，省委部署", 0), ("大家都来了", None)],
)
def test_a_text_speaks_as_a_province_a_city_or_a_district(text: str, expected: int | None) -> None:
    assert speaker_level(text) == expected


@pytest.mark.parametrize(
    ("text", "home", "code"),
    [
        ("我市", ("320000", "320400"), "320400"),
        ("我省", ("320000", "320400"), "320000"),
        ("我市", ("310000",), "310000"),
        ("我区", ("310000", "310116"), "310116"),
        ("我区", ("540000",), "540000"),
    ],
)
def test_our_region_is_the_level_of_the_home_that_the_word_names(text: str, home: tuple[str, ...], code: str) -> None:
    assert [one.codes for one in home_mentions(text, [], home)] == [(code,)]


def test_our_region_without_a_home_is_nothing() -> None:
    assert home_mentions("我市", [], ()) == []
