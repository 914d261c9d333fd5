"""What every archive promises of stories whose regions an editor has said by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from feedpub import regions
from feedpub.errors import NotFound
from feedpub.model import Evidence, Focus, Located, Role
from feedpub.testing import NOW, article, page, report, source, understood

if TYPE_CHECKING:
    from feedpub.ports import Archive

FOUND = Focus((Located(regions.by_code("320412"), Role.PRIMARY, 0.9, (Evidence("武进", 0, "name"),)),), national=True)
SAID = Focus((Located(regions.by_code("320500"), Role.PRIMARY, 1.0),), foreign=True)


def keep(archive: Archive, body: str = "文。", mark: str = "1") -> int:
    found = replace(report(article("甲", body)), focus=FOUND)
    return archive.keep(understood(found, of=page()), source("page.txt", mark), NOW)


def focus(archive: Archive) -> Focus:
    (story,) = archive.stories()
    return story.report.focus


def test_what_an_editor_says_takes_the_place_of_what_was_found(archive: Archive) -> None:
    keep(archive)
    before = archive.revision()
    (story,) = archive.stories()

    was = archive.fix_focus(story.id[:6], SAID)

    assert was.report.focus == FOUND
    assert focus(archive) == SAID
    assert archive.revision() > before


def test_it_stays_when_the_page_is_read_again_and_when_its_words_change(archive: Archive) -> None:
    keep(archive)
    archive.fix_focus(next(archive.stories()).guid, SAID)

    assert keep(archive, mark="2") == 0
    assert keep(archive, body="别的文。", mark="3") == 1
    assert focus(archive) == SAID


def test_it_can_be_said_again(archive: Archive) -> None:
    keep(archive)
    archive.fix_focus(next(archive.stories()).guid, SAID)

    archive.fix_focus(next(archive.stories()).guid, Focus(national=True))

    assert focus(archive) == Focus(national=True)


def test_what_is_not_there_cannot_be_fixed(archive: Archive) -> None:
    with pytest.raises(NotFound):
        archive.fix_focus("ffff", SAID)
