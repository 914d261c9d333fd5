"""The laws of identity, as properties."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.model import Article, ItemKind
from feedpub.stages.identity.identify import (
    StoryText,
    bare_text,
    guid,
    identify,
    short_id,
    similarity,
    story_text,
    unique_digest,
)

if TYPE_CHECKING:
    import random

words = st.text("甲乙丙丁戊己庚辛,。", min_size=0, max_size=12)
wordings = st.builds(StoryText, words, words)
some = st.lists(wordings, max_size=6)

BOOKS = "社区里的图书角今天开张,居民们带来了家里的旧书。"
SNOW = "今年第一场雪落在山上,上山的路从早晨起封闭。"


def held_as(items: list[StoryText]) -> dict[int, StoryText]:
    return dict(enumerate(items, 100))


def by_digest(held: dict[int, StoryText]) -> dict[str, int]:
    return {item.digest: key for key, item in sorted(held.items(), reverse=True)}


# Guids


def test_a_guid_is_what_it_was_in_the_first_release() -> None:
    assert StoryText("甲", "乙").digest.startswith("d90d5cb4c73e725f")
    assert guid("00112233445566778899aabbccddeeff" * 2) == "urn:uuid:00112233-4455-8677-8899-aabbccddeeff"
    assert short_id("00112233445566778899aabbccddeeff" * 2) == "0011223344556677"


@given(wordings)
def test_a_guid_is_a_uuid_of_version_8(item: StoryText) -> None:
    number = UUID(guid(item.digest))

    assert (number.version, number.variant) == (8, RFC_4122)


@given(wordings, wordings)
def test_other_words_have_another_digest(one: StoryText, other: StoryText) -> None:
    assert (one == other) == (one.digest == other.digest)


def test_headline_and_body_do_not_run_together() -> None:
    assert StoryText("甲乙", "丙").digest != StoryText("甲", "乙丙").digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("甲 乙\u3000丙\n丁", "甲乙丙丁", id="white_space"),
        pytest.param("甲\u200b乙\ufeff丙\u2060", "甲乙丙", id="zero_width"),
        pytest.param("\u202e甲\u2066乙\u2069", "甲乙", id="bidi"),
        pytest.param("## **甲** `乙` _丙_", "甲乙丙", id="markdown"),
        pytest.param("ABC123,(甲)", "ABC123,(甲)", id="full_width"),
        pytest.param("①", "1", id="compatibility"),
        pytest.param("e\u200d\u0301", "\u00e9", id="marks_that_stood_apart"),
    ],
)
def test_printing_and_typing_do_not_count(one: str, other: str) -> None:
    assert bare_text(one) == bare_text(other)


@given(st.text())
def test_plain_is_done_in_one_go_and_leaves_no_separator(text: str) -> None:
    once = bare_text(text)

    assert bare_text(once) == once
    assert "\0" not in once


@pytest.mark.parametrize("char", ["\U0002ebf0", "\ue000", "〇", "𠀀"])
def test_rare_characters_count(char: str) -> None:
    assert bare_text(char) == char


def test_the_cut_of_paragraphs_does_not_count() -> None:
    one = Article(ItemKind.ARTICLE, "甲", ("乙丙", "丁"), (1, 2))
    other = Article(ItemKind.ARTICLE, "甲", ("乙", "丙丁"), (1, 2, 3))

    assert story_text(one) == story_text(other)


@given(wordings, st.integers(0, 3))
def test_a_taken_id_leads_to_the_next_of_its_kin(item: StoryText, times: int) -> None:
    taken: list[str] = []
    for _ in range(times + 1):
        taken.append(short_id(unique_digest(item.digest, taken)))

    assert len(set(taken)) == times + 1
    assert taken[0] == short_id(item.digest)


# Which is which


@given(some)
def test_a_page_that_did_not_change_finds_itself(items: list[StoryText]) -> None:
    held = held_as(items)

    which = identify(items, held, {})

    assert [held[key] for key in which if key is not None] == items


@given(some, some)
def test_two_stories_of_a_page_are_never_one(items: list[StoryText], before: list[StoryText]) -> None:
    which = identify(items, held_as(before), {})

    claims: dict[int, set[str]] = {}
    for item, key in zip(items, which, strict=True):
        if key is not None:
            claims.setdefault(key, set()).add(item.digest)
    assert all(len(digests) == 1 for digests in claims.values())


@given(some, some, some)
def test_the_same_words_are_the_same_story_wherever_they_stand(
    items: list[StoryText], before: list[StoryText], elsewhere: list[StoryText]
) -> None:
    held, other = held_as(before), dict(enumerate(elsewhere, 500))
    anywhere = by_digest(held | other)

    which = identify(items, held, anywhere)

    stories = held | other
    for item, key in zip(items, which, strict=True):
        if item.digest in anywhere:
            assert key is not None
            assert stories[key] == item


@given(some, some)
def test_what_is_neither_alike_nor_of_one_headline_is_not_one(items: list[StoryText], before: list[StoryText]) -> None:
    held = held_as(before)

    for item, key in zip(items, identify(items, held, {}), strict=True):
        if key is not None:
            same_headline = bool(item.headline) and item.headline == held[key].headline
            assert item == held[key] or same_headline or similarity(item, held[key]) >= 0.5


@given(some, some, st.randoms())
def test_the_order_in_which_the_archive_tells_does_not_count(
    items: list[StoryText], before: list[StoryText], shuffler: random.Random
) -> None:
    held = held_as(before)
    keys = list(held)
    shuffler.shuffle(keys)

    assert identify(items, {key: held[key] for key in keys}, {}) == identify(items, held, {})


@given(wordings, wordings)
def test_likeness_is_a_share_and_has_no_direction(one: StoryText, other: StoryText) -> None:
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1
    assert similarity(one, one) in {0, 1}


def test_an_edited_body_is_found_by_its_likeness() -> None:
    held = {1: StoryText("旧书", SNOW), 2: StoryText("图书角", BOOKS)}

    assert identify([StoryText("新的标题", BOOKS + "更正。")], held, {}) == (2,)


def test_a_rewritten_body_is_found_by_its_headline() -> None:
    assert identify([StoryText("图书角", SNOW)], {1: StoryText("图书角", BOOKS)}, {}) == (1,)


def test_the_body_counts_for_more_than_the_headline() -> None:
    held = {1: StoryText("简讯", BOOKS)}

    assert identify([StoryText("简讯", SNOW), StoryText("图书角开张", BOOKS + "更正。")], held, {}) == (None, 1)


def test_words_decide_before_likeness() -> None:
    held, anywhere = {1: StoryText("天气", BOOKS)}, {StoryText("天气", BOOKS + "改").digest: 2}

    assert identify([StoryText("天气", BOOKS + "改")], held, anywhere) == (2,)


def test_no_headline_is_no_common_headline() -> None:
    assert identify([StoryText("", SNOW)], {1: StoryText("", BOOKS)}, {}) == (None,)


def test_the_same_words_twice_on_a_page_are_one_story() -> None:
    item = StoryText("甲", BOOKS)

    assert identify([item, item], {1: item}, {}) == (1, 1)
