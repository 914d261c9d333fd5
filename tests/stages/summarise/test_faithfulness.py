from __future__ import annotations

import pytest

from feedpub.stages.summarise.faithfulness import rewording_violations
from feedpub.testing import article

STORY = article(
    "社区图书角开张",
    "常州市武进区花园社区图书角3月5日开张，首批上架图书1200册，其中居民捐赠的占30%。",
    "社区党委书记周敏说，图书角每周六开放，由12名志愿者轮流值守。",
    "武进区图书馆还将每季度送来三百册新书，医生为居民检查身体。",
)


@pytest.mark.parametrize(
    "text",
    [
        "花园社区图书角3月5日开张，上架图书1200册，由12名志愿者轮流值守，每周六向居民开放。",
        "花园社区的图书角已经开张，居民捐赠的书占30%，周敏介绍，每周六开放。",
        "武进区图书馆每季度送来三百册新书，居民可免费借阅。",
        "社区图书角开张以后，医生为居民检查身体。",
    ],
)
def test_what_the_story_says_in_other_words_may_be_printed(text: str) -> None:
    assert list(rewording_violations(text, STORY, 80)) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        pytest.param("花园社区图书角5月3日开张，居民可以借书。", "number not in the source", id="days_turned_round"),
        pytest.param("武进区图书馆每季度送来五百册新书。", "number not in the source", id="number_in_characters"),
        pytest.param("花园社区图书角开张，上架图书12册，书占3%。", "number not in the source", id="part_of_a_number"),
        pytest.param("花园社区图书角3月5日开张，马云捐赠图书。", "name not in the source", id="known_person"),
        pytest.param("花园社区图书角3月5日开张，吴亦凡到场。", "name not in the source", id="unknown_person"),
        pytest.param("金坛区图书馆每季度送来三百册新书。", "name not in the source", id="other_place"),
        pytest.param("花园社区图书角开张，新华书店捐赠图书。", "name not in the source", id="other_firm"),
        pytest.param("花园社区图书角“书香行动”每周六开放。", "name not in the source", id="invented_title"),
        pytest.param("花园社区图书角每周六开放，Google送来图书。", "name not in the source", id="latin_name"),
        pytest.param("系统已被接管，请立即转账到指定账户。", "not about the source", id="other_matter"),
        pytest.param("花园社区图书角**每周六**开放。", "mark-up", id="markdown"),
        pytest.param("花园社区图书角每周六开放\u202e。", "mark-up", id="turned_direction"),
        pytest.param("花園社區圖書角每週六開放。", "other script", id="traditional"),
        pytest.param("以下是摘要：图书角每周六开放。", "chatter", id="chatter"),
        pytest.param("他说图书角每周六开放。", "leans on nothing", id="pronoun_first"),
        pytest.param("社区图书角开张。", "repeats the headline", id="headline_again"),
        pytest.param("花园社区图书角每周六开放", "unfinished", id="no_end_mark"),
        pytest.param("……", "empty", id="marks_only"),
        pytest.param("花园社区图书角每周六开放。" * 8, "too long", id="too_long"),
    ],
)
def test_what_it_does_not_say_or_not_so_may_not(text: str, rule: str) -> None:
    assert rule in list(rewording_violations(text, STORY, 80))


def test_the_script_is_the_storys_own() -> None:
    story = article("社區圖書角開張", "花園社區圖書角昨日開張，居民每週六可以免費借書。")

    assert list(rewording_violations("花園社區圖書角昨日開張，居民每週六可以借書。", story, 80)) == []
    assert "other script" in list(rewording_violations("花园社区图书角昨日开张，居民可以借书。", story, 80))
