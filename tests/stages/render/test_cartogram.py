from __future__ import annotations

from feedpub.language.provinces import TONES, tone_of
from feedpub.model import FeedRef
from feedpub.stages.render.cartogram import map_squares
from tests.stories import CHANGZHOU, GUANGDONG, JIANGSU


def test_a_province_with_stories_leads_to_its_page() -> None:
    squares = {square.name: square for square in map_squares([FeedRef("regions/jiangsu", "江苏省", 3, JIANGSU)])}

    assert len(squares) == 34
    assert (squares["江苏"].path, squares["江苏"].total, squares["江苏"].tone) == ("regions/jiangsu", 3, TONES)
    assert (squares["广东"].path, squares["广东"].total, squares["广东"].tone) == ("", 0, 0)


def test_the_tone_is_that_of_the_letter() -> None:
    refs = [FeedRef("regions/jiangsu", "江苏省", 100, JIANGSU), FeedRef("regions/guangdong", "广东省", 25, GUANGDONG)]
    squares = {square.name: square.tone for square in map_squares(refs)}

    assert (squares["江苏"], squares["广东"]) == (TONES, tone_of(25, 100))


def test_cities_and_the_national_feed_are_not_on_the_map() -> None:
    refs = [FeedRef("regions/jiangsu/changzhou", "常州市", 3, CHANGZHOU), FeedRef("national", "全国", 9)]

    assert all(square.total == 0 for square in map_squares(refs))
