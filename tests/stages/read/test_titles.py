from __future__ import annotations

import pytest

from feedpub.stages.read.titles import is_paper_name


@pytest.mark.parametrize("words", ["江苏工人报", "城东晚报", "文汇报", "東海日報", "每日电讯", "河西周末"])
def test_papers_are_known_by_how_their_titles_end(words: str) -> None:
    assert is_paper_name(words)


@pytest.mark.parametrize(
    "words", ["天气预报", "喜报", "情况通报", "工作简报", "情况汇报", "手抄报", "公报", "报", "要闻", "Daily"]
)
def test_other_words_are_no_titles(words: str) -> None:
    assert not is_paper_name(words)
