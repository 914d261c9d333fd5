from feedpub.language.provinces import COLUMNS, ROWS, TILES


def test_every_province_has_one_square_of_its_own() -> None:
    assert len(TILES) == len({tile.code for tile in TILES}) == len({(tile.row, tile.column) for tile in TILES}) == 34


def test_the_map_is_as_large_as_it_says() -> None:
    assert max(tile.row for tile in TILES) == ROWS - 1
    assert max(tile.column for tile in TILES) == COLUMNS - 1


def test_signs_and_letters_are_unique_too() -> None:
    assert len({tile.sign for tile in TILES}) == len({tile.letters for tile in TILES}) == 34


def test_the_neighbours_lie_where_the_map_has_them() -> None:
    by_sign = {tile.sign: tile for tile in TILES}

    assert by_sign["苏"].row == by_sign["沪"].row
    assert by_sign["苏"].column < by_sign["沪"].column
    assert by_sign["黑"].row < by_sign["吉"].row < by_sign["辽"].row
    assert by_sign["新"].column < by_sign["甘"].column < by_sign["陕"].column < by_sign["鲁"].column
    assert (by_sign["琼"].code, by_sign["琼"].letters) == ("46", "HI")
