"""A backup -> the state folder and its databases as they were, what is replaced kept beside.

What the readers of the letter did since, and what was sent to them, is not rolled back as long as it is sound: who has
left must not be written to again. Only `everything` brings back the post of the backup too.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import inspect, text

from feedpub.edge import sqlite
from feedpub.edge.backup import CONFIG, STORES, UNPACKED, remove_leftovers
from feedpub.edge.backup_copies import load_server, tables_of
from feedpub.edge.backup_manifest import unpack
from feedpub.edge.database import ARCHIVE, connect_server, migrate, parse_address, path_of
from feedpub.edge.database import FILE as ARCHIVE_FILE
from feedpub.edge.disk import make_private, sync, write_whole
from feedpub.edge.lock import RUNNING, alone, lock
from feedpub.edge.post.database import FILE as POST_FILE
from feedpub.edge.restored import note_gap
from feedpub.edge.schema_number import write_number
from feedpub.edge.trace import BROKEN_OFF
from feedpub.errors import ArchiveDamaged, ArchiveError, FeedpubError

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from feedpub.edge.backup import Store
    from feedpub.edge.backup_manifest import Contents
    from feedpub.settings import Settings

ASIDE = "replaced-"


class Restored(NamedTuple):
    """What a restore did: where the replaced files (or tables) are, and whether the post is that of the backup."""

    contents: Contents
    aside: str
    post: bool


def restore(
    backup: Path,
    state: Path,
    settings: Settings,
    now: datetime,
    *,
    everything: bool = False,
    config: Path | None = None,
) -> Restored:
    """Bring back a backup, checked first; what it replaces stays beside, in a folder or a schema of its own.

    Raises `AnotherIsRunning` while another feedpub writes, and `ArchiveDamaged` and its kin for a backup that is not
    whole; then nothing was changed. After a kill in the middle nothing begins until it is said again.
    """
    newest = {store.name: len(store.schema.steps) for store in STORES}
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    with lock(state, RUNNING), lock(state):
        try:
            remove_leftovers(state)
            with TemporaryDirectory(prefix=UNPACKED, dir=state) as unpacked:
                contents = unpack(backup, Path(unpacked), newest)
                if not (Path(unpacked) / ARCHIVE_FILE).exists():
                    raise ArchiveDamaged(f"{backup}: holds no archive; nothing was changed; try another one")
                path = path_of(settings.archive, state)
                if path is None:
                    with_post = _to_server(Path(unpacked), settings, contents, now, stamp, everything=everything)
                    aside = f"schema {_schema(stamp)} of the database"
                else:
                    with_post = _to_files(Path(unpacked), path, state, contents, now, stamp, everything=everything)
                    aside = str(state / (ASIDE + stamp))
                _bring_config(Path(unpacked) / CONFIG, config)
        except OSError as error:
            at = error.filename or state
            raise ArchiveError(f"{at}: cannot be written ({error.strerror}); mend that, and restore again") from error
    return Restored(contents, aside, with_post)


# Files


def _to_files(
    unpacked: Path, path: Path, state: Path, contents: Contents, now: datetime, stamp: str, *, everything: bool
) -> bool:
    with_post = (unpacked / POST_FILE).exists() and (everything or not _is_sound(state / POST_FILE))
    since = contents.made if with_post else now
    engine = sqlite.open_file(unpacked / ARCHIVE_FILE, lambda made: migrate(made, ARCHIVE_FILE, ARCHIVE))
    try:
        with engine.execution_options(writes=True).begin() as connection:
            note_gap(connection, since, now)
    finally:
        engine.dispose()
    aside = state / (ASIDE + stamp)
    aside.mkdir(mode=0o700, exist_ok=True)
    (state / BROKEN_OFF).touch(mode=0o600)
    sync([state])
    if with_post:
        _replace(unpacked / POST_FILE, state / POST_FILE, aside)
    for file in sorted((unpacked / "state").rglob("*")):
        target = state / file.relative_to(unpacked / "state")
        if file.is_file() and (everything or not target.exists()):
            _replace(file, target, aside)
    make_private(path.parent)
    _replace(unpacked / ARCHIVE_FILE, path, aside)
    (state / BROKEN_OFF).unlink()
    sync([state])
    if not any(aside.iterdir()):
        aside.rmdir()
    return with_post


def _replace(new: Path, place: Path, aside: Path) -> None:
    """Put `new` at `place`, which keeps a whole file at any moment; the old one, with its journal, goes aside.

    The journal goes first: SQLite would play it back into the new file.
    """
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside.mkdir(mode=0o700, exist_ok=True)
    for ending in ("-journal", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            place.with_name(place.name + ending).replace(aside / (place.name + ending))
    beside = place.with_name(place.name + ".new")
    with suppress(FileNotFoundError):
        _keep(place, aside / place.name)
    beside.unlink(missing_ok=True)
    if new.stat().st_dev == place.parent.stat().st_dev:
        new.replace(beside)
    else:
        beside.write_bytes(new.read_bytes())
    beside.chmod(0o600)
    sync([beside, aside])
    beside.replace(place)
    sync([place.parent])


def _keep(place: Path, copy: Path) -> None:
    """Give a file a second name, or on another disk a copy."""
    copy.unlink(missing_ok=True)
    try:
        os.link(place, copy)
    except FileNotFoundError:
        raise
    except OSError:
        write_whole(copy, place.read_bytes(), 0o600)


def _is_sound(file: Path) -> bool:
    try:
        sqlite.examine(file)
        engine = sqlite.engine_on(file)
        try:
            sqlite.check(engine, file, whole=True)
        finally:
            engine.dispose()
    except FeedpubError:
        return False
    return True


def _bring_config(file: Path, config: Path | None) -> None:
    """Put the settings file back where it is missing; one that is there is the owner's."""
    if config and file.exists() and not config.exists():
        config.write_bytes(file.read_bytes())


