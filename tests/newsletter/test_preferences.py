"""Wishes: one form for each, whatever was ticked, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.model import ALL_REGIONS, Frequency, Preferences
from feedpub.newsletter.preferences import parse_region_code, to_preferences
from feedpub.regions import all_regions, by_code, lineage

CODES = st.sampled_from([*(region.code for region in all_regions()), "national", "foreign"])


def test_covered_regions_are_dropped_and_the_rest_is_sorted() -> None:
    assert to_preferences(["foreign", "320412", "330100", "320000"]) == Preferences(("320000", "330100", "foreign"))


def test_all_regions_covers_every_other() -> None:
    assert to_preferences([ALL_REGIONS, "320412", "national"], "day", "en") == Preferences(
        (ALL_REGIONS,), Frequency.DAY, "en"
    )


@pytest.mark.parametrize(
    ("codes", "every", "language"),
    [
        pytest.param([], "week", "zh", id="nothing"),
        pytest.param(["999999"], "week", "zh", id="no_such_code"),
        pytest.param(["320412 "], "week", "zh", id="not_quite_a_code"),
        pytest.param(["320412"], "month", "zh", id="no_such_frequency"),
        pytest.param(["320412"], "week", "de", id="no_such_language"),
    ],
)
def test_an_unknown_choice_raises(codes: list[str], every: str, language: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        to_preferences(codes, every, language)


@given(st.lists(CODES, min_size=1, max_size=12), st.randoms())
def test_any_order_and_any_repetition_give_the_same_preferences(codes: list[str], random: object) -> None:
    shuffled = sorted(codes * 2, key=lambda code: hash((code, random)))

    assert to_preferences(shuffled) == to_preferences(codes)
    assert to_preferences(to_preferences(codes).region_codes) == to_preferences(codes)


@given(st.lists(CODES, min_size=1, max_size=12))
def test_preferences_cover_what_was_chosen_and_nothing_twice(codes: list[str]) -> None:
    kept = set(to_preferences(codes).region_codes)

    for code in codes:
        line = [code] if not code.isdecimal() else [region.code for region in lineage(by_code(code))]

        assert kept & set(line)
    for code in kept:
        assert not code.isdecimal() or not kept & {region.code for region in lineage(by_code(code))[:-1]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("江苏省/常州市", "320400"),
        ("320412", "320412"),
        ("全国", "national"),
        ("ALL", ALL_REGIONS),
        ("国际", "foreign"),
    ],
)
def test_what_an_owner_writes_is_a_code(text: str, code: str) -> None:
    assert parse_region_code(text) == code
