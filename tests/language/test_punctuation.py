from __future__ import annotations

import pytest

from feedpub.language import normalise, punctuation


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("馆门打开了。", True),
        ("馆长说：“欢迎你们。”", True),
        ("谁来借书？", True),
        ("新馆开放", False),
        ("读者可以自己借书，", False),
        ("", False),
    ],
)
def test_a_sentence_ends_with_its_mark_whatever_closes_behind_it(text: str, ends: bool) -> None:
    assert punctuation.ends_sentence(text) is ends


def test_what_is_opened_and_not_closed_is_open() -> None:
    assert punctuation.unclosed_marks("他说：“《新馆》在（东街") == "“（"


def test_one_form_of_each_mark_leaves_every_character_at_its_place() -> None:
    text = "「新館」(2023年),開放!"

    canon = normalise.unify_marks(text)

    assert canon == "“新館”（2023年），開放！"
    assert len(canon) == len(text)
