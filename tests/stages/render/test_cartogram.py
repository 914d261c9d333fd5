from __future__ import annotations

import pytest

from feedpub.model import FeedRef, Region
from feedpub.stages.render.cartogram import TONES, cartogram
from tests.stories import CHANGZHOU, GUANGDONG, JIANGSU

HENAN = Region("410000", ("河南省",), "henan", "河南")


def test_a_province_with_stories_leads_to_its_page() -> None:
    squares = {square.name: square for square in cartogram([FeedRef("regions/jiangsu", "江苏省", 3, JIANGSU)])}

    assert len(squares) == 34
    assert (squares["江苏"].path, squares["江苏"].total, squares["江苏"].tone) == ("regions/jiangsu", 3, TONES)
    assert (squares["广东"].path, squares["广东"].total, squares["广东"].tone) == ("", 0, 0)


def test_cities_and_the_national_feed_are_not_on_the_map() -> None:
    refs = [FeedRef("regions/jiangsu/changzhou", "常州市", 3, CHANGZHOU), FeedRef("national", "全国", 9)]

    assert all(square.total == 0 for square in cartogram(refs))


@pytest.mark.parametrize(
    ("totals", "tones"),
    [
        ((5, 5, 5), (4, 4, 4)),
        ((1, 30, 1000), (1, 2, 4)),
        ((1, 2, 18), (1, 1, 4)),
        ((400, 900, 9000), (1, 2, 4)),
        ((1, 900, 1000), (1, 4, 4)),
    ],
    ids=["all_alike", "one_far_ahead", "few", "all_many", "two_far_ahead"],
)
def test_the_tone_grows_with_the_logarithm_of_the_count(totals: tuple[int, ...], tones: tuple[int, ...]) -> None:
    provinces = [JIANGSU, GUANGDONG, HENAN]
    refs = [
        FeedRef(f"regions/{each.slug}", each.name, total, each) for each, total in zip(provinces, totals, strict=True)
    ]
    squares = {square.name: square.tone for square in cartogram(refs)}

    assert tuple(squares[each.short] for each in provinces) == tones
