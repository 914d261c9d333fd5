from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from feedpub.settings import Paper, Settings
from feedpub.stages.read.metadata import PageMetadata, merge_metadata
from tests.stages.read.sources import source

DAY = date(2023, 2, 7)


def merged(*witnesses: PageMetadata, settings: Settings | None = None) -> PageMetadata:
    return merge_metadata(list(witnesses), source("正文"), settings or Settings())


def test_the_first_candidate_with_an_answer_is_believed_for_each_question() -> None:
    first, second = PageMetadata(paper="城东晚报"), PageMetadata("江苏工人报", DAY, "A3")

    assert merged(first, second) == PageMetadata("城东晚报", DAY, "A3")


@pytest.mark.parametrize(
    ("day", "believed"),
    [
        pytest.param(date(2023, 2, 8), True, id="day_of_arrival"),
        pytest.param(date(2023, 2, 11), True, id="weekly_that_came_early"),
        pytest.param(date(2023, 2, 12), False, id="future"),
        pytest.param(date(9999, 12, 31), False, id="end_of_time"),
        pytest.param(date(1900, 1, 1), True, id="old_paper"),
        pytest.param(date(1814, 12, 31), False, id="before_any_paper"),
        pytest.param(date(1, 1, 1), False, id="beginning_of_time"),
    ],
)
def test_only_a_day_that_can_be_is_believed(day: date, believed: bool) -> None:
    assert merged(PageMetadata(day=day)).day == (day if believed else None)


def test_after_an_impossible_day_the_next_candidate_is_asked() -> None:
    assert merged(PageMetadata(day=date(2099, 1, 1)), PageMetadata(day=DAY)).day == DAY


def test_arrival_counts_in_the_zone_of_the_settings() -> None:
    late = replace(source("正文"), found_at=datetime(2023, 2, 8, 20, 0, tzinfo=UTC))

    assert merge_metadata([PageMetadata(day=date(2023, 2, 12))], late, Settings()).day == date(2023, 2, 12)
    assert merge_metadata([PageMetadata(day=date(2023, 2, 12))], late, Settings(zone="UTC")).day is None


def test_the_home_of_a_paper_comes_from_the_settings() -> None:
    settings = Settings(papers={"江苏工人报": Paper(home="江苏省/南京市")})

    assert merged(PageMetadata(paper="江苏工人报"), settings=settings).home == ("江苏省", "南京市")
    assert merged(PageMetadata("江苏工人报", home=("上海市",)), settings=settings).home == ("上海市",)
