"""What every archive promises of stories whose regions an editor has said by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from feedpub import regions
from feedpub.errors import NotFound
from feedpub.model import Evidence, Focus, RegionMatch, RegionRole
from feedpub.testing import NOW, analysed_article, analysed_page, article, page, source_file

if TYPE_CHECKING:
    from feedpub.ports import Archive

FOUND = Focus(
    (RegionMatch(regions.by_code("320412"), RegionRole.PRIMARY, 0.9, (Evidence("武进", 0, "name"),)),), national=True
)
OVERRIDE = Focus((RegionMatch(regions.by_code("320500"), RegionRole.PRIMARY, 1.0),), foreign=True)


def save(archive: Archive, body: str = "文。", fingerprint: str = "1") -> int:
    found = replace(analysed_article(article("甲", body)), focus=FOUND)
    return archive.save_page(analysed_page(found, of=page()), source_file("page.txt", fingerprint), NOW)


def focus(archive: Archive) -> Focus:
    (story,) = archive.stories()
    return story.analysis.focus


def test_the_editors_regions_replace_those_that_were_found(archive: Archive) -> None:
    save(archive)
    before = archive.revision()
    (story,) = archive.stories()

    was = archive.override_regions(story.id[:6], OVERRIDE)

    assert was.analysis.focus == FOUND
    assert focus(archive) == OVERRIDE
    assert archive.revision() > before


def test_it_stays_when_the_page_is_read_again_and_when_its_words_change(archive: Archive) -> None:
    save(archive)
    archive.override_regions(next(archive.stories()).guid, OVERRIDE)

    assert save(archive, fingerprint="2") == 0
    assert save(archive, body="别的文。", fingerprint="3") == 1
    assert focus(archive) == OVERRIDE


def test_an_override_can_be_replaced(archive: Archive) -> None:
    save(archive)
    archive.override_regions(next(archive.stories()).guid, OVERRIDE)

    archive.override_regions(next(archive.stories()).guid, Focus(national=True))

    assert focus(archive) == Focus(national=True)


def test_a_story_that_is_not_there_cannot_be_overridden(archive: Archive) -> None:
    with pytest.raises(NotFound):
        archive.override_regions("ffff", OVERRIDE)
