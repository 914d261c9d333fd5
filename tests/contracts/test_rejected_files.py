"""What every archive promises of files that could not be used."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.errors import NotFound
from feedpub.model import Rejected, RejectedFile
from feedpub.testing import NOW, analysed_page, source_file

if TYPE_CHECKING:
    from feedpub.ports import Archive

LATER = NOW + timedelta(hours=1)


def reject(archive: Archive, path: str = "a.txt", reason: str = "is empty", fingerprint: str = "1") -> None:
    archive.reject(Rejected(path, reason), source_file(path, fingerprint), NOW)


def test_what_was_rejected_is_listed_with_its_reason_and_since_when(archive: Archive) -> None:
    reject(archive, "b.txt", "is a link")
    reject(archive, "a\udcb1.txt")
    archive.save_page(analysed_page("社区图书角开张"), source_file("c.txt"), NOW)

    assert list(archive.rejected()) == [
        RejectedFile("a\udcb1.txt", "is empty", NOW),
        RejectedFile("b.txt", "is a link", NOW),
    ]


def test_the_same_rejection_again_is_as_old_as_the_first(archive: Archive) -> None:
    reject(archive)
    archive.reject(Rejected("a.txt", "is empty"), source_file("a.txt", "1"), LATER)

    assert [rejected_file.since for rejected_file in archive.rejected()] == [NOW]


def test_a_file_that_became_a_page_is_rejected_no_more(archive: Archive) -> None:
    reject(archive, "page.txt")

    archive.save_page(analysed_page("社区图书角开张"), source_file("page.txt", "2"), LATER)

    assert list(archive.rejected()) == []


def test_a_retry_makes_the_file_unknown_until_it_is_tried(archive: Archive) -> None:
    reject(archive)
    reject(archive, "b.txt")

    archive.retry("a.txt")

    assert archive.fingerprints()["a.txt"] != "1"
    assert archive.fingerprints()["b.txt"] == "1"


@pytest.mark.parametrize("path", ["c.txt", "never.txt"])
def test_what_was_not_rejected_cannot_be_retried(archive: Archive, path: str) -> None:
    archive.save_page(analysed_page("社区图书角开张"), source_file("c.txt"), NOW)

    with pytest.raises(NotFound, match="feedpub rejected|was refused"):
        archive.retry(path)

    assert archive.fingerprints() == {"c.txt": "1"}
