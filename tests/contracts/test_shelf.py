"""What every shelf promises, the fake one included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feedpub.edge.shelf import Shelf
from feedpub.model import Document
from feedpub.testing import FakeShelf

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feedpub import ports

    Told = Callable[[], dict[str, bytes]]


@pytest.fixture(params=["fake", "folder"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ports.Shelf, Told]:
    """Return a shelf, and what stands on it."""
    if request.param == "fake":
        fake = FakeShelf()
        return fake, lambda: dict(fake.documents)
    out = tmp_path / "output"
    return Shelf(out, tmp_path / "state"), lambda: {
        path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()
    }


def documents(**texts: str) -> list[Document]:
    return [Document(name.replace("_", "/"), text.encode()) for name, text in texts.items()]


def test_it_counts_what_differed(shelf: tuple[ports.Shelf, Told]) -> None:
    here, told = shelf

    assert here.put(documents(site_a="1", site_b="1")) == 2
    assert here.put(documents(site_a="1", site_b="2")) == 1
    assert here.put(documents(site_a="1")) == 0

    assert told() == {"site/a": b"1", "site/b": b"2"}


def test_it_removes_what_is_not_wanted_below_the_folders_it_is_told(shelf: tuple[ports.Shelf, Told]) -> None:
    here, told = shelf
    here.put(documents(site_a="1", site_b_c="1", sites_a="1", box_a="1"))

    assert here.put(documents(site_a="1"), whole=["site"]) == 1

    assert set(told()) == {"site/a", "sites/a", "box/a"}


def test_the_empty_name_means_all(shelf: tuple[ports.Shelf, Told]) -> None:
    here, told = shelf
    here.put(documents(site_a="1", box_a="1"))

    here.put([], whole=[""])

    assert told() == {}


def test_documents_are_taken_one_by_one(shelf: tuple[ports.Shelf, Told]) -> None:
    here, _ = shelf

    assert here.put(Document(f"site/{number}", b"1") for number in range(3)) == 3
