"""Which days an issue of the digest covers, and what it is called."""

from datetime import date

import pytest

from feedpub.model import Region
from feedpub.stages.calendar.weeks import Period, for_regions, parse_week, period_of_days, week_of

SPAN = Period(date(2023, 2, 6), date(2023, 2, 12), "2023-W06")


@pytest.mark.parametrize("day", [date(2023, 2, 6), date(2023, 2, 9), date(2023, 2, 12)])
def test_a_week_runs_from_monday_to_sunday(day: date) -> None:
    assert week_of(day) == SPAN


def test_new_years_day_may_belong_to_the_last_week_of_the_old_year() -> None:
    assert week_of(date(2023, 1, 1)).key == "2022-W52"


@pytest.mark.parametrize("text", ["2023-W06", "2023-W6", "2023W06", " 2023-w06 "])
def test_a_week_may_be_written_in_several_ways(text: str) -> None:
    assert parse_week(text) == SPAN


@pytest.mark.parametrize("text", ["2023-06", "W06", "", "2023-W6th", "２０２３-W06"])
def test_what_is_no_week_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="2023-W06"):
        parse_week(text)


@pytest.mark.parametrize("text", ["2023-W53", "2023-W00", "2023-W99"])
def test_a_week_that_the_year_has_not_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="has no week"):
        parse_week(text)


def test_some_days_span_from_the_first_to_the_last() -> None:
    span = period_of_days([date(2023, 2, 8), date(2023, 2, 7)], default_day=date(2000, 1, 1))

    assert span == Period(date(2023, 2, 7), date(2023, 2, 8), "2023-02-08")


def test_no_days_are_the_day_given_instead() -> None:
    assert period_of_days([], default_day=date(2000, 1, 1)).key == "2000-01-01"


def _region(code: str) -> Region:
    return Region(code, ("某省",), "mou", "某")


def test_an_issue_for_some_regions_has_a_key_of_its_own_whatever_their_order() -> None:
    one = for_regions(SPAN, [_region("320400"), _region("110000")])
    other = for_regions(SPAN, [_region("110000"), _region("320400")])

    assert one.key == other.key == "2023-W06-110000-320400"


def test_the_key_for_many_regions_stays_short() -> None:
    key = for_regions(SPAN, [_region(f"{code:06}") for code in range(500)]).key

    assert len(key) < 30


def test_the_key_for_all_regions_is_the_week() -> None:
    assert for_regions(SPAN, []) == SPAN
