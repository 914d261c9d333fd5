"""What holds for every text, whatever it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedpub.language.punctuation import CLOSING_MARKS, MARK_PAIRS
from feedpub.stages.summarise import as_article, gist, headline, keywords
from feedpub.stages.summarise.sentences import count_chars

SCRAPS = [
    *'，。、：；“”（）《》的和？！\n,. \u3000😀‘’"',
    *[
        "市图书馆新馆",
        "昨天上午",
        "正式开放",
        "他说",
        "但是",
        "为了方便读者",
        "吸引了众多读者",
        "加强服务",
        "我们",
        "表示",
    ],
    *["3.5", "1,200", "2023", "万册", "……", "本报讯（记者 王小明）", "记者 李红", "一是", "二是", "图为"],
    *["開館", "讀者", "AI", "Open Day"],
]

PAGES = st.lists(st.sampled_from(SCRAPS), max_size=80).map("".join) | st.text(max_size=300)
LENGTHS = st.integers(min_value=1, max_value=150)
METHODS = st.sampled_from(["extract", "lead"])


@settings(max_examples=300, deadline=None)
@given(PAGES, LENGTHS, METHODS)
def test_no_summary_is_over_its_length(text: str, chars: int, method: str) -> None:
    assert count_chars(gist(None, text, chars, method)) <= chars


@settings(max_examples=300, deadline=None)
@given(PAGES, LENGTHS, METHODS)
def test_every_number_of_a_summary_stands_in_the_text(text: str, chars: int, method: str) -> None:
    spoken = re.findall(r"\d[\d,.]*\d|\d", gist(None, text, chars, method))

    assert set(spoken) <= set(re.findall(r"\d[\d,.]*\d|\d", re.sub(r"\s+", " ", text)))


@settings(max_examples=300, deadline=None)
@given(PAGES, LENGTHS, METHODS)
def test_every_mark_that_opens_is_closed(text: str, chars: int, method: str) -> None:
    stack: list[str] = []
    for char in gist(None, text, chars, method):
        if char in MARK_PAIRS:
            stack.append(char)
        elif char in CLOSING_MARKS and stack and MARK_PAIRS[stack[-1]] == char:
            stack.pop()

    assert not stack


@settings(max_examples=100, deadline=None)
@given(PAGES, PAGES)
def test_the_same_text_has_the_same_summary_and_keywords(title: str, text: str) -> None:
    assert gist(title, text, 80) == gist(title, text, 80)
    assert keywords(title, text) == keywords(title, text)


@settings(max_examples=200, deadline=None)
@given(PAGES, st.integers(min_value=4, max_value=40))
def test_no_headline_is_over_its_limit(text: str, limit: int) -> None:
    assert count_chars(headline(as_article(None, text), limit)) <= limit


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("新馆开放，读者很多。" * 20_000, id="sentences"),
        pytest.param("新" * 200_000, id="no_mark_at_all"),
        pytest.param("“" * 200_000, id="marks_that_open"),
        pytest.param("新馆，" * 60_000, id="one_sentence_of_clauses"),
        pytest.param("\n" * 200_000, id="empty_lines"),
        pytest.param("（记者" * 60_000, id="half_a_byline"),
        pytest.param(" " * 200_000 + "新馆开放。", id="spaces"),
    ],
)
def test_a_text_of_200_000_characters_comes_to_an_end(text: str) -> None:
    assert count_chars(gist("新馆开放", text, 80)) <= 80
    assert len(keywords("新馆开放", text)) <= 5
