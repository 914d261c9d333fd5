"""What the owner wants forgotten is forgotten, and nothing that a reader sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.adapters.archive.archive import open_archive
from feedpub.adapters.archive.retention import RetentionResult, apply_retention
from feedpub.adapters.database.sqlite import sqlite_engine
from feedpub.model import ItemKind
from feedpub.settings import Retention, Settings
from feedpub.testing import NOW, analysed_article, analysed_page, article, page, source_file

if TYPE_CHECKING:
    from pathlib import Path

WEEK = timedelta(days=7)
OLD, NEW = "居民们带来了旧书,每周六开放。图书角里有三百本书。", "居民们带来了旧书,每周六开放。图书角里有五百本书。"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return a state folder with an edited story, an advert, and one story that its page no longer has."""
    with open_archive(tmp_path, Settings()) as archive:
        dated = page(path="a", day=NOW.date())
        advert = analysed_article(article("大甩卖", kind=ItemKind.AD))
        gone = analysed_article(article("晚会延期", "原定今晚的晚会改到下周六,地点不变,已购的票继续有效。"))
        archive.save_page(
            analysed_page(analysed_article(article("图书角开张", OLD)), gone, advert, of=dated),
            source_file("a", "1"),
            NOW,
        )
        archive.save_page(
            analysed_page(analysed_article(article("图书角开张", NEW)), advert, of=dated), source_file("a", "2"), NOW
        )
    return tmp_path


def content(state: Path) -> bytes:
    return (state / "archive.db").read_bytes()


def contains(state: Path, text: str) -> bool:
    return text.encode() in content(state)


def test_by_default_nothing_is_erased(state: Path) -> None:
    before = content(state)

    assert apply_retention(state, Settings(), NOW + 1000 * WEEK) == RetentionResult()

    assert content(state) == before


@pytest.mark.parametrize(
    ("choices", "forgotten", "words"),
    [
        pytest.param(Retention(revisions=7), RetentionResult(revisions=1), "三百本书", id="words_before_an_edit"),
        pytest.param(Retention(adverts=7), RetentionResult(adverts=1), "大甩卖", id="adverts"),
        pytest.param(
            Retention(withdrawn=7), RetentionResult(withdrawn=1), "改到下周六", id="text_of_a_withdrawn_story"
        ),
    ],
)
def test_each_is_erased_when_it_is_old_enough(
    state: Path, choices: Retention, forgotten: RetentionResult, words: str
) -> None:
    settings = Settings(retention=choices)
    assert apply_retention(state, settings, NOW + WEEK - timedelta(minutes=1)) == RetentionResult()
    assert contains(state, words)

    assert apply_retention(state, settings, NOW + 2 * WEEK) == forgotten

    assert not contains(state, words)  # nor in the free pages of the file
    assert apply_retention(state, settings, NOW + 2 * WEEK) == RetentionResult()


def test_what_is_published_stays_as_it_was(state: Path) -> None:
    with open_archive(state, Settings()) as archive:
        before = list(archive.stories()), archive.revision()

    apply_retention(state, Settings(retention=Retention(revisions=1, adverts=1, withdrawn=1)), NOW + WEEK)

    with open_archive(state, Settings()) as archive:
        assert (list(archive.stories()), archive.revision()) == before


def test_a_story_is_recognised_by_text_that_was_erased(state: Path) -> None:
    with open_archive(state, Settings()) as archive:
        (story,) = archive.stories()
    apply_retention(state, Settings(retention=Retention(revisions=1, withdrawn=1)), NOW + WEEK)

    with open_archive(state, Settings()) as archive:
        archive.save_page(
            analysed_page(analysed_article(article("图书角开张", OLD)), of=page(path="b")), source_file("b"), NOW + WEEK
        )

        (again,) = archive.stories()
    assert again == replace(story, sources=("a", "b"))


def test_a_withdrawn_story_returns_whole_when_its_page_has_it_again(state: Path) -> None:
    apply_retention(state, Settings(retention=Retention(withdrawn=1)), NOW + WEEK)
    gone = analysed_article(article("晚会延期", "原定今晚的晚会改到下周六,地点不变,已购的票继续有效。"))
    kept = analysed_article(article("图书角开张", NEW))

    with open_archive(state, Settings()) as archive:
        archive.save_page(
            analysed_page(kept, gone, of=page(path="a", day=NOW.date())), source_file("a", "3"), NOW + WEEK
        )

        text_of = {story.headline: story.analysis.article.text for story in archive.stories()}
    assert text_of["晚会延期"] == gone.article.text


def test_no_row_refers_to_one_that_is_gone(state: Path) -> None:
    apply_retention(state, Settings(retention=Retention(revisions=1, adverts=1, withdrawn=1)), NOW + WEEK)

    engine = sqlite_engine(state / "archive.db")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    engine.dispose()
