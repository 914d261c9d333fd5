"""Bytes on the disk: by whom they are brought there, and that two writers are never in each other's way."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.adapters.output.writer import FolderOutputWriter
from feedpub.adapters.system import filesystem
from feedpub.adapters.system.filesystem import MAX_SINGLE_SYNCS, atomic_write, sync
from feedpub.model import Document

if TYPE_CHECKING:
    from collections.abc import Collection

    import pytest


def record_fsyncs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of the files that are brought to the disk one by one from now on, as it grows."""
    found: list[str] = []
    whole = os.fsync

    def noting(descriptor: int) -> None:
        found.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        whole(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    return found


def test_what_must_be_fsynced_is_fsynced_among_however_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [tmp_path / str(number) for number in range(MAX_SINGLE_SYNCS + 1)]
    for path in paths:
        path.write_bytes(b"x")
    one_by_one = record_fsyncs(monkeypatch)
    sync(paths, {paths[3]})

    assert one_by_one == [str(paths[3])]


def test_r14_every_feed_and_its_folder_is_brought_to_the_disk_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one_by_one = record_fsyncs(monkeypatch)
    feeds = [
        f"site/{folder}/{name}"
        for folder in range(MAX_SINGLE_SYNCS + 1)
        for name in ("rss.xml", "atom.xml", "feed.json")
    ]
    FolderOutputWriter(tmp_path / "output", tmp_path / "state").write(Document(name, b"feed") for name in feeds)

    assert len([path for path in one_by_one if ".feedpub-new" in path]) == len(feeds)
    assert {str(tmp_path / "output/site" / str(folder)) for folder in range(MAX_SINGLE_SYNCS + 1)} <= set(one_by_one)


def test_two_who_write_to_one_folder_at_the_same_time_take_nothing_from_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another_writes_meanwhile(paths: Collection[Path]) -> None:
        monkeypatch.undo()
        atomic_write(tmp_path / "other", b"other", 0o600)

    monkeypatch.setattr(filesystem, "sync", another_writes_meanwhile)
    atomic_write(tmp_path / "one", b"one", 0o600)

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"one": b"one", "other": b"other"}
