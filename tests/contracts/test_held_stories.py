"""What every archive promises of stories that wait for an editor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from feedpub.errors import NotFound
from feedpub.testing import NOW, analysed_article, analysed_page, article, page, source_file

if TYPE_CHECKING:
    from feedpub.model import Story
    from feedpub.ports import Archive


def save(archive: Archive, confidence: float, *, body: str = "文。", fingerprint: str = "1") -> None:
    unsure = replace(article("存疑", body), confidence=confidence)
    archive.save_page(
        analysed_page(analysed_article(unsure), "确定", of=page()), source_file("page.txt", fingerprint), NOW
    )


def published(archive: Archive) -> set[str]:
    return {story.headline for story in archive.stories()}


def held_stories(archive: Archive) -> list[Story]:
    return list(archive.held_stories())


def test_an_unsure_story_waits(archive_with_threshold: Archive) -> None:
    save(archive_with_threshold, 0.4)

    assert published(archive_with_threshold) == {"确定"}
    assert [story.headline for story in held_stories(archive_with_threshold)] == ["存疑"]
    assert archive_with_threshold.story_counts()[""] == 1
    assert {story.headline for story in archive_with_threshold.stories_of_last_run()} == {"确定"}


def test_a_story_that_is_sure_enough_does_not(archive_with_threshold: Archive) -> None:
    save(archive_with_threshold, 0.5)

    assert published(archive_with_threshold) == {"确定", "存疑"}
    assert held_stories(archive_with_threshold) == []


def test_without_a_threshold_nothing_waits(archive: Archive) -> None:
    save(archive, 0.0)

    assert held_stories(archive) == []


def test_a_released_story_is_published_and_stays_so_when_its_words_change(archive_with_threshold: Archive) -> None:
    save(archive_with_threshold, 0.4)
    before = archive_with_threshold.revision()
    released = archive_with_threshold.release(held_stories(archive_with_threshold)[0].id)
    after = archive_with_threshold.revision()
    save(archive_with_threshold, 0.3, body="别的文。", fingerprint="2")

    assert released.headline == "存疑"
    assert after > before
    assert published(archive_with_threshold) == {"确定", "存疑"}
    assert held_stories(archive_with_threshold) == []


def test_releasing_twice_changes_nothing_more(archive_with_threshold: Archive) -> None:
    save(archive_with_threshold, 0.4)
    name = held_stories(archive_with_threshold)[0].id
    archive_with_threshold.release(name)
    before = archive_with_threshold.revision()

    archive_with_threshold.release(name)

    assert archive_with_threshold.revision() == before


def test_what_is_not_there_cannot_be_released(archive_with_threshold: Archive) -> None:
    with pytest.raises(NotFound):
        archive_with_threshold.release("ffff")


def test_the_least_certain_comes_first(archive_with_threshold: Archive) -> None:
    unsure = [replace(article(f"第{n}篇", f"第{n}篇文。"), confidence=n / 10) for n in (3, 1, 2)]
    archive_with_threshold.save_page(
        analysed_page(*map(analysed_article, unsure), of=page()), source_file("page.txt", "1"), NOW
    )

    assert [story.headline for story in held_stories(archive_with_threshold)] == ["第1篇", "第2篇", "第3篇"]
