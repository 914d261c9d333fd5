from __future__ import annotations

import pytest

from feedpub.language import person_names


@pytest.mark.parametrize("token", ["王小明", "李雷", "欧阳小明", "买买提·艾力"])
def test_a_name_begins_with_a_surname_or_has_a_dot(token: str) -> None:
    assert person_names.is_person_name(token)


@pytest.mark.parametrize("token", ["记者", "图书馆", "a", "综合·消息", "读者来信"])
def test_a_word_is_no_name(token: str) -> None:
    assert not person_names.is_person_name(token)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("王小明", id="one"),
        pytest.param("王小明 李大海 周文", id="with_blanks"),
        pytest.param("王小明、李大海", id="with_marks"),
        pytest.param("王晓茗李达海", id="two_without_a_mark_between"),
    ],
)
def test_names_may_stand_side_by_side(text: str) -> None:
    assert person_names.are_person_names(text)


@pytest.mark.parametrize("text", ["富强 民主 文明 和谐", "从田间到餐桌", "习惯成自然发展", "新馆 开放"])
def test_slogans_and_headlines_are_no_names(text: str) -> None:
    assert not person_names.are_person_names(text)
