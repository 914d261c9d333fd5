"""What every archive promises of the order in which stories come to their feeds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub.model import FeedHistory
from feedpub.testing import NOW, analysed_article, analysed_page, article, page, source_file

if TYPE_CHECKING:
    from feedpub.ports import Archive


def save(archive: Archive, *headlines: str, path: str = "page.txt") -> None:
    reports = [analysed_article(article(headline, f"{headline}的全文。")) for headline in headlines]
    archive.save_page(analysed_page(*reports, of=page()), source_file(path, "1"), NOW)


def add_to_feed(archive: Archive, feed: str, *headlines: str, page_size: int = 2) -> None:
    """Put these stories on the roll of a feed, as a publication does: the newest first."""
    stories = [story for story in archive.stories() if story.headline in headlines]
    archive.add_to_feeds([(story.guid, {feed}) for story in stories], page_size)


def headlines_of(archive: Archive, guids: tuple[str, ...]) -> list[str]:
    stories = archive.stories_by_guid(guids)
    return [stories[guid].headline for guid in guids]


def test_a_feed_without_stories_has_an_empty_history(archive: Archive) -> None:
    assert archive.feed_history("regions/jiangsu") == FeedHistory()
    assert archive.feed_histories() == {}


def test_stories_that_come_together_are_added_the_oldest_first(archive: Archive) -> None:
    save(archive, "一", "二")
    add_to_feed(archive, "", "一", "二")

    assert headlines_of(archive, archive.feed_history("").pending) == ["一", "二"]
    assert archive.feed_histories() == {"": archive.feed_history("")}


def test_who_comes_late_stands_behind_whatever_the_date(archive: Archive) -> None:
    save(archive, "一", "二", "三")
    add_to_feed(archive, "", "三")
    add_to_feed(archive, "", "一", "三")

    assert headlines_of(archive, archive.feed_history("").pending) == ["三", "一"]


def test_a_full_archive_page_stays_as_it_is(archive: Archive) -> None:
    save(archive, "一", "二", "三")
    add_to_feed(archive, "", "二", "三")
    before = archive.feed_history("")
    add_to_feed(archive, "", "一", "二", "三")
    after = archive.feed_history("")

    assert before == FeedHistory((), after.archived[0])
    assert [headlines_of(archive, volume) for volume in after.archived] == [["二", "三"]]
    assert headlines_of(archive, after.pending) == ["一"]


def test_another_page_size_leaves_the_full_archive_pages_alone(archive: Archive) -> None:
    save(archive, "一", "二", "三", "四", "五")
    add_to_feed(archive, "", "一", "二", "三")
    add_to_feed(archive, "", "四", "五", page_size=1)

    assert [headlines_of(archive, volume) for volume in archive.feed_history("").archived] == [
        ["一", "二"],
        ["三"],
        ["四"],
    ]


def test_each_feed_has_a_history_of_its_own(archive: Archive) -> None:
    save(archive, "一", "二", "三")
    add_to_feed(archive, "", "一", "二", "三")
    add_to_feed(archive, "national", "二")

    assert headlines_of(archive, archive.feed_history("national").pending) == ["二"]
    assert len(archive.feed_histories()) == 2


def test_a_withdrawn_story_keeps_its_place_and_is_found_with_the_reason(archive: Archive) -> None:
    save(archive, "一", "二")
    add_to_feed(archive, "", "一", "二")
    save(archive, "二")
    loose = archive.feed_history("").pending

    assert headlines_of(archive, loose) == ["一", "二"]
    assert archive.stories_by_guid(loose)[loose[0]].withdrawn == "no longer on its page"


def test_what_is_held_back_or_unknown_is_not_found(archive_with_threshold: Archive) -> None:
    unsure = replace(article("存疑", "文。"), confidence=0.1)
    archive_with_threshold.save_page(
        analysed_page(analysed_article(unsure), of=page()), source_file("page.txt", "1"), NOW
    )
    held = next(archive_with_threshold.held_stories())

    assert archive_with_threshold.stories_by_guid([held.guid, "urn:uuid:00000000-0000-8000-8000-000000000000"]) == {}
