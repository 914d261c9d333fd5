import pytest

from feedpub.language.one_line import one_line


@pytest.mark.parametrize(
    "end",
    ["\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\0", "\x7f", "\ud800"],
    ids=lambda end: f"U+{ord(end[0]):04X}",
)
def test_no_line_end_and_no_control_character_is_left(end: str) -> None:
    assert one_line(f"要闻{end}Bcc: all@example.org") == "要闻 Bcc: all@example.org"


def test_marks_that_turn_the_direction_of_writing_are_taken_out() -> None:
    assert one_line("报\u202egnp.exe") == "报gnp.exe"


def test_what_is_too_long_is_cut_and_says_so() -> None:
    assert one_line("一二三四五", 4) == "一二三…"
    assert one_line("一二三四五", 5) == "一二三四五"
