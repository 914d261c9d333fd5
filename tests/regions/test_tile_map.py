from __future__ import annotations

import pytest

from feedpub.model import FeedRef
from feedpub.regions.tile_map import COLUMNS, ROWS, TILES, TONES, map_squares, tone_of
from tests.stories import CHANGZHOU, GUANGDONG, JIANGSU


def test_every_province_has_one_square_of_its_own() -> None:
    assert len(TILES) == len({tile.code for tile in TILES}) == len({(tile.row, tile.column) for tile in TILES}) == 34


def test_the_map_fits_a_phone() -> None:
    assert (ROWS, COLUMNS) == (8, 7)


def test_the_neighbours_lie_where_the_map_has_them() -> None:
    by_name = {tile.name: tile for tile in TILES}

    assert by_name["江苏"].row == by_name["上海"].row
    assert by_name["江苏"].column < by_name["上海"].column
    assert by_name["黑龙江"].row < by_name["吉林"].row < by_name["辽宁"].row
    assert by_name["新疆"].column < by_name["甘肃"].column < by_name["陕西"].column + 1 < by_name["山东"].column
    assert by_name["海南"].code == "46"


@pytest.mark.parametrize(
    ("total", "most", "step"),
    [(0, 9, 0), (0, 0, 0), (9, 9, 4), (1, 1000, 1), (250, 1000, 2), (251, 1000, 3), (562, 1000, 3), (563, 1000, 4)],
)
def test_the_tone_grows_with_the_square_root_of_the_count(total: int, most: int, step: int) -> None:
    assert tone_of(total, most) == step


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
