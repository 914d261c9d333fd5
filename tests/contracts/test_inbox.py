"""What every inbox promises, the fake one included."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from feedpub.adapters.inbox.reader import FolderInbox, InboxLimits
from feedpub.model import Rejected, SourceFile
from feedpub.testing import FakeInbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from feedpub import ports


class RealFolder:
    """A real folder with the fake's way of putting files there."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._inbox = FolderInbox(root, InboxLimits(("txt",), 1000, 0))

    @property
    def unstable(self) -> tuple[str, ...]:
        return self._inbox.unstable

    def new_files(self, known_fingerprints: Mapping[str, str]) -> Iterator[SourceFile | Rejected]:
        return self._inbox.new_files(known_fingerprints)

    def missing_files(self, known_paths: Collection[str]) -> frozenset[str] | None:
        return self._inbox.missing_files(known_paths)

    def put(self, path: str, content: str) -> None:
        (self._root / path).parent.mkdir(parents=True, exist_ok=True)
        (self._root / path).write_text(content)

    def put_unreadable(self, path: str, reason: str) -> None:
        os.mkfifo(self._root / path)

    def remove(self, path: str) -> None:
        (self._root / path).unlink()


@pytest.fixture(params=["fake", "folder"])
def inbox(request: pytest.FixtureRequest, tmp_path: Path) -> FakeInbox | RealFolder:
    return FakeInbox() if request.param == "fake" else RealFolder(tmp_path)


def fingerprints_in(inbox: ports.Inbox) -> dict[str, str]:
    return {file.path: file.fingerprint for file in inbox.new_files({})}


def test_what_is_there_comes_in_the_order_of_the_paths(inbox: FakeInbox | RealFolder) -> None:
    for path in ("b.txt", "a/c.txt", "a.txt"):
        inbox.put(path, path)

    found = list(inbox.new_files({}))

    assert [file.path for file in found] == ["a.txt", "a/c.txt", "b.txt"]
    assert all(isinstance(file, SourceFile) and file.content.decode() == file.path for file in found)


def test_only_what_is_new_or_changed_comes(inbox: FakeInbox | RealFolder) -> None:
    for path in ("a.txt", "b.txt"):
        inbox.put(path, "one")
    before = fingerprints_in(inbox)

    inbox.put("b.txt", "other")
    inbox.put("c.txt", "new")

    assert [file.path for file in inbox.new_files(before)] == ["b.txt", "c.txt"]


def test_what_cannot_be_read_comes_once_as_rejected(inbox: FakeInbox | RealFolder) -> None:
    inbox.put_unreadable("a.txt", "no")

    (found,) = inbox.new_files({})

    assert isinstance(found, Rejected)
    assert found.reason
    assert not list(inbox.new_files(fingerprints_in(inbox)))


def test_what_is_gone_does_not_come(inbox: FakeInbox | RealFolder) -> None:
    inbox.put("a.txt", "one")

    inbox.remove("a.txt")

    assert not list(inbox.new_files({}))
