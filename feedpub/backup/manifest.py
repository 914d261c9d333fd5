"""What is in a backup, as its manifest says it, and whether that is true."""

from __future__ import annotations

import hashlib
import sqlite3
import tarfile
import zlib
from contextlib import closing
from datetime import datetime  # noqa: TC003 - msgspec asks for it when it decodes
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from feedpub.adapters.database import sqlite
from feedpub.errors import ArchiveDamaged, ArchiveError, ArchiveTooNew, NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST_NAME = "manifest.json"
FORMAT_VERSION = 1
MAX_MANIFEST_BYTES = 10_000_000
BLOCK_SIZE = 1 << 20


class BackupPart(msgspec.Struct, frozen=True, kw_only=True):
    """A file in a backup; of a database, also its schema, the rows of each table and its counters."""

    name: str
    size: int
    sha256: str
    schema: int = 0
    counts: dict[str, int] = {}


class BackupManifest(msgspec.Struct, frozen=True, kw_only=True):
    """The manifest of a backup."""

    feedpub: str
    created_at: datetime
    parts: list[BackupPart]
    format: int = FORMAT_VERSION

    def counts(self, name: str) -> Mapping[str, int]:
        """Return the rows by table of the database `name`, none where it is not there."""
        return next((part.counts for part in self.parts if part.name == name), {})


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def unpack(backup: Path, folder: Path, newest_schemas: Mapping[str, int]) -> BackupManifest:
    """Put all parts of a backup, each checked, below `folder`; raises `ArchiveDamaged`, `ArchiveTooNew`, `NotFound`.

    `newest` is the highest schema that is understood, by the name of the database. Nothing is believed of the tar but
    what its manifest names: no link, no path that leads out of the folder, no byte more.
    """
    if not backup.is_file():
        raise NotFound(f"{backup}: there is no such backup; `feedpub backup` makes one")
    try:
        with tarfile.open(backup, "r:gz") as tar:
            manifest = _read_manifest(tar, backup)
            _reject_newer(manifest, backup, newest_schemas)
            for part in manifest.parts:
                _unpack_part(tar, part, folder, backup)
    except (tarfile.TarError, EOFError, zlib.error, KeyError) as error:
        raise _damaged_error(backup, f"is no whole backup: {error}") from error
    except OSError as error:
        if error.errno is None:  # gzip's own complaint of the content
            raise _damaged_error(backup, f"is no whole backup: {error}") from error
        raise ArchiveError(f"{error.filename or backup}: cannot be used ({error.strerror}); mend that") from error
    for name in newest_schemas:
        if (folder / name).exists():
            sqlite.check_header(folder / name)
            _check_sqlite(folder / name, backup)
    return manifest


def _read_manifest(tar: tarfile.TarFile, backup: Path) -> BackupManifest:
    first = tar.next()
    if first is None or first.name != MANIFEST_NAME or not first.isfile() or first.size > MAX_MANIFEST_BYTES:
        raise _damaged_error(backup, "is no backup of feedpub")
    content = tar.extractfile(first)
    try:
        manifest = msgspec.json.decode(content.read() if content else b"", type=BackupManifest)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise _damaged_error(backup, f"has a manifest that cannot be read ({error})") from error
    if manifest.format > FORMAT_VERSION:
        raise ArchiveTooNew(f"{backup}: written by feedpub {manifest.feedpub}, which is newer; update feedpub")
    return manifest


def _reject_newer(manifest: BackupManifest, backup: Path, newest_schemas: Mapping[str, int]) -> None:
    for part in manifest.parts:
        if part.schema > newest_schemas.get(part.name, part.schema):
            versions = f"schema {part.schema}, this one knows {newest_schemas[part.name]}"
            raise ArchiveTooNew(f"{backup}: {part.name} was written by a newer feedpub ({versions}); update feedpub")


def _unpack_part(tar: tarfile.TarFile, part: BackupPart, folder: Path, backup: Path) -> None:
    path = PurePosixPath(part.name)
    member = tar.getmember(part.name)
    if path.is_absolute() or ".." in path.parts or not path.parts or not member.isfile() or member.size != part.size:
        raise _damaged_error(backup, f"{part.name!r} is not what the manifest says")
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = tar.extractfile(member)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        target.chmod(0o600)
        while content and (block := content.read(BLOCK_SIZE)):
            digest.update(block)
            file.write(block)
    if digest.hexdigest() != part.sha256:
        raise _damaged_error(backup, f"{part.name!r} is not what was backed up")


def _check_sqlite(database: Path, backup: Path) -> None:
    try:
        with closing(sqlite3.connect(database)) as opened:
            result = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        result = str(error)
    if result != "ok":
        raise _damaged_error(backup, f"{database.name} is damaged ({result})")


def _damaged_error(backup: Path, problem: str) -> ArchiveDamaged:
    return ArchiveDamaged(f"{backup}: {problem}; nothing was changed; try another one")
