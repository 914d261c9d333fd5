from __future__ import annotations

from datetime import date

import pytest

from feedpub.stages.read.frontmatter import parse_front_matter
from feedpub.stages.read.metadata import PageMetadata

METADATA = PageMetadata("江苏工人报", date(2023, 2, 7), "A3", ("江苏省", "常州市"))


def lines(text: str) -> list[str]:
    return text.split("\n")


@pytest.mark.parametrize(
    "block",
    [
        pytest.param("paper: 江苏工人报\ndate: 2023-02-07\npage: A3\nhome: 江苏省/常州市", id="english_keys"),
        pytest.param("报纸：江苏工人报\n日期：2023年2月7日\n版次：第A3版\n地区：江苏省/常州市", id="chinese_keys"),
        pytest.param("報紙: 江苏工人报\n日期: 20230207\n版: A03\nhome: 江苏省 / 常州市", id="mixed_keys"),
        pytest.param("Paper: '江苏工人报'\nDATE: \"2023-02-07\"\npage: A3 # 要闻\nhome: 江苏省/常州市", id="quoted"),
        pytest.param("date: 2023-02-07T06:00:00+08:00\npaper: 江苏工人报\npage: a3\nhome: 江苏省/常州市", id="moment"),
        pytest.param(
            "title: 图书角\ntags:\n  - 文化\n- 社区\n\n# 说明\n"
            "paper: 江苏工人报\ndate: 2023/2/7\npage: A3\nhome: 江苏省/常州市",
            id="among_keys_of_others",
        ),
    ],
)
def test_front_matter_is_understood(block: str) -> None:
    told, _ = parse_front_matter(lines(f"---\n{block}\n---\n正文"))

    assert told == METADATA


def test_its_lines_become_empty_so_that_numbers_stay_true() -> None:
    _, rest = parse_front_matter(lines("---\npaper: 江苏工人报\n---\n\n图书角开张\n"))

    assert rest == ("", "", "", "", "图书角开张", "")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\n图书角开张\n---\n正文", id="rules_around_a_headline"),
        pytest.param("---\n记者：张三\n---\n正文", id="rules_around_a_line_with_a_colon"),
        pytest.param("---\npaper: 江苏工人报\n正文", id="never_closed"),
        pytest.param("\n---\npaper: 江苏工人报\n---\n正文", id="not_in_the_first_line"),
        pytest.param("---\n---\n正文", id="two_rules"),
        pytest.param("----\npaper: 江苏工人报\n----\n正文", id="longer_rules"),
        pytest.param("---", id="a_rule_alone"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_only_looks_like_front_matter_is_text(text: str) -> None:
    assert parse_front_matter(lines(text)) == (PageMetadata(), tuple(lines(text)))


def test_a_block_without_our_keys_tells_nothing_and_is_no_text() -> None:
    assert parse_front_matter(lines("---\nlayout: post\n---\n正文")) == (PageMetadata(), ("", "", "", "正文"))


@pytest.mark.parametrize("when", ["2023-02-30", "昨天", "0000-01-01", "2023-13-01", "", "99999999"])
def test_an_impossible_date_is_none(when: str) -> None:
    told, _ = parse_front_matter(lines(f"---\ndate: {when}\n---\n"))

    assert told.day is None
