"""What every archive promises of the papers: their pages are counted, and their stories vote, once each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from feedpub.model import PaperCoverage
from feedpub.testing import NOW, analysed_page, page, source_file

if TYPE_CHECKING:
    from feedpub.ports import Archive

CHANGZHOU, WUJIN = "320400", "320412"


def save(
    archive: Archive, *votes: str, path: str = "a.txt", paper: str | None = "某某日报", day: date | None = None
) -> int:
    found = analysed_page("甲", of=page(path=path, paper=paper, day=day or date(2023, 2, 7)))
    return archive.save_page(replace(found, home_votes=votes), source_file(path, " ".join((str(paper), *votes))), NOW)


def test_an_empty_archive_knows_no_paper(archive: Archive) -> None:
    assert list(archive.paper_coverage()) == []


def test_the_votes_of_a_papers_pages_add_up(archive: Archive) -> None:
    save(archive, CHANGZHOU, WUJIN, CHANGZHOU)
    save(archive, CHANGZHOU, path="b.txt")

    assert list(archive.paper_coverage()) == [PaperCoverage("某某日报", 2, {CHANGZHOU: 3, WUJIN: 1})]


def test_a_page_that_is_read_again_votes_once_and_as_it_is_now(archive: Archive) -> None:
    save(archive, CHANGZHOU, CHANGZHOU)
    save(archive, CHANGZHOU, CHANGZHOU)
    save(archive, WUJIN)

    assert list(archive.paper_coverage()) == [PaperCoverage("某某日报", 1, {WUJIN: 1})]


def test_a_file_that_is_overwritten_every_day_adds_its_pages(archive: Archive) -> None:
    save(archive, CHANGZHOU)
    save(archive, WUJIN, day=date(2023, 2, 6))

    assert list(archive.paper_coverage()) == [PaperCoverage("某某日报", 2, {CHANGZHOU: 1, WUJIN: 1})]


def test_a_page_without_a_papers_name_votes_for_nobody(archive: Archive) -> None:
    save(archive, CHANGZHOU, paper=None)

    assert list(archive.paper_coverage()) == []


def test_a_page_that_gets_another_papers_name_votes_for_that_one_only(archive: Archive) -> None:
    save(archive, CHANGZHOU)
    save(archive, CHANGZHOU, paper="另一日报")

    assert list(archive.paper_coverage()) == [PaperCoverage("另一日报", 1, {CHANGZHOU: 1})]


def test_a_page_on_which_nothing_was_located_counts_as_a_page(archive: Archive) -> None:
    save(archive)

    assert list(archive.paper_coverage()) == [PaperCoverage("某某日报", 1, {})]


def test_votes_do_not_touch_the_stories(archive: Archive) -> None:
    save(archive, CHANGZHOU)
    before = archive.revision()

    assert save(archive, WUJIN) == 0
    assert archive.revision() == before


def test_papers_come_by_name(archive: Archive) -> None:
    for number, paper in enumerate(("丙报", "甲报", "乙报")):
        save(archive, path=f"{number}.txt", paper=paper)

    assert [beat.paper for beat in archive.paper_coverage()] == sorted(["丙报", "甲报", "乙报"])
