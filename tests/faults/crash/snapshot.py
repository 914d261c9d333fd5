"""A folder -> a picture of it: every document, every row of the archive, every file of the state."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from feedpub.adapters.system.filesystem import TEMPORARY_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

STATE = ".feedpub"


@dataclass(frozen=True)
class Snapshot:
    """What there is: `documents` by path, `rows` as SQL, `state` by name with what can be compared of each file."""

    documents: Mapping[str, bytes]
    rows: tuple[str, ...]
    state: Mapping[str, object]
    pages: Mapping[str, bytes]

    def differences_from(self, other: Snapshot) -> Iterator[str]:
        """Say where this one differs from the `other`, which is right."""
        yield from _differences("document", self.documents, other.documents)
        yield from _differences("page", self.pages, other.pages)
        yield from _differences("state", self.state, other.state)
        if self.rows != other.rows:
            yield f"rows lost: {sorted(set(other.rows) - set(self.rows))[:3]}"
            yield f"rows too many: {sorted(set(self.rows) - set(other.rows))[:3]}"
            yield f"{len(self.rows)} rows instead of {len(other.rows)}"


def take_snapshot(folder: Path) -> Snapshot:
    """Return what lies in the folder, after a run that has ended."""
    state = folder / STATE
    databases = {path.name: _rows(path) for path in sorted(state.glob("*.db"))}
    rows = tuple(f"{name}: {row}" for name, found in databases.items() for row in found)
    return Snapshot(documents(folder), rows, _state(state), _files(folder / "seeds"))


def documents(folder: Path) -> dict[str, bytes]:
    """Return the documents that readers see, and what else lies in the output."""
    return _files(folder / "output")


def is_unfinished(path: str) -> bool:
    """Whether it is what a run was writing beside a document when it died; no reader is led there."""
    return path.rpartition("/")[2].startswith(TEMPORARY_PREFIX)


def is_whole(path: str, content: bytes) -> bool:
    """Whether a document could be read by a reader: XML and JSON are well-formed, and nothing is empty."""
    try:
        if path.endswith((".xml", ".opml")):
            etree.fromstring(content)
        elif path.endswith(".json"):
            json.loads(content)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return bool(content) and (not path.endswith(".html") or content.rstrip().endswith(b"</html>"))


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _state(folder: Path) -> dict[str, object]:
    """Return each file of the state with its contents as far as they must be the same: databases are told by rows."""
    content_by_name: dict[str, object] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.endswith("lock"):
            continue  # says who held it last
        if path.suffix == ".jsonl":
            content_by_name[name] = sorted(set(path.read_text(encoding="utf-8").splitlines()))
        elif name.endswith(".tar.gz"):
            with tarfile.open(path) as backup:
                content_by_name[name] = sorted(backup.getnames())
        elif path.suffix == ".db" or path.is_dir():
            content_by_name[name] = oct(path.stat().st_mode)
        else:
            content_by_name[name] = path.read_bytes()
    return content_by_name


def _rows(path: Path) -> list[str]:
    """Return a database as SQL; raises `sqlite3.DatabaseError` for a damaged one."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        (found,) = connection.execute("PRAGMA integrity_check").fetchone()
        faults = connection.execute("PRAGMA foreign_key_check").fetchall()
        (number,) = connection.execute("PRAGMA user_version").fetchone()
        return [f"integrity {found}", f"foreign keys {faults}", f"schema {number}", *connection.iterdump()]
    finally:
        connection.close()


def _differences(what: str, here: Mapping[str, object], there: Mapping[str, object]) -> Iterator[str]:
    for name in sorted(here.keys() | there.keys()):
        if name not in here:
            yield f"{what} lost: {name}"
        elif name not in there:
            yield f"{what} too many: {name}"
        elif here[name] != there[name]:
            yield f"{what} differs: {name}"
