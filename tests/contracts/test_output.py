"""What every shelf promises, the fake one included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feedpub.adapters.output.writer import FolderOutputWriter
from feedpub.model import Document
from feedpub.testing import FakeOutput

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feedpub import ports

    ContentOf = Callable[[], dict[str, bytes]]


@pytest.fixture(params=["fake", "folder"])
def output(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ports.OutputWriter, ContentOf]:
    """Return a shelf, and what stands on it."""
    if request.param == "fake":
        fake = FakeOutput()
        return fake, lambda: dict(fake.documents)
    out = tmp_path / "output"
    return FolderOutputWriter(out, tmp_path / "state"), lambda: {
        path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()
    }


def documents(**texts: str) -> list[Document]:
    return [Document(name.replace("_", "/"), text.encode()) for name, text in texts.items()]


def test_it_counts_what_differed(output: tuple[ports.OutputWriter, ContentOf]) -> None:
    writer, content_of = output

    assert writer.write(documents(site_a="1", site_b="1")) == 2
    assert writer.write(documents(site_a="1", site_b="2")) == 1
    assert writer.write(documents(site_a="1")) == 0

    assert content_of() == {"site/a": b"1", "site/b": b"2"}


def test_it_removes_what_is_not_wanted_below_pruned_folders(output: tuple[ports.OutputWriter, ContentOf]) -> None:
    writer, content_of = output
    writer.write(documents(site_a="1", site_b_c="1", sites_a="1", box_a="1"))

    assert writer.write(documents(site_a="1"), prune=["site"]) == 1

    assert set(content_of()) == {"site/a", "sites/a", "box/a"}


def test_the_empty_name_means_all(output: tuple[ports.OutputWriter, ContentOf]) -> None:
    writer, content_of = output
    writer.write(documents(site_a="1", box_a="1"))

    writer.write([], prune=[""])

    assert content_of() == {}


def test_documents_are_taken_one_by_one(output: tuple[ports.OutputWriter, ContentOf]) -> None:
    writer, _ = output

    assert writer.write(Document(f"site/{number}", b"1") for number in range(3)) == 3
