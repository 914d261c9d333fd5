from __future__ import annotations

import pytest

from feedpub.model import FeedRef
from feedpub.stages.render.cartogram import TONES, cartogram
from tests.stories import CHANGZHOU, GUANGDONG, JIANGSU


def test_a_province_with_stories_leads_to_its_page() -> None:
    squares = {square.name: square for square in cartogram([FeedRef("regions/jiangsu", "江苏省", 3, JIANGSU)])}

    assert len(squares) == 34
    assert (squares["江苏"].path, squares["江苏"].total, squares["江苏"].tone) == ("regions/jiangsu", 3, TONES)
    assert (squares["广东"].path, squares["广东"].total, squares["广东"].tone) == ("", 0, 0)


def test_cities_and_the_national_feed_are_not_on_the_map() -> None:
    refs = [FeedRef("regions/jiangsu/changzhou", "常州市", 3, CHANGZHOU), FeedRef("national", "全国", 9)]

    assert all(square.total == 0 for square in cartogram(refs))


@pytest.mark.parametrize(("total", "most", "tone"), [(1, 1, 4), (1, 1000, 1), (30, 1000, 2), (900, 1000, 4)])
def test_the_tone_grows_with_the_logarithm_of_the_count(total: int, most: int, tone: int) -> None:
    refs = [
        FeedRef("regions/jiangsu", "江苏省", total, JIANGSU),
        FeedRef("regions/guangdong", "广东省", most, GUANGDONG),
    ]
    squares = {square.name: square for square in cartogram(refs)}

    assert (squares["江苏"].tone, squares["广东"].tone) == (tone, TONES)
