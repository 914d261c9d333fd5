from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from feedpub.wording.site import site_wording

DAY = date(2023, 2, 7)


def test_dates_are_written_as_the_language_writes_them() -> None:
    assert (site_wording("zh").day(DAY), site_wording("zh").full_day(DAY)) == ("2023年2月7日", "2023年2月7日 星期二")
    assert (site_wording("en").day(DAY), site_wording("en").full_day(DAY)) == (
        "7 February 2023",
        "Tuesday, 7 February 2023",
    )


def test_one_story_is_no_plural() -> None:
    assert [site_wording("en").stories(count) for count in (0, 1, 2)] == ["0 stories", "1 story", "2 stories"]
    assert site_wording("zh").stories(2) == "2 篇"


def test_a_page_is_numbered_or_marked() -> None:
    assert (site_wording("zh").page("3"), site_wording("zh").page("A3"), site_wording("en").page("A3")) == (
        "第3版",
        "A3版",
        "page A3",
    )


def test_a_newspapers_name_is_in_title_marks_once() -> None:
    assert (
        site_wording("zh").newspaper("《江苏工人报》") == site_wording("zh").newspaper("江苏工人报") == "《江苏工人报》"
    )


def test_every_way_of_summarising_can_be_told() -> None:
    assert site_wording("zh").method("extract") == "程序摘自原文，未改写"
    assert site_wording("zh").method("my-own") == "摘要方法：my-own"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_is_missing(language: str) -> None:
    words = site_wording(language)

    assert all(getattr(words, field.name) for field in fields(words))
