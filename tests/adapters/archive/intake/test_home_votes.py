"""The votes of a paper's stories: an archive from before them counts its pages; a lost code votes no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, insert

from feedpub.adapters.archive.intake.home_votes import paper_coverage
from feedpub.adapters.archive.migrations import MIGRATIONS
from feedpub.adapters.archive.tables import home_votes, sources
from feedpub.model import PaperCoverage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def put_source(connection: Connection, path: str, paper: str | None, status: str = "ok") -> None:
    row = {"path": path.encode(), "fingerprint": "1", "status": status, "paper": paper, "first_seen": 1, "last_seen": 1}
    connection.execute(insert(sources).values(row))


def test_the_pages_of_an_older_archive_are_counted_and_do_not_vote(connection: Connection) -> None:
    for step in MIGRATIONS[:4]:
        step(connection)
    put_source(connection, "a", "甲报")
    put_source(connection, "b", "甲报")
    put_source(connection, "c", None)
    put_source(connection, "d", "甲报", "rejected")

    MIGRATIONS[4](connection)

    assert paper_coverage(connection) == [PaperCoverage("甲报", 2, {})]


def test_a_code_that_the_table_has_lost_votes_no_more(connection: Connection) -> None:
    for step in MIGRATIONS:
        step(connection)
    put_source(connection, "a", "甲报")
    row = {"source": 1, "day": "", "paper": "甲报"}
    connection.execute(insert(home_votes), [row | {"code": code, "stories": 3} for code in ("", "320400", "999999")])

    assert paper_coverage(connection) == [PaperCoverage("甲报", 1, {"320400": 3})]
