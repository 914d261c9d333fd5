"""What the owner wants forgotten is forgotten, and nothing that a reader sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.edge.archive import open_archive
from feedpub.edge.retention import Tidied, tidy
from feedpub.edge.sqlite import engine_on
from feedpub.model import Kind
from feedpub.settings import Retention, Settings
from feedpub.testing import NOW, article, page, report, source, understood

if TYPE_CHECKING:
    from pathlib import Path

WEEK = timedelta(days=7)
OLD, NEW = "居民们带来了旧书,每周六开放。图书角里有三百本书。", "居民们带来了旧书,每周六开放。图书角里有五百本书。"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Return a state folder with an edited story, an advert, and one story that its page no longer has."""
    with open_archive(tmp_path, Settings()) as archive:
        dated = page(path="a", day=NOW.date())
        advert = report(article("大甩卖", kind=Kind.AD))
        gone = report(article("晚会延期", "原定今晚的晚会改到下周六,地点不变,已购的票继续有效。"))
        archive.keep(understood(report(article("图书角开张", OLD)), gone, advert, of=dated), source("a", "1"), NOW)
        archive.keep(understood(report(article("图书角开张", NEW)), advert, of=dated), source("a", "2"), NOW)
    return tmp_path


def content(state: Path) -> bytes:
    return (state / "archive.db").read_bytes()


def has(state: Path, words: str) -> bool:
    return words.encode() in content(state)


def test_by_default_nothing_is_forgotten(state: Path) -> None:
    before = content(state)

    assert tidy(state, Settings(), NOW + 1000 * WEEK) == Tidied()

    assert content(state) == before


@pytest.mark.parametrize(
    ("choices", "forgotten", "words"),
    [
        pytest.param(Retention(revisions=7), Tidied(revisions=1), "三百本书", id="words_before_an_edit"),
        pytest.param(Retention(adverts=7), Tidied(adverts=1), "大甩卖", id="adverts"),
        pytest.param(Retention(withdrawn=7), Tidied(withdrawn=1), "改到下周六", id="text_of_a_withdrawn_story"),
    ],
)
def test_each_is_forgotten_when_it_is_old_enough(
    state: Path, choices: Retention, forgotten: Tidied, words: str
) -> None:
    settings = Settings(retention=choices)
    assert tidy(state, settings, NOW + WEEK - timedelta(minutes=1)) == Tidied()
    assert has(state, words)

    assert tidy(state, settings, NOW + 2 * WEEK) == forgotten

    assert not has(state, words)  # nor in the free pages of the file
    assert tidy(state, settings, NOW + 2 * WEEK) == Tidied()


def test_what_is_published_stays_as_it_was(state: Path) -> None:
    with open_archive(state, Settings()) as archive:
        before = list(archive.stories()), archive.revision()

    tidy(state, Settings(retention=Retention(revisions=1, adverts=1, withdrawn=1)), NOW + WEEK)

    with open_archive(state, Settings()) as archive:
        assert (list(archive.stories()), archive.revision()) == before


def test_a_story_is_known_again_by_words_that_are_forgotten(state: Path) -> None:
    with open_archive(state, Settings()) as archive:
        (story,) = archive.stories()
    tidy(state, Settings(retention=Retention(revisions=1, withdrawn=1)), NOW + WEEK)

    with open_archive(state, Settings()) as archive:
        archive.keep(understood(report(article("图书角开张", OLD)), of=page(path="b")), source("b"), NOW + WEEK)

        (again,) = archive.stories()
    assert again == replace(story, sources=("a", "b"))


def test_a_withdrawn_story_returns_whole_when_its_page_has_it_again(state: Path) -> None:
    tidy(state, Settings(retention=Retention(withdrawn=1)), NOW + WEEK)
    gone = report(article("晚会延期", "原定今晚的晚会改到下周六,地点不变,已购的票继续有效。"))
    kept = report(article("图书角开张", NEW))

    with open_archive(state, Settings()) as archive:
        archive.keep(understood(kept, gone, of=page(path="a", day=NOW.date())), source("a", "3"), NOW + WEEK)

        told = {story.headline: story.report.article.text for story in archive.stories()}
    assert told["晚会延期"] == gone.article.text


def test_no_row_refers_to_one_that_is_gone(state: Path) -> None:
    tidy(state, Settings(retention=Retention(revisions=1, adverts=1, withdrawn=1)), NOW + WEEK)

    engine = engine_on(state / "archive.db")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    engine.dispose()
