import pytest

from feedpub.language.provinces import COLUMNS, ROWS, TILES, tone_of


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
