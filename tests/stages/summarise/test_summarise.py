from __future__ import annotations

import pytest

from feedpub.errors import SettingsError
from feedpub.model import Article, ItemKind
from feedpub.settings import Summaries
from feedpub.stages.summarise import explain_extract, gist, summarise
from feedpub.stages.summarise.sentences import count_chars

LEAD = "江城市图书馆新馆3月1日正式开放，馆内藏书20万册。"
BODY = "新馆位于南湖公园东侧，占地3000平方米，设有300个阅览座位。馆长王小明介绍，新馆每天开放12个小时，周末不闭馆。"
ARTICLE = Article(ItemKind.ARTICLE, "江城市图书馆新馆开放", (LEAD, BODY), (1, 2, 3))


def test_a_summary_has_three_lengths_and_the_name_of_its_method() -> None:
    found = summarise(ARTICLE, Summaries(brief=30, text=60, long=90))

    assert count_chars(found.brief) <= 30
    assert count_chars(found.text) <= 60
    assert count_chars(found.long) <= 90
    assert found.brief
    assert found.method == "extract"
    assert found.keywords


def test_a_method_is_found_by_its_name() -> None:
    assert summarise(ARTICLE, Summaries(method="lead", text=30)).text == LEAD


def test_an_unknown_method_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError, match="lead"):
        summarise(ARTICLE, Summaries(method="oracle"))


def test_subheads_that_are_marked_are_left_out() -> None:
    article = Article(ItemKind.ARTICLE, "新馆开放", ("江城市图书馆新馆今天开放。", LEAD), (1, 2), subheads=(0,))

    assert "今天" not in summarise(article, Summaries()).text


def test_the_kicker_counts_as_headline() -> None:
    first = "江城市昨天举行了春季招聘会。"
    second = "江城市昨天修订了养犬条例。"
    article = Article(ItemKind.ARTICLE, "最新消息", (first + second,), (1,), kicker="养犬条例")

    assert summarise(article, Summaries(text=15)).text == second


def test_the_headline_is_not_said_again() -> None:
    assert gist("江城市图书馆新馆今天开放", f"江城市图书馆新馆今天开放。{BODY}", 60).startswith("新馆位于")


def test_a_dateline_never_gets_in() -> None:
    assert gist(None, f"本报讯（记者 王小明）{LEAD}", 80) == LEAD


def test_a_sentence_too_long_is_cut_at_a_clause() -> None:
    assert gist(None, LEAD, 20) == "江城市图书馆新馆3月1日正式开放。"


def test_half_width_marks_and_traditional_characters_are_understood_and_kept() -> None:
    text = "本報訊(記者 王小明)江城市圖書館新館3月1日正式開放,館內藏書20萬冊。"

    assert gist(None, text, 20) == "江城市圖書館新館3月1日正式開放。"


def test_an_english_paragraph_is_summarised_in_whole_sentences() -> None:
    text = "The new library opened on Monday. It holds 200,000 books and 300 seats for readers of all ages."

    assert gist(None, text, 40) == "The new library opened on Monday."


def test_every_beginning_of_a_sentence_is_explained() -> None:
    verdicts = {one.text: one for one in explain_extract(ARTICLE, 30)}

    assert verdicts[LEAD].chosen
    assert "cut too soon" in verdicts["新馆位于南湖公园东侧。"].rules
    assert "too long" in verdicts["新馆位于南湖公园东侧，占地3000平方米，设有300个阅览座位。"].rules
