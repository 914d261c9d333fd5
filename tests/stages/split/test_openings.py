from __future__ import annotations

import pytest

from feedpub.stages.split import openings


@pytest.mark.parametrize("begun", ["记者昨天从图书馆获悉", "据介绍，新馆藏书一百万册", "今年以来，读者越来越多"])
@pytest.mark.parametrize("torn", ["们都说新馆好", "化建设的要求", "的读者排队进门"])
def test_a_paragraph_opens_otherwise_than_a_piece_that_was_cut_off(begun: str, torn: str) -> None:
    assert openings.opening_score(begun) > 0 > openings.MID_PARAGRAPH >= openings.opening_score(torn)


def test_a_quotation_opens_with_its_first_word() -> None:
    assert openings.opening_score("“据介绍") == openings.opening_score("据介绍")


def test_a_character_that_was_never_seen_says_little() -> None:
    assert openings.opening_score("龘") == openings.UNKNOWN_CHARACTER
    assert openings.opening_score("") == 0
