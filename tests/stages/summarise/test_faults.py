from __future__ import annotations

import pytest

from feedpub.language.words import segment
from feedpub.stages.summarise.faults import violations


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("他说。", "short", id="nothing_said"),
        pytest.param("市图书馆举行“阅读周活动。", "unbalanced", id="open_quotation"),
        pytest.param("市图书馆举行阅读周”活动。", "unbalanced", id="stray_quotation"),
        pytest.param("“好极了”是读者的评价。", "quotation first", id="quotation_first"),
        pytest.param("市图书馆为什么要延长时间？", "question", id="question"),
        pytest.param("这里有报纸、杂志、图书……", "unfinished", id="trails_off"),
        pytest.param("昨天上午我们来到市图书馆。", "first person", id="we"),
        pytest.param("图为市图书馆新馆开放。", "makers", id="caption_phrase"),
        pytest.param("市图书馆馆长王小明昨天指出。", "hanging end", id="says_what"),
        pytest.param("记者从市图书馆了解到。", "hanging end", id="learned_what"),
        pytest.param("1、黑芝麻下锅炒香后打碎。", "numbered", id="item_of_a_list"),
        pytest.param("一座现代化的图书馆大楼。", "no predicate", id="no_verb"),
    ],
)
def test_a_bad_sentence_violates_a_rule(text: str, fault: str) -> None:
    assert fault in set(violations(tuple(segment(text))))


@pytest.mark.parametrize(
    "text",
    [
        "市图书馆新馆昨天上午正式开放。",
        "我国公共图书馆去年新增三百座。",
        "市图书馆举行“我爱读书”活动。",
        "记者走访发现图书馆座无虚席。",
    ],
)
def test_a_good_sentence_violates_no_rule(text: str) -> None:
    assert set(violations(tuple(segment(text)))) == set()
