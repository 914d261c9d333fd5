"""What every archive promises of the digest's issues."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from feedpub import regions
from feedpub.model import Issue, Section
from feedpub.testing import NOW, analysed_page, page, source_file

if TYPE_CHECKING:
    from feedpub.model import Story
    from feedpub.ports import Archive

WUJIN = regions.by_code("320412")
FIRST, LAST = date(2023, 2, 6), date(2023, 2, 12)


def save(archive: Archive, *headlines: str, fingerprint: str = "1") -> list[Story]:
    archive.save_page(analysed_page(*headlines, of=page()), source_file("page.txt", fingerprint), NOW)
    return list(archive.stories())


def issue(*stories: Story, key: str = "2023-W06", last: date = LAST, total: int | None = None) -> Issue:
    count = len(stories) if total is None else total
    section = Section("武进区", f"regions/{WUJIN.slug}", stories, count, WUJIN)
    return Issue(key, "一周要闻", FIRST, last, (section,), count)


def test_an_issue_comes_back_as_it_went_in(archive: Archive) -> None:
    kept = issue(*save(archive, "甲", "乙"), total=7)

    archive.save_issue(kept)

    assert list(archive.issues()) == [kept]


def test_a_section_without_a_region_comes_back_too(archive: Archive) -> None:
    whole = issue(*save(archive, "甲"))
    kept = replace(whole, sections=(replace(whole.sections[0], name="全国", path="national", region=None),))

    archive.save_issue(kept)

    assert list(archive.issues()) == [kept]


def test_the_latest_issue_comes_first(archive: Archive) -> None:
    stories = save(archive, "甲")
    for key, last in (("2023-W06", LAST), ("2023-W08", date(2023, 2, 26)), ("2023-W07", date(2023, 2, 19))):
        archive.save_issue(issue(*stories, key=key, last=last))

    assert [each.key for each in archive.issues()] == ["2023-W08", "2023-W07", "2023-W06"]


def test_an_issue_made_again_takes_the_place_of_the_one_before(archive: Archive) -> None:
    first, second = save(archive, "甲", "乙")
    archive.save_issue(issue(first))

    archive.save_issue(issue(first, second))

    (held,) = archive.issues()
    assert len(held.stories) == 2


def test_a_story_that_is_gone_from_its_page_is_gone_from_old_issues(archive: Archive) -> None:
    archive.save_issue(issue(*save(archive, "甲", "乙"), total=5))
    (left,) = save(archive, "甲", fingerprint="2")

    (held,) = archive.issues()

    assert held.stories == [left]
    assert held.total == 4


def test_an_issue_of_more_stories_than_a_database_takes_at_once_comes_back_whole(archive: Archive) -> None:
    stories = save(archive, *(f"第{number}号" for number in range(450)))

    archive.save_issue(issue(*stories))

    (held,) = archive.issues()
    assert len(held.stories) == 450
