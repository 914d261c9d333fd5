from __future__ import annotations

from feedpub.stages.summarise import keywords

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
