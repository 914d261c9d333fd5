"""One writer at a time on a database server, whichever machine it runs on (R27)."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, text

from feedpub.adapters.archive.archive import SqlArchive
from feedpub.adapters.archive.database import connect_archive
from feedpub.adapters.database.advisory_lock import hold_advisory_lock
from feedpub.adapters.system.locks import RUN_LOCK
from feedpub.errors import AnotherIsRunning, ArchiveError
from feedpub.testing import NOW, analysed_page, page, source_file
from tests.contracts.conftest import open_empty_server_archive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

pytestmark = pytest.mark.postgresql


@pytest.fixture
def engines(postgresql: str, tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    with open_empty_server_archive(postgresql, tmp_path):
        pass
    one, other = connect_archive(postgresql, tmp_path), connect_archive(postgresql, tmp_path)
    yield one, other
    one.dispose()
    other.dispose()


def write(engine: Engine) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE counters SET value = value + 1"))


def cut_all_other_sessions(address: str) -> int:
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        named = "FROM pg_stat_activity WHERE application_name LIKE 'feedpub %'"
        count = connection.scalar(text(f"SELECT count(pg_terminate_backend(pid, 5000)) {named}"))
    engine.dispose()
    return int(count or 0)


def test_the_second_machine_is_told_who_is_at_work_and_exits_with_75(engines: tuple[Engine, Engine]) -> None:
    one, other = engines
    with (
        hold_advisory_lock(one),
        pytest.raises(AnotherIsRunning, match=r"feedpub \d+ on .*, since 20") as caught,
        hold_advisory_lock(other),
    ):
        pytest.fail("both hold it")

    assert caught.value.exit_code == 75


def test_it_is_free_again_afterwards_and_the_two_kinds_of_work_do_not_exclude_each_other(
    engines: tuple[Engine, Engine],
) -> None:
    one, other = engines
    with hold_advisory_lock(one), hold_advisory_lock(other, RUN_LOCK):
        write(one)
        write(other)
    with hold_advisory_lock(other):
        write(other)


def test_who_lost_the_lock_writes_no_more(engines: tuple[Engine, Engine], postgresql: str) -> None:
    one, other = engines
    with hold_advisory_lock(one):
        write(one)
        assert cut_all_other_sessions(postgresql) == 1
        with hold_advisory_lock(other):
            with pytest.raises(ArchiveError, match="nothing more is written"):
                write(one)

            write(other)


def test_an_archive_whose_lock_was_lost_keeps_what_it_has(engines: tuple[Engine, Engine], postgresql: str) -> None:
    archive = SqlArchive(engines[0], UTC, 6)
    archive.save_page(analysed_page("甲"), source_file(), NOW)
    with hold_advisory_lock(engines[0]):
        assert cut_all_other_sessions(postgresql) == 1

        with pytest.raises(ArchiveError, match="nothing more is written"):
            archive.save_page(analysed_page("乙", of=page(path="b")), source_file("b"), NOW)

    assert [story.headline for story in archive.stories()] == ["甲"]
