"""What every inbox promises, the fake one included."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from feedpub.edge.inbox import Inbox, Limits
from feedpub.model import SourceFile, Spoiled
from feedpub.testing import FakeInbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from feedpub import ports


class Folder:
    """A real folder with the fake's way of putting files there."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._inbox = Inbox(root, Limits(("txt",), 1000, 0))

    @property
    def restless(self) -> tuple[str, ...]:
        return self._inbox.restless

    def fresh(self, known: Mapping[str, str]) -> Iterator[SourceFile | Spoiled]:
        return self._inbox.fresh(known)

    def gone(self, known: Collection[str]) -> frozenset[str] | None:
        return self._inbox.gone(known)

    def drop(self, path: str, content: str) -> None:
        (self._root / path).parent.mkdir(parents=True, exist_ok=True)
        (self._root / path).write_text(content)

    def spoil(self, path: str, reason: str) -> None:
        os.mkfifo(self._root / path)

    def remove(self, path: str) -> None:
        (self._root / path).unlink()


@pytest.fixture(params=["fake", "folder"])
def inbox(request: pytest.FixtureRequest, tmp_path: Path) -> FakeInbox | Folder:
    return FakeInbox() if request.param == "fake" else Folder(tmp_path)


def known(inbox: ports.Inbox) -> dict[str, str]:
    return {file.path: file.fingerprint for file in inbox.fresh({})}


def test_what_is_there_comes_in_the_order_of_the_paths(inbox: FakeInbox | Folder) -> None:
    for path in ("b.txt", "a/c.txt", "a.txt"):
        inbox.drop(path, path)

    found = list(inbox.fresh({}))

    assert [file.path for file in found] == ["a.txt", "a/c.txt", "b.txt"]
    assert all(isinstance(file, SourceFile) and file.content.decode() == file.path for file in found)


def test_only_what_is_new_or_changed_comes(inbox: FakeInbox | Folder) -> None:
    for path in ("a.txt", "b.txt"):
        inbox.drop(path, "one")
    before = known(inbox)

    inbox.drop("b.txt", "other")
    inbox.drop("c.txt", "new")

    assert [file.path for file in inbox.fresh(before)] == ["b.txt", "c.txt"]


def test_what_cannot_be_read_comes_once_as_spoiled(inbox: FakeInbox | Folder) -> None:
    inbox.spoil("a.txt", "no")

    (found,) = inbox.fresh({})

    assert isinstance(found, Spoiled)
    assert found.reason
    assert not list(inbox.fresh(known(inbox)))


def test_what_is_gone_does_not_come(inbox: FakeInbox | Folder) -> None:
    inbox.drop("a.txt", "one")

    inbox.remove("a.txt")

    assert not list(inbox.fresh({}))
