from datetime import date

import pytest

from feedpub.wording.dates import format_issue_dates

WEEK = date(2023, 2, 6), date(2023, 2, 12)


@pytest.mark.parametrize(
    ("language", "key", "days", "said"),
    [
        ("zh", "2023-W06", WEEK, "2023年第6周 · 2月6日至12日"),
        ("en", "2023-W06", WEEK, "Week 6, 2023 · 6–12 February"),
        ("zh", "2023-W09", (date(2023, 2, 27), date(2023, 3, 5)), "2023年第9周 · 2月27日至3月5日"),
        ("en", "2023-W09", (date(2023, 2, 27), date(2023, 3, 5)), "Week 9, 2023 · 27 February – 5 March"),
        ("zh", "2022-W52", (date(2022, 12, 26), date(2023, 1, 1)), "2022年第52周 · 2022年12月26日至2023年1月1日"),
        ("zh", "2023-W06-320400", WEEK, "2023年第6周 · 2月6日至12日"),
        ("zh", "2023-02-12", WEEK, "2023年2月6日至12日"),
        ("en", "2023-02-06", (WEEK[0], WEEK[0]), "6 February 2023"),
    ],
)
def test_an_issue_says_its_week_and_its_days_and_the_year_once(
    language: str, key: str, days: tuple[date, date], said: str
) -> None:
    assert format_issue_dates(language, key, *days) == said
