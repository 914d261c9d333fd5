"""Path -> an engine on our SQLite file: made whole, looked at before it is trusted, each commit on the disk."""

from __future__ import annotations

import os
import sqlite3
import struct
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import create_engine, event
from sqlalchemy.pool import QueuePool

from feedpub.adapters.system.filesystem import make_private_folder, sync
from feedpub.errors import ArchiveDamaged, ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import ExceptionContext

APPLICATION_ID = 0x66707562  # "fpub"
MAGIC = b"SQLite format 3\0"

BUSY_TIMEOUT_MS = 10_000
"""Milliseconds for which a connection waits for another one's transaction."""

MAX_QUICK_CHECK_BYTES = 64_000_000
"""Bytes up to which the whole file is checked at opening (0.1 s); a larger one waits for `feedpub doctor`."""

RECOVERY_HINT = (
    "restore a copy of it, or move it away to begin anew (stories keep their guids as long as their pages are kept)"
)


def open_sqlite(path: Path, migrate: Callable[[Engine], None]) -> Engine:
    """Return an engine on the archive at `path`, made if there is none; raises `ArchiveDamaged` and its kin.

    A file of no bytes is not "none": a database was there, or was to be. So is a journal without its database, which
    SQLite would play back into a new one.
    """
    if path.exists() or path.is_symlink():
        check_header(path)
    elif (journal := path.with_name(path.name + "-journal")).exists():
        raise ArchiveDamaged(f"{journal}: a journal without its database {path.name}; {RECOVERY_HINT}")
    else:
        _create(path, migrate)
    engine = sqlite_engine(path)
    try:
        check_integrity(engine, path)
        migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def check_header(path: Path) -> None:
    """Raise `ArchiveDamaged` for a file that is not, by its first bytes and its length, a database of ours."""
    try:
        with path.open("rb") as file:
            head = file.read(100)
        size = path.stat().st_size
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read ({error.strerror}); mend that, or name another archive") from error
    if len(head) < 100 or not head.startswith(MAGIC):
        problem = "is empty" if not size else "is no SQLite database"
        raise ArchiveDamaged(f"{path}: {problem}; {RECOVERY_HINT}")
    (owner,) = struct.unpack(">I", head[68:72])
    if owner != APPLICATION_ID:
        raise ArchiveDamaged(f"{path}: belongs to another program (application id {owner:#x}); name another archive")
    page, pages = _page_count(head)
    if size < page * pages and not path.with_name(path.name + "-journal").exists():
        raise ArchiveDamaged(f"{path}: cut short ({size} of {page * pages} bytes); {RECOVERY_HINT}")


def check_integrity(engine: Engine, path: Path, *, full: bool = False) -> None:
    """Raise `ArchiveDamaged` where SQLite finds a fault; a large file is gone through only when `whole` asks for it."""
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
        if full or path.stat().st_size <= MAX_QUICK_CHECK_BYTES:
            result = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
            if result != "ok":
                raise ArchiveDamaged(f"{path}: damaged ({result}); {RECOVERY_HINT}")


def _create(path: Path, migrate: Callable[[Engine], None]) -> None:
    """Build the database beside and rename it: a kill leaves all of it or nothing that could be taken for it."""
    temporary = path.with_name(path.name + ".new")
    try:
        make_private_folder(path.parent)
        for leftover in (temporary, temporary.with_name(temporary.name + "-journal")):
            leftover.unlink(missing_ok=True)
        os.close(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        engine = sqlite_engine(temporary)
        try:
            with engine.execution_options(writes=True).begin() as connection:
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID:d}")
            migrate(engine)
        finally:
            engine.dispose()
        temporary.replace(path)
        sync([path.parent])
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be made ({error.strerror}); mend that, or give another --state") from error


def _page_count(head: bytes) -> tuple[int, int]:
    """Return the size of a page and their number, from the header (https://www.sqlite.org/fileformat.html, 1.3)."""
    page = struct.unpack(">H", head[16:18])[0]
    return (65536 if page == 1 else page), struct.unpack(">I", head[28:32])[0]


def sqlite_engine(path: Path) -> Engine:
    """Return an engine on a file that is there, as it is: nothing is looked at, no step of the schema done."""
    engine = create_engine("sqlite://", creator=lambda: _connect(path), poolclass=QueuePool)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin_transaction)
    event.listen(engine, "handle_error", lambda context: _raise_archive_error(context, path))
    return engine


def _connect(path: Path) -> sqlite3.Connection:
    """Return a connection to a file that is there: none is made in the place of one that was moved away."""
    uri = f"file:{quote(os.fsencode(path.absolute()))}?mode=rw"
    return sqlite3.connect(
        uri, uri=True, timeout=BUSY_TIMEOUT_MS / 1000, check_same_thread=False
    )  # one at a time has it


def _set_pragmas(connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001 - the form that SQLAlchemy calls
    """Let no transaction begin or end by itself, and have each on the disk when it is over.

    EXTRA, because after a power cut a journal that was removed may be there again, and would undo a commit of which
    readers have seen; it costs 0.1 ms a commit.
    """
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", "journal_mode=DELETE", "synchronous=EXTRA", f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_transaction(connection: Connection) -> None:
    """Begin a writing transaction as such at once, so that two writers wait for each other instead of failing."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _raise_archive_error(context: ExceptionContext, path: Path) -> None:
    """Raise ours instead of what SQLite says of the file or the disk; a fault of our statements stays as it is."""
    error = context.original_exception
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return
    if code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        raise ArchiveDamaged(f"{path}: damaged ({error}); {RECOVERY_HINT}") from error
    if code & 0xFF == sqlite3.SQLITE_CANTOPEN and not path.exists():
        raise ArchiveError(f"{path}: is gone; bring its folder back, or `feedpub restore` a copy") from error
    if code & 0xFF in _OS_ERROR_HINTS:
        raise ArchiveError(f"{path}: {error}; {_OS_ERROR_HINTS[code & 0xFF]}; nothing was lost") from error


_OS_ERROR_HINTS = {
    sqlite3.SQLITE_FULL: "make room on the disk",
    sqlite3.SQLITE_READONLY: "make it writable",
    sqlite3.SQLITE_CANTOPEN: "mend the permissions of its folder",
    sqlite3.SQLITE_PERM: "mend its permissions",
    sqlite3.SQLITE_IOERR: "look at the disk",
    sqlite3.SQLITE_BUSY: "another program holds it; try again",
    sqlite3.SQLITE_LOCKED: "another program holds it; try again",
}
