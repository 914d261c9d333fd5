"""What every archive promises of stories that wait for an editor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from feedpub.errors import NotFound
from feedpub.testing import NOW, article, page, report, source, understood

if TYPE_CHECKING:
    from feedpub.model import Story
    from feedpub.ports import Archive


def keep(archive: Archive, confidence: float, *, body: str = "文。", mark: str = "1") -> None:
    unsure = replace(article("存疑", body), confidence=confidence)
    archive.keep(understood(report(unsure), "确定", of=page()), source("page.txt", mark), NOW)


def published(archive: Archive) -> set[str]:
    return {story.headline for story in archive.stories()}


def held(archive: Archive) -> list[Story]:
    return list(archive.held())


def test_an_unsure_story_waits(careful: Archive) -> None:
    keep(careful, 0.4)

    assert published(careful) == {"确定"}
    assert [story.headline for story in held(careful)] == ["存疑"]
    assert careful.counts()[""] == 1
    assert {story.headline for story in careful.latest()} == {"确定"}


def test_a_story_that_is_sure_enough_does_not(careful: Archive) -> None:
    keep(careful, 0.5)

    assert published(careful) == {"确定", "存疑"}
    assert held(careful) == []


def test_without_a_threshold_nothing_waits(archive: Archive) -> None:
    keep(archive, 0.0)

    assert held(archive) == []


def test_a_released_story_is_published_and_stays_so_when_its_words_change(careful: Archive) -> None:
    keep(careful, 0.4)
    before = careful.revision()
    released = careful.release(held(careful)[0].id)
    after = careful.revision()
    keep(careful, 0.3, body="别的文。", mark="2")

    assert released.headline == "存疑"
    assert after > before
    assert published(careful) == {"确定", "存疑"}
    assert held(careful) == []


def test_releasing_twice_changes_nothing_more(careful: Archive) -> None:
    keep(careful, 0.4)
    name = held(careful)[0].id
    careful.release(name)
    before = careful.revision()

    careful.release(name)

    assert careful.revision() == before


def test_what_is_not_there_cannot_be_released(careful: Archive) -> None:
    with pytest.raises(NotFound):
        careful.release("ffff")


def test_the_least_certain_comes_first(careful: Archive) -> None:
    unsure = [replace(article(f"第{n}篇", f"第{n}篇文。"), confidence=n / 10) for n in (3, 1, 2)]
    careful.keep(understood(*map(report, unsure), of=page()), source("page.txt", "1"), NOW)

    assert [story.headline for story in held(careful)] == ["第1篇", "第2篇", "第3篇"]
