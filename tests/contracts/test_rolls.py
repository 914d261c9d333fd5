"""What every archive promises of the order in which stories come to their feeds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub.model import Roll
from feedpub.testing import NOW, article, page, report, source, understood

if TYPE_CHECKING:
    from feedpub.ports import Archive


def keep(archive: Archive, *headlines: str, path: str = "page.txt") -> None:
    reports = [report(article(headline, f"{headline}的全文。")) for headline in headlines]
    archive.keep(understood(*reports, of=page()), source(path, "1"), NOW)


def enrol(archive: Archive, feed: str, *headlines: str, size: int = 2) -> None:
    """Put these stories on the roll of a feed, as a publication does: the newest first."""
    stories = [story for story in archive.stories() if story.headline in headlines]
    archive.enrol([(story.guid, {feed}) for story in stories], size)


def told(archive: Archive, guids: tuple[str, ...]) -> list[str]:
    stories = archive.told(guids)
    return [stories[guid].headline for guid in guids]


def test_a_feed_without_stories_has_an_empty_roll(archive: Archive) -> None:
    assert archive.roll("regions/jiangsu") == Roll()
    assert archive.rolls() == {}


def test_stories_that_come_together_are_put_down_the_oldest_first(archive: Archive) -> None:
    keep(archive, "一", "二")
    enrol(archive, "", "一", "二")

    assert told(archive, archive.roll("").loose) == ["一", "二"]
    assert archive.rolls() == {"": archive.roll("")}


def test_who_comes_late_stands_behind_whatever_the_date(archive: Archive) -> None:
    keep(archive, "一", "二", "三")
    enrol(archive, "", "三")
    enrol(archive, "", "一", "三")

    assert told(archive, archive.roll("").loose) == ["三", "一"]


def test_a_full_volume_stays_as_it_is(archive: Archive) -> None:
    keep(archive, "一", "二", "三")
    enrol(archive, "", "二", "三")
    before = archive.roll("")
    enrol(archive, "", "一", "二", "三")
    after = archive.roll("")

    assert before == Roll((), after.volumes[0])
    assert [told(archive, volume) for volume in after.volumes] == [["二", "三"]]
    assert told(archive, after.loose) == ["一"]


def test_another_size_leaves_the_full_volumes_alone(archive: Archive) -> None:
    keep(archive, "一", "二", "三", "四", "五")
    enrol(archive, "", "一", "二", "三")
    enrol(archive, "", "四", "五", size=1)

    assert [told(archive, volume) for volume in archive.roll("").volumes] == [["一", "二"], ["三"], ["四"]]


def test_each_feed_has_a_roll_of_its_own(archive: Archive) -> None:
    keep(archive, "一", "二", "三")
    enrol(archive, "", "一", "二", "三")
    enrol(archive, "national", "二")

    assert told(archive, archive.roll("national").loose) == ["二"]
    assert len(archive.rolls()) == 2


def test_a_withdrawn_story_keeps_its_place_and_is_told_with_the_reason(archive: Archive) -> None:
    keep(archive, "一", "二")
    enrol(archive, "", "一", "二")
    keep(archive, "二")
    loose = archive.roll("").loose

    assert told(archive, loose) == ["一", "二"]
    assert archive.told(loose)[loose[0]].withdrawn == "no longer on its page"


def test_what_is_held_back_or_unknown_is_not_told(careful: Archive) -> None:
    unsure = replace(article("存疑", "文。"), confidence=0.1)
    careful.keep(understood(report(unsure), of=page()), source("page.txt", "1"), NOW)
    held = next(careful.held())

    assert careful.told([held.guid, "urn:uuid:00000000-0000-8000-8000-000000000000"]) == {}