# A database server


def _to_server(
    unpacked: Path, settings: Settings, contents: Contents, now: datetime, stamp: str, *, everything: bool
) -> bool:
    """Do all of it in one transaction: a kill leaves the old tables."""
    for store in STORES:
        if (file := unpacked / store.name).exists():
            _bring_up(file, store)
    engine = connect_server(parse_address(settings.archive), ARCHIVE)
    try:
        with alone(engine, RUNNING), alone(engine), engine.execution_options(writes=True).begin() as connection:
            has_post = inspect(connection).has_table(STORES[1].schema.number)
            with_post = (unpacked / POST_FILE).exists() and (everything or not has_post)
            connection.execute(text(f'CREATE SCHEMA "{_schema(stamp)}"'))
            for store in STORES:
                if store.name == ARCHIVE_FILE or with_post:
                    _put_aside(connection, unpacked / store.name, store, stamp)
                    _make(connection, store)
                    load_server(unpacked / store.name, connection)
            note_gap(connection, contents.made if with_post else now, now)
    finally:
        engine.dispose()
    return with_post


def _bring_up(file: Path, store: Store) -> None:
    sqlite.open_file(file, lambda made: migrate(made, store.name, store.schema)).dispose()


def _put_aside(connection: Connection, copy: Path, store: Store, stamp: str) -> None:
    """Move our tables, and nobody else's, into the schema of what was replaced; their indexes and sequences follow."""
    engine: Engine = sqlite.engine_on(copy)
    try:
        with engine.connect() as opened:
            names = [table.name for table in tables_of(opened)]
    finally:
        engine.dispose()
    for name in [*names, store.schema.number]:
        if inspect(connection).has_table(name):
            connection.execute(text(f'ALTER TABLE "{name}" SET SCHEMA "{_schema(stamp)}"'))


def _make(connection: Connection, store: Store) -> None:
    for step in store.schema.steps:
        step(connection)
    write_number(connection, len(store.schema.steps), store.schema.number)


def _schema(stamp: str) -> str:
    return f"feedpub_replaced_{stamp.lower()}"
