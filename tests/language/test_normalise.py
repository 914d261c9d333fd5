from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.language.normalise import simplify


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param("圖書館開放", "图书馆开放", id="traditional"),
        pytest.param("滄州濰坊鶴壁棗莊", "沧州潍坊鹤壁枣庄", id="names_of_regions"),
        pytest.param("著名作家乾隆", "著名作家乾隆", id="characters_of_both_scripts_stay"),
        pytest.param("新馆开放,读者很多;好!", "新馆开放，读者很多；好！", id="half_width_marks"),
        pytest.param("共1,200册,18:30关门", "共1,200册，18:30关门", id="marks_within_numbers_stay"),
        pytest.param("(2021-2025)", "（2021-2025）", id="brackets"),
    ],
)
def test_text_is_written_as_our_rules_are(printed: str, expected: str) -> None:
    assert simplify(printed) == expected


@given(st.text())
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(simplify(text)) == len(text)
