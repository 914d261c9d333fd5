"""When a story was published: its own second, and none to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.stages.identity.publication_time import change_second, first_second, publication_seconds

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2023, 2, 8, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class TakenSeconds:
    """The free seconds around some taken ones."""

    seconds: frozenset[int]

    def after(self, second: int) -> int:
        while second in self.seconds:
            second += 1
        return second

    def before(self, second: int) -> int:
        while second in self.seconds:
            second -= 1
        return second


taken_seconds = st.builds(TakenSeconds, st.frozensets(st.integers(60, 100), max_size=40))
positions = st.lists(st.integers(0, 12), unique=True, max_size=8).map(sorted)


@given(st.integers(50, 120), positions, taken_seconds)
def test_every_story_has_a_second_of_its_own_in_the_order_of_the_page_and_not_to_come(
    base: int, where: list[int], free: TakenSeconds
) -> None:
    seconds = publication_seconds(base, where, 100, free)

    assert len(set(seconds)) == len(where)
    assert seconds == sorted(seconds)
    assert all(second <= 100 for second in seconds)
    assert not free.seconds & set(seconds)


@given(st.integers(50, 80), positions)
def test_on_an_empty_day_the_second_is_the_place_on_the_page(base: int, where: list[int]) -> None:
    assert publication_seconds(base, where, 100, TakenSeconds(frozenset())) == [base + place for place in where]


@given(st.integers(0, 110), taken_seconds)
def test_a_change_comes_after_what_it_changes(before: int, free: TakenSeconds) -> None:
    second = change_second(before, 100, free)

    assert second > before
    assert second not in free.seconds


@given(st.integers(0, 50), taken_seconds)
def test_a_change_is_not_to_come_as_long_as_there_is_room(before: int, free: TakenSeconds) -> None:
    assert change_second(before, 100, free) <= 100


def test_a_page_with_a_day_begins_at_the_hour_of_its_zone() -> None:
    begin = first_second(date(2023, 2, 7), NOW, NOW, 6, SHANGHAI)

    assert datetime.fromtimestamp(begin, UTC) == datetime(2023, 2, 6, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "arrived", "expected"),
    [
        pytest.param(None, datetime(2023, 1, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC), id="arrival"),
        pytest.param(None, datetime(1970, 1, 1, tzinfo=UTC), NOW, id="arrival_in_1970"),
        pytest.param(None, datetime(2036, 1, 1, tzinfo=UTC), NOW, id="arrival_to_come"),
        pytest.param(date(1, 1, 1), NOW, NOW, id="before_there_were_newspapers"),
        pytest.param(date(1949, 6, 1), NOW, datetime(1949, 5, 31, 22, tzinfo=UTC), id="before_1970"),
        pytest.param(date(9999, 12, 31), NOW, datetime(9999, 12, 30, 22, tzinfo=UTC), id="the_last_day_there_is"),
    ],
)
def test_where_a_page_begins(day: date | None, arrived: datetime, expected: datetime) -> None:
    assert datetime.fromtimestamp(first_second(day, arrived, NOW, 6, SHANGHAI), UTC) == expected
