"""What every archive promises of files that could not be used."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.errors import NotFound
from feedpub.model import Refusal, Spoiled
from feedpub.testing import NOW, source, understood

if TYPE_CHECKING:
    from feedpub.ports import Archive

LATER = NOW + timedelta(hours=1)


def refuse(archive: Archive, path: str = "a.txt", reason: str = "is empty", mark: str = "1") -> None:
    archive.note_spoiled(Spoiled(path, reason), source(path, mark), NOW)


def test_what_was_refused_is_listed_with_its_reason_and_since_when(archive: Archive) -> None:
    refuse(archive, "b.txt", "is a link")
    refuse(archive, "a\udcb1.txt")
    archive.keep(understood("社区图书角开张"), source("c.txt"), NOW)

    assert list(archive.spoiled()) == [
        Refusal("a\udcb1.txt", "is empty", NOW),
        Refusal("b.txt", "is a link", NOW),
    ]


def test_the_same_refusal_again_is_as_old_as_the_first(archive: Archive) -> None:
    refuse(archive)
    archive.note_spoiled(Spoiled("a.txt", "is empty"), source("a.txt", "1"), LATER)

    assert [refusal.since for refusal in archive.spoiled()] == [NOW]


def test_a_file_that_became_a_page_is_refused_no_more(archive: Archive) -> None:
    refuse(archive, "page.txt")

    archive.keep(understood("社区图书角开张"), source("page.txt", "2"), LATER)

    assert list(archive.spoiled()) == []


def test_a_retry_makes_the_file_unknown_until_it_is_tried(archive: Archive) -> None:
    refuse(archive)
    refuse(archive, "b.txt")

    archive.retry("a.txt")

    assert archive.known()["a.txt"] != "1"
    assert archive.known()["b.txt"] == "1"


@pytest.mark.parametrize("path", ["c.txt", "never.txt"])
def test_what_was_not_refused_cannot_be_retried(archive: Archive, path: str) -> None:
    archive.keep(understood("社区图书角开张"), source("c.txt"), NOW)

    with pytest.raises(NotFound, match="feedpub spoiled|was refused"):
        archive.retry(path)

    assert archive.known() == {"c.txt": "1"}
