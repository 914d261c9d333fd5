import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.stages.letter.wrap import display_width, wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("社区图书角开张", 8, ["社区图书", "角开张"]),
        ("图书角开张，明天起", 10, ["图书角开", "张，明天起"]),
        ("他说“好”字", 6, ["他说", "“好”", "字"]),
        ("共2023册，见example.org", 10, ["共2023册，", "见", "example.org"]),
        ("one two  three", 8, ["one two", "three"]),
        ("", 10, []),
        ("\n", 10, []),
    ],
    ids=["han", "mark_never_first", "opening_mark_never_last", "words_stay_whole", "latin", "empty", "blank"],
)
def test_lines_end_where_a_printer_would_end_them(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def test_a_list_of_names_breaks_between_them_only() -> None:
    assert wrap(["江苏省 3：", "武进区 2、", "苏州市 1"], 20) == ["江苏省 3：武进区 2、", "苏州市 1"]


@given(st.text(), st.integers(4, 80))
def test_no_character_is_lost_or_made(text: str, width: int) -> None:
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


@given(st.text("社区图书馆。，“”", max_size=60), st.integers(12, 40))
def test_no_line_is_wider_than_asked_but_a_row_of_marks(text: str, width: int) -> None:
    for line in wrap(text, width):
        assert display_width(line) <= width or sum(char in "。，“”" for char in line) > 2
