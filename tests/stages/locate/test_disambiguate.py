"""Names that came and went: which of two namesakes is meant hangs on the day of the issue."""

from datetime import date

import pytest

from feedpub.stages.locate import locate, locate_page
from feedpub.testing import article


def path(text: str, year: int | None) -> tuple[str, ...]:
    found = locate(None, text, day=date(year, 5, 1) if year else None).regions
    return found[0].region.path if found else ()


@pytest.mark.parametrize("year", [None, 2009, 2014, 2023])
def test_a_name_that_ended_means_what_stands_there_today_in_any_year(year: int | None) -> None:
    assert path("闸北区走访职工，送去慰问品。", year) == ("上海市", "静安区")


def test_a_name_of_today_that_was_not_yet_one_leaves_the_older_namesake() -> None:
    assert path("通州区走访职工，送去慰问品。", 2006) == ("北京市", "通州区")


def test_since_both_bear_the_name_the_day_does_not_tell_them_apart() -> None:
    assert path("通州区走访职工，送去慰问品。", 2020) == path("通州区走访职工，送去慰问品。", None)


def test_a_namesake_of_then_is_as_good_as_one_of_now_in_its_years() -> None:
    text = "桥东区走访职工。石家庄市总工会送去慰问品。"

    assert path(text, 2010) == ("河北省", "石家庄市", "长安区")


def test_a_namesake_that_ended_before_the_day_gives_way_to_the_one_of_today() -> None:
    assert path("桥东区昨天组织扫雪。", 2022) == ("河北省", "张家口市", "桥东区")
    assert path("桥东区昨天组织扫雪。", 2012) == ("河北省",)


def test_a_page_passes_its_day_on() -> None:
    (focus,) = locate_page([article("通州区走访职工", "通州区走访职工。")], day=date(2006, 5, 1))

    assert focus.regions[0].region.path == ("北京市", "通州区")
