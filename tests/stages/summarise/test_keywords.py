from __future__ import annotations

from feedpub.stages.summarise import keywords
from feedpub.stages.summarise.keywords import fix_segmentation, organisations, quoted_names, repeated_compounds

TITLE = "江城市总工会启动“安康杯”竞赛"
TEXT = (
    "近日，江城市总工会启动“安康杯”劳动竞赛。江城市总工会相关负责人介绍，竞赛为期三个月。\n"
    "今年的“安康杯”竞赛有200家企业参加，重点检查安全生产工作。"
)


def test_campaigns_and_organisations_come_first() -> None:
    assert "安康杯" in keywords(TITLE, TEXT)[:3]


def test_no_word_of_every_day_is_a_tag() -> None:
    assert not {"近日", "工作", "负责人", "介绍", "今年"} & set(keywords(TITLE, TEXT))


def test_there_are_five_at_most_and_none_holds_another() -> None:
    found = keywords(TITLE, TEXT * 3)

    assert len(found) <= 5
    assert not any(one != other and one in other for one in found for other in found)


def test_a_word_has_the_same_form_in_either_script() -> None:
    assert keywords("圖書館開放", "圖書館昨日開放，讀者很多。") == keywords("图书馆开放", "图书馆昨日开放，读者很多。")


def test_nothing_has_no_keywords() -> None:
    assert keywords(None, "") == ()


def test_nouns_that_are_met_together_twice_are_a_name() -> None:
    assert repeated_compounds([("职工", "书屋", "开放"), ("职工", "书屋", "很", "大")]) == {"职工书屋": 2}


def test_nouns_that_are_met_together_once_are_none() -> None:
    assert repeated_compounds([("职工", "书屋", "开放")]) == {}


def test_an_organisation_takes_its_place_with_it() -> None:
    assert organisations([("近日", "，", "常州市", "总工会", "召开")]) == {"常州市总工会": 1}


def test_a_quoted_campaign_is_a_name_if_it_returns() -> None:
    assert quoted_names(["“安康杯”启动。", "“安康杯”结束，“很好”。"], "") == {"安康杯": 2}


def test_a_quoted_sentence_is_no_name() -> None:
    assert quoted_names(["“我爱读书”启动。", "“我爱读书”结束。"], "") == {}


def test_a_district_gets_its_last_character_back() -> None:
    assert fix_segmentation(["大湾", "区工会"]) == ("大湾", "区", "工会")
