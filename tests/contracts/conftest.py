"""The archives that keep one promise: the fake, SQLite, PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from sqlalchemy import text

from feedpub.adapters.archive.archive import SqlArchive, open_archive
from feedpub.adapters.archive.database import connect_archive
from feedpub.settings import Pages, Settings
from tests.conftest import skip_or_fail
from tests.model.archive import FakeArchive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub import ports

ARCHIVE_KINDS = ("fake", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture(params=ARCHIVE_KINDS)
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ports.Archive]:
    """Yield an empty archive of each kind."""
    with open_empty_archive(request, tmp_path) as opened:
        yield opened


@pytest.fixture(params=ARCHIVE_KINDS)
def archive_with_threshold(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ports.Archive]:
    """Yield an empty archive of each kind that holds back what is less sure than .5."""
    with open_empty_archive(request, tmp_path, Pages(hold_below=0.5)) as opened:
        yield opened


@contextmanager
def open_empty_archive(
    request: pytest.FixtureRequest, folder: Path, pages: Pages | None = None
) -> Iterator[ports.Archive]:
    """Yield an empty archive of the kind that the test asks for."""
    settings = Settings(pages=pages or Pages())
    if request.param == "fake":
        yield FakeArchive(hold_below=settings.pages.hold_below)
    elif request.param == "sqlite":
        with open_archive(folder / "state", settings) as opened:
            yield opened
    else:
        with open_empty_server_archive(request.getfixturevalue("postgresql"), folder, settings) as opened:
            yield opened


@contextmanager
def open_empty_server_archive(address: str, folder: Path, settings: Settings | None = None) -> Iterator[SqlArchive]:
    """Yield an archive in a database from which everything was removed."""
    engine = connect_archive(address, folder)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    with open_archive(folder, msgspec.structs.replace(settings or Settings(), archive=address)) as archive:
        yield archive


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Yield the address of a PostgreSQL of our own, in a temporary folder, reached by a socket there."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(programs[-1]) if programs else shutil.which("initdb")
    if initdb is None:
        skip_or_fail("PostgreSQL")
        return
    if find_spec("psycopg") is None:
        skip_or_fail("psycopg")
    with tempfile.TemporaryDirectory(prefix="feedpub-pg-", dir="/tmp") as folder:  # a socket's path must be short
        yield from _run_server(Path(initdb).parent, Path(folder))


def _run_server(programs: Path, folder: Path) -> Iterator[str]:
    as_user = _become_nobody(folder)
    cluster = folder / "cluster"
    run(
        [
            *as_user,
            str(programs / "initdb"),
            "-D",
            str(cluster),
            "-U",
            "feedpub",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]
    )
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    control = [*as_user, str(programs / "pg_ctl"), "-D", str(cluster), "-w", "-l", str(folder / "log")]
    run([*control, "-o", options, "start"])
    try:
        yield f"postgresql://feedpub@/postgres?host={folder}"
    finally:
        run([*control, "-m", "immediate", "stop"])


def _become_nobody(folder: Path) -> list[str]:
    """Return the words that make a command run as an ordinary user: PostgreSQL refuses to be root."""
    folder.chmod(0o755)
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "nobody")
    setpriv = shutil.which("setpriv") or "setpriv"
    return [setpriv, "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def run(words: list[str]) -> None:
    """Run a command in a folder that everybody may enter; its output is shown when it fails."""
    done = subprocess.run(words, capture_output=True, text=True, cwd="/", stdin=subprocess.DEVNULL, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
