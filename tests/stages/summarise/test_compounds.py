from __future__ import annotations

from feedpub.stages.summarise.compounds import organisations, repeated_compounds, fix_segmentation, quoted_names


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
