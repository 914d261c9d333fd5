"""Wishes: one form for each, whatever was ticked, and in which order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.model import EVERYWHERE, Every, Wish
from feedpub.regions import all_regions, by_code, lineage
from feedpub.wishes import code_of, wish_of

CODES = st.sampled_from([*(region.code for region in all_regions()), "national", "foreign"])


def test_what_is_covered_is_dropped_and_the_rest_is_sorted() -> None:
    assert wish_of(["foreign", "320412", "330100", "320000"]) == Wish(("320000", "330100", "foreign"))


def test_everything_covers_all_else() -> None:
    assert wish_of([EVERYWHERE, "320412", "national"], "day", "en") == Wish((EVERYWHERE,), Every.DAY, "en")


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
def test_what_there_is_not_is_refused(codes: list[str], every: str, language: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        wish_of(codes, every, language)


@given(st.lists(CODES, min_size=1, max_size=12), st.randoms())
def test_any_order_and_any_repetition_give_the_same_wish(codes: list[str], random: object) -> None:
    shuffled = sorted(codes * 2, key=lambda code: hash((code, random)))

    assert wish_of(shuffled) == wish_of(codes)
    assert wish_of(wish_of(codes).regions) == wish_of(codes)


@given(st.lists(CODES, min_size=1, max_size=12))
def test_a_wish_covers_what_was_asked_for_and_nothing_twice(codes: list[str]) -> None:
    kept = set(wish_of(codes).regions)

    for code in codes:
        line = [code] if not code.isdecimal() else [region.code for region in lineage(by_code(code))]

        assert kept & set(line)
    for code in kept:
        assert not code.isdecimal() or not kept & {region.code for region in lineage(by_code(code))[:-1]}


@pytest.mark.parametrize(
    ("text", "code"),
    [("江苏省/常州市", "320400"), ("320412", "320412"), ("全国", "national"), ("ALL", EVERYWHERE), ("国际", "foreign")],
)
def test_what_an_owner_writes_is_a_code(text: str, code: str) -> None:
    assert code_of(text) == code
