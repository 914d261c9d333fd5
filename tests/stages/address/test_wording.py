from datetime import date

import pytest

from feedpub.stages.address.wording import wording

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
    assert wording(language).dates(key, *days) == said


def test_one_is_not_written_like_many() -> None:
    english = wording("en")

    assert (english.stories(1), english.stories(2), english.stories(5000)) == ("1 story", "2 stories", "5,000 stories")
    assert english.opening_line(1, 1, 1) == "1 story from 1 region."


def test_a_letter_that_chose_says_so() -> None:
    assert wording("zh").opening_line(40, 90, 3) == "本期共 90 篇，来自 3 个地区；信中选登 40 篇，其余见网站。"


def test_what_has_no_region_is_called_in_the_letters_language() -> None:
    assert [wording("en").section(path, "…") for path in ("national", "foreign", "")] == [
        "National",
        "Abroad",
        "General",
    ]
    assert wording("en").section("regions/jiangsu", "江苏省") == "江苏省"
