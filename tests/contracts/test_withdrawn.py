"""What every archive promises of stories that are withdrawn, by an editor or by their page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.errors import NotFound
from feedpub.testing import NOW, analysed_article, analysed_page, article, page, source_file

if TYPE_CHECKING:
    from feedpub.model import AnalysedArticle, Story
    from feedpub.ports import Archive

LONG = "社区里的图书角今天开张,居民们带来了家里的旧书,管理员把它们一本一本登记下来,放到新做的书架上。"
LATER = NOW + timedelta(hours=1)
REASON = "当事人要求"


def save(archive: Archive, *reports: AnalysedArticle | str, path: str = "page.txt", hours: int = 0) -> int:
    return archive.save_page(
        analysed_page(*reports, of=page(path=path)), source_file(path), NOW + timedelta(hours=hours)
    )


def only(archive: Archive) -> Story:
    (story,) = archive.stories()
    return story


def test_a_withdrawn_story_is_published_no_more_and_found_with_its_reason_and_moment(archive: Archive) -> None:
    save(archive, "甲", "乙")
    name = next(archive.stories()).id

    story = archive.withdraw(name, REASON, LATER)

    assert (story.withdrawn, story.updated) == (REASON, LATER)
    assert archive.story(name) == story
    assert list(archive.withdrawn()) == [story]
    assert name not in {each.id for each in archive.stories()}
    assert archive.story_counts()[""] == 1


@pytest.mark.fault("R5")
def test_it_stays_withdrawn_when_its_file_is_read_again_edited_or_dropped_again(archive: Archive) -> None:
    save(archive, analysed_article(article("甲", LONG)))
    archive.withdraw(only(archive).id, REASON, LATER)

    save(archive, analysed_article(article("甲", LONG)), hours=2)
    save(archive, analysed_article(article("甲", LONG + "更正。")), hours=3)
    save(archive, analysed_article(article("甲", LONG)), path="copy.txt", hours=4)
    save(archive, "别的", hours=5)
    save(archive, analysed_article(article("甲", LONG)), hours=6)

    assert [story.headline for story in archive.stories()] == []
    assert {story.headline: story.withdrawn for story in archive.withdrawn()} == {
        "甲": REASON,
        "别的": "no longer on its page",
    }


def test_a_reinstated_story_is_what_it_was(archive: Archive) -> None:
    save(archive, "甲")
    before = only(archive)
    archive.withdraw(before.id, REASON, LATER)

    assert archive.reinstate(before.id) == before

    assert list(archive.stories()) == [before]
    assert not list(archive.withdrawn())


def test_a_story_that_its_page_dropped_can_be_reinstated_for_good(archive: Archive) -> None:
    save(archive, "甲", "乙")
    save(archive, "甲", hours=1)
    (gone,) = archive.withdrawn()

    archive.reinstate(gone.id)
    save(archive, "甲", hours=2)

    assert {story.headline for story in archive.stories()} == {"甲", "乙"}


def test_an_editors_word_goes_before_that_of_the_page(archive: Archive) -> None:
    save(archive, "甲", "乙")
    save(archive, "甲", hours=1)
    (gone,) = archive.withdrawn()
    archive.withdraw(gone.id, REASON, LATER + timedelta(hours=1))

    save(archive, "甲", "乙", hours=3)

    assert [story.withdrawn for story in archive.withdrawn()] == [REASON]


def test_what_is_withdrawn_comes_with_the_last_first_and_from_a_day_on(archive: Archive) -> None:
    save(archive, "甲", "乙", "丙")
    names = {story.headline: story.id for story in archive.stories()}
    for day, headline in enumerate("乙丙甲"):
        archive.withdraw(names[headline], REASON, NOW + timedelta(days=day))

    assert [story.headline for story in archive.withdrawn()] == ["甲", "丙", "乙"]
    assert [story.headline for story in archive.withdrawn(since=date(2023, 2, 9))] == ["甲", "丙"]


def test_more_withdrawn_stories_than_fit_one_batch_come_all(archive: Archive) -> None:
    save(archive, "留", *(f"第{number}条" for number in range(205)))
    save(archive, "留", hours=1)

    moments = [story.updated for story in archive.withdrawn()]
    assert len(moments) == len(set(moments)) == 205
    assert moments == sorted(moments, reverse=True)


def test_what_was_held_back_and_withdrawn_was_never_seen(archive_with_threshold: Archive) -> None:
    save(archive_with_threshold, analysed_article(article("没把握", LONG, confidence=0.1)))
    (waiting,) = archive_with_threshold.held_stories()

    archive_with_threshold.withdraw(waiting.id, REASON, LATER)

    assert not list(archive_with_threshold.held_stories())
    assert not list(archive_with_threshold.withdrawn())


def test_saying_it_twice_changes_nothing_and_another_reason_does(archive: Archive) -> None:
    save(archive, "甲")
    name = only(archive).id
    numbers = [archive.revision()]
    for reason, hours in ((REASON, 1), (REASON, 2), ("另有原因", 3)):
        archive.withdraw(name, reason, NOW + timedelta(hours=hours))
        numbers.append(archive.revision())
    archive.reinstate(name)
    archive.reinstate(name)

    assert [number - numbers[0] for number in (*numbers, archive.revision())] == [0, 1, 1, 2, 3]


def test_what_names_no_story_is_not_found(archive: Archive) -> None:
    with pytest.raises(NotFound):
        archive.withdraw("0", REASON, NOW)
    with pytest.raises(NotFound):
        archive.reinstate("0")
