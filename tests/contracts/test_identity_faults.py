"""Rows of the catalogue of faults about which story is which, from the file to the archive, in every archive."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.adapters.templates import load_templates
from feedpub.pipeline.publish import ingest
from feedpub.pipeline.run import Adapters
from feedpub.settings import Settings
from feedpub.testing import NOW, FakeClock, FakeInbox, FakeOutput, fake_engine
from tests.model.archive import FakeArchive

if TYPE_CHECKING:
    from feedpub.model import Article, Summary
    from feedpub.ports import Archive

PAGE = "武进区开展义诊活动\n\n本报讯(记者 张明)武进区近日举办义诊活动,一百多人参加,医生为居民量了血压。\n"


def ingest_files(archive: Archive, inbox: FakeInbox, hours: int = 0) -> int:
    clock = FakeClock(NOW + timedelta(hours=hours))
    return ingest(Adapters(clock, inbox, archive, FakeOutput(), fake_engine, load_templates()), Settings()).stories


@pytest.mark.fault("R6")
def test_a_file_that_was_emptied_and_written_again_has_its_old_guid(archive: Archive) -> None:
    inbox = FakeInbox({"a.txt": PAGE})
    ingest_files(archive, inbox)
    before = list(archive.stories())
    inbox.put("a.txt", "")
    ingest_files(archive, inbox, 1)
    emptied = list(archive.stories())

    inbox.put("a.txt", PAGE)
    changed = ingest_files(archive, inbox, 2)

    assert (changed, emptied, list(archive.stories())) == (0, before, before)


@pytest.mark.fault("R37")
def test_signs_without_ink_are_no_part_of_an_identity(archive: Archive) -> None:
    inbox = FakeInbox({"a.txt": PAGE})
    ingest_files(archive, inbox)
    (before,) = archive.stories()

    inbox.put("b.txt", PAGE.replace("义诊活动\n", "义诊\u200b活\u202e动\u202c\n"))
    ingest_files(archive, inbox, 1)

    (after,) = archive.stories()
    assert (after.guid, after.sources) == (before.guid, ("a.txt", "b.txt"))


@pytest.mark.invariant("I2")
@pytest.mark.fault("R31")
def test_the_sources_of_a_lost_archive_bring_the_same_guids(archive: Archive) -> None:
    inbox = FakeInbox({f"{number}.txt": PAGE.replace("一百", "一二三四"[number] + "百") for number in range(4)})
    ingest_files(archive, inbox)
    inbox.put("4.txt", PAGE.replace("一百", "九百"))
    ingest_files(archive, inbox, 1)
    again = FakeArchive()

    ingest_files(again, inbox, 9)

    assert {story.guid for story in again.stories()} == {story.guid for story in archive.stories()}


@pytest.mark.invariant("I4")
def test_a_page_that_cannot_be_stored_is_not_known_and_comes_again(archive: Archive) -> None:
    inbox = FakeInbox({"a.txt": PAGE})
    clock = FakeClock(NOW)
    broken = Adapters(clock, inbox, archive, FakeOutput(), fake_engine, load_templates(), rewriter=_FailingRewriter())
    with pytest.raises(RuntimeError, match="the disk is full"):
        ingest(broken, Settings())
    unknown = dict(archive.fingerprints())

    assert ingest_files(archive, inbox) == 1
    assert unknown == {}


class _FailingRewriter:
    """An editor over whom the run ends, between reading a page and storing it."""

    warnings = ()

    def rewrite(self, article: Article, extract: Summary) -> Summary:
        raise RuntimeError("the disk is full")
