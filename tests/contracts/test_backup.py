"""A backup of a database server, and back: the same kind of file, in one transaction (R44)."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from feedpub.adapters.archive.archive import open_archive
from feedpub.adapters.archive.database import connect_archive
from feedpub.adapters.database.advisory_lock import hold_advisory_lock
from feedpub.backup.create import create_backup
from feedpub.backup.restore import restore
from feedpub.backup.verify import check_backup, check_databases
from feedpub.errors import AnotherIsRunning
from feedpub.newsletter.store.database import open_newsletter_database
from feedpub.settings import Settings
from feedpub.testing import NOW, analysed_page, page, source_file
from tests.contracts.conftest import open_empty_server_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.postgresql

LATER = NOW + timedelta(days=1)
ODD = os.fsdecode(b"\xd2\xbb\n.txt")


@pytest.fixture
def server(postgresql: str, tmp_path: Path) -> Iterator[Settings]:
    """Yield the settings of an archive with two stories on a server."""
    settings = Settings(archive=postgresql)
    with open_empty_server_archive(postgresql, tmp_path) as archive:
        archive.save_page(analysed_page("甲", of=page(path=ODD)), source_file(ODD), NOW)
        archive.save_page(analysed_page("乙", of=page(path="b")), source_file("b"), NOW)
    open_newsletter_database(tmp_path, settings).dispose()
    yield settings
    engine = connect_archive(postgresql, tmp_path)
    with engine.begin() as connection:
        names = connection.scalars(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'feedpub_replaced_%'"))
        for name in names.all():
            connection.execute(text(f'DROP SCHEMA "{name}" CASCADE'))
    engine.dispose()


def stored_stories(state: Path, settings: Settings) -> list[tuple[str, str, tuple[str, ...]]]:
    with open_archive(state, settings) as archive:
        return [(story.guid, story.headline, story.sources) for story in archive.stories()]


def test_a_servers_archive_comes_back_from_its_backup(server: Settings, tmp_path: Path) -> None:
    before = stored_stories(tmp_path, server)
    backup = create_backup(tmp_path, server, NOW).path
    with open_archive(tmp_path, server) as archive:
        archive.save_page(analysed_page("丙", of=page(path="c")), source_file("c"), LATER)

    done = restore(backup, tmp_path, server, LATER)

    assert [part.name for part in check_backup(backup).parts] == ["archive.db", "newsletter.db"]
    assert done.newsletter_restored is False
    assert stored_stories(tmp_path, server) == before
    with open_archive(tmp_path, server) as archive:  # the keys go on where they were
        assert archive.save_page(analysed_page("丙", of=page(path="c")), source_file("c"), LATER) == 1


def test_it_moves_to_a_file_and_back(server: Settings, tmp_path: Path) -> None:
    before = stored_stories(tmp_path, server)

    restore(create_backup(tmp_path, server, NOW).path, tmp_path / "file", Settings(), LATER)
    assert stored_stories(tmp_path / "file", Settings()) == before

    restore(create_backup(tmp_path / "file", Settings(), NOW).path, tmp_path, server, LATER, everything=True)
    assert stored_stories(tmp_path, server) == before


def test_what_is_replaced_stays_in_a_schema_of_its_own(server: Settings, tmp_path: Path) -> None:
    backup = create_backup(tmp_path, server, NOW).path

    aside = restore(backup, tmp_path, server, LATER).replaced_location

    name = aside.split()[1]
    engine = connect_archive(server.archive, tmp_path)
    with engine.connect() as connection:
        assert connection.scalar(text(f'SELECT count(*) FROM "{name}".articles')) == 2
    engine.dispose()


def test_nothing_is_restored_while_another_machine_writes(server: Settings, tmp_path: Path) -> None:
    backup = create_backup(tmp_path, server, NOW).path
    before = stored_stories(tmp_path, server)
    engine = connect_archive(server.archive, tmp_path)
    with hold_advisory_lock(engine), pytest.raises(AnotherIsRunning):
        restore(backup, tmp_path, server, LATER)
    engine.dispose()

    assert stored_stories(tmp_path, server) == before


def test_a_server_that_answers_is_said_to(server: Settings, tmp_path: Path) -> None:
    assert "answers" in check_databases(tmp_path, server)[0]
