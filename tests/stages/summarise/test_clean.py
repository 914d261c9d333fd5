from __future__ import annotations

import pytest

from feedpub.stages.summarise.clean import clean, is_subhead, rejoin_wrapped, squeeze_spaces, strip_credits

SENTENCE = "市图书馆新馆昨日开放。"


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(f"本报讯（记者 王小明 通讯员 李红）{SENTENCE}", id="dateline_with_reporters"),
        pytest.param(f"本报讯(记者王小明){SENTENCE}", id="half_width_brackets"),
        pytest.param(f"本報訊（記者王小明）{SENTENCE}", id="traditional_characters"),
        pytest.param(f"新华社南京3月1日电（记者王小明）{SENTENCE}", id="agency_with_place_and_day"),
        pytest.param(f"据新华社南京3月1日电 {SENTENCE}", id="taken_from_an_agency"),
        pytest.param(f"【本市消息】本报讯（记者王小明）{SENTENCE}", id="label_before_the_dateline"),
        pytest.param(f"{SENTENCE}（记者 王小明）", id="reporter_at_the_end"),
        pytest.param(f"{SENTENCE} 本报记者 王小明", id="reporter_after_the_last_sentence"),
        pytest.param(f"{SENTENCE} 王小明 摄", id="photographer"),
        pytest.param(f"{SENTENCE}王小明 李红", id="bare_names"),
        pytest.param(f"图为{SENTENCE}", id="words_of_a_picture"),
        pytest.param(f"●{SENTENCE}", id="bullet"),
    ],
)
def test_credits_are_taken_off(line: str) -> None:
    assert strip_credits(line) == SENTENCE


@pytest.mark.parametrize(
    "line",
    [
        "本报记者 王小明 李红",
        "记者 王小明 通讯员 李红 文/图",
        "王小明 摄",
        "来源：某某网",
        "责任编辑：李红",
        "（下转第2版）",
        "## 小标题",
        "———",
    ],
)
def test_a_line_of_credits_leaves_nothing(line: str) -> None:
    assert strip_credits(line) == ""


@pytest.mark.parametrize(
    "line",
    [
        "记者从市总工会获悉，新馆昨日开放。",
        "记者走访发现，不少商家已经停业。",
        "李红说：“我们盼了三年。”",
        "专家认为，此举有三重意义（见图）。",
    ],
)
def test_reporters_within_a_sentence_stay(line: str) -> None:
    assert strip_credits(line) == line


def test_subheads_are_left_out_where_prose_remains() -> None:
    assert clean(["抓实基层,做优服务", SENTENCE, "第二个小标题", "读者很多。"]) == [SENTENCE, "读者很多。"]


def test_lines_without_end_marks_stay_where_nothing_else_is() -> None:
    assert clean(["一等奖：张三、李四", "二等奖：王五"]) == ["一等奖：张三、李四", "二等奖：王五"]


def test_a_clause_that_goes_on_is_no_subhead() -> None:
    assert not is_subhead("获奖名单如下：")


def test_white_space_beside_chinese_marks_goes_and_between_latin_words_stays() -> None:
    assert squeeze_spaces("新馆 Open\u3000Day ，  昨日举行。 ") == "新馆 Open Day，昨日举行。"


def test_hard_wrapped_lines_become_paragraphs_again() -> None:
    lines = [
        "市图书馆新馆昨天上午正式对",
        "读者开放，新馆占地三千平方",
        "米，藏书二十万册，设有三百",
        "个座位。",
        "读者很多。",
    ]

    assert rejoin_wrapped(lines) == ["".join(lines[:4]), "读者很多。"]


def test_no_more_is_read_than_an_article_can_have() -> None:
    assert sum(map(len, clean([SENTENCE * 20_000]))) <= 16_000
