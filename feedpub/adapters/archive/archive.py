"""A page, understood -> the archive: stored whole in one transaction, or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from feedpub.adapters.archive import feed_entries
from feedpub.adapters.archive import rows as rows_module
from feedpub.adapters.archive.database import connect_archive
from feedpub.adapters.archive.intake import sources as sources_module
from feedpub.adapters.archive.intake.home_votes import save_home_votes
from feedpub.adapters.archive.intake.page_update import PageUpdate
from feedpub.adapters.archive.intake.sources import mark_for_retry
from feedpub.adapters.archive.intake.timestamps import UniqueTimestamps
from feedpub.adapters.archive.intake.withdrawals import NOT_WITHDRAWN, withdraw_story
from feedpub.adapters.archive.job_log import SqlJobLog
from feedpub.adapters.archive.reader import SqlArchiveReader
from feedpub.adapters.archive.rows import save_story_regions
from feedpub.adapters.archive.tables import SourceStatus, WithdrawnBy, articles, counters, issues, sources
from feedpub.adapters.database.advisory_lock import hold_advisory_lock
from feedpub.adapters.system.locks import WRITE_LOCK
from feedpub.errors import NotFound
from feedpub.model import Page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime, tzinfo
    from pathlib import Path
    from typing import Any

    from sqlalchemy import Connection, Engine

    from feedpub.model import AnalysedPage, Focus, Issue, Rejected, SourceFile, Story
    from feedpub.settings import Settings


_SOURCE_BY_PATH = select(sources).where(sources.c.path == bindparam("wanted"))
_ADD_SOURCE = insert(sources).returning(sources.c.key)
_INCREMENT_REVISION = update(counters).where(counters.c.name == "revision").values(value=counters.c.value + 1)
"""What every page asks, made once: making a statement costs more than asking it."""


def open_archive(state: Path, settings: Settings) -> SqlArchive:
    """Return the archive of the settings, at its newest schema; its file or database is made if there is none.

    Raises `ArchiveDamaged`, `ArchiveTooNew`, `ArchiveError`, `SettingsError`; then nothing was changed.
    """
    pages = settings.pages
    return SqlArchive(
        connect_archive(settings.archive, state), settings.timezone, pages.publication_hour, pages.hold_below
    )


class SqlArchive(SqlArchiveReader):
    """Keeps the promise of `feedpub.ports.Archive`; a page without a time of day is published at `hour` in `zone`."""

    def __init__(self, engine: Engine, zone: tzinfo, publication_hour: int, hold_below: float = 0.0) -> None:
        super().__init__(engine, zone, hold_below)
        self._publication_hour = publication_hour
        self._free_second_hints: dict[tuple[int, int], int] = {}

    def fingerprints(self) -> Mapping[str, str]:
        """Return the fingerprint of every source that was dealt with and is not gone, by path."""
        with self._engine.connect() as connection:
            query = select(sources.c.path, sources.c.fingerprint).where(sources.c.status != SourceStatus.GONE.value)
            rows = connection.execute(query)
            return {os.fsdecode(path): fingerprint for path, fingerprint in rows}

    def save_page(self, analysed: AnalysedPage, source: SourceFile, now: datetime) -> int:
        """Store a page and its articles in one transaction; return how many stories are new or changed."""
        page = analysed.page
        with self._writing() as connection:
            before = _find_source(connection, source.path)
            key = _save_source(connection, before, source.path, now, source.fingerprint, _columns_of(page))
            timestamps = UniqueTimestamps(connection, self._free_second_hints)

            def update_of(source_key: int, page: Page) -> PageUpdate:
                return PageUpdate(
                    connection, source_key, page, source.found_at, now, timestamps, self._zone, self._publication_hour
                )

            save_home_votes(connection, key, page, analysed.home_votes, is_new=before is None)
            own_update = update_of(key, page)
            other_updates = [
                (update_of(*_page_without_lines(connection, path)), article)
                for path, article in analysed.changed_elsewhere
            ]
            changed = sum(update_of_other.complete_story(report) for update_of_other, report in other_updates)
            changed += own_update.apply(analysed.articles, before)
            if any(update.changed_any for update in (own_update, *(other for other, _ in other_updates))):
                _increment_revision(connection)
            return changed

    def reject(self, rejected: Rejected, source: SourceFile | Rejected, now: datetime) -> None:
        """Store that a file could not be used; what it held before stays published, and is remembered as its own."""
        reason = rejected.reason.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
        with self._writing() as connection:
            before = _find_source(connection, source.path)
            columns = {"status": SourceStatus.REJECTED.value, "reason": reason}
            _save_source(connection, before, source.path, now, source.fingerprint, columns)

    def retry(self, path: str) -> None:
        """Have the next run try a file again that was refused; raises `NotFound` where it was not."""
        with self._writing() as connection:
            if not mark_for_retry(connection, path):
                raise NotFound(f"{path}: no file of this name was refused; `feedpub rejected` lists them")

    def release(self, id_or_prefix: str) -> Story:
        """Publish a story that is held back, for good, and return it; raises `NotFound`."""
        story = self.story(id_or_prefix)
        with self._writing() as connection:
            condition = articles.c.guid == story.guid, articles.c.released.is_(False)
            if connection.execute(update(articles).where(*condition).values(released=True)).rowcount:
                _increment_revision(connection)
        return story

    def record_missing(self, paths: Collection[str], now: datetime) -> None:
        """Store that just these files were not found by the look of `now`."""
        before = self.missing().keys()
        newly_missing, found_again = set(paths) - before, before - set(paths)
        if newly_missing or found_again:
            with self._writing() as connection:
                sources_module.set_missing_since(connection, newly_missing, now)
                sources_module.set_missing_since(connection, found_again, None)

    def remove_files(self, paths: Collection[str], now: datetime, *, withdraw: bool) -> int:
        """Store that files are gone; return how many stories were withdrawn with them, which no other file holds."""
        withdrawn = 0
        for path in sorted(paths):
            with self._writing() as connection:
                key = sources_module.mark_removed(connection, path)
                if key is not None and withdraw:
                    detached, withdrawn_now = sources_module.detach_stories(
                        connection, key, now, UniqueTimestamps(connection, self._free_second_hints)
                    )
                    withdrawn += withdrawn_now
                    if detached:
                        _increment_revision(connection)
        return withdrawn

    def withdraw(self, id_or_prefix: str, reason: str, now: datetime) -> Story:
        """Take a story out of everything that is published, until it is reinstated; raises `NotFound`."""
        guid = self.story(id_or_prefix).guid
        with self._writing() as connection:
            key = connection.execute(select(articles.c.key).where(articles.c.guid == guid)).scalar_one()
            timestamps = UniqueTimestamps(connection, self._free_second_hints)
            if withdraw_story(connection, key, reason, WithdrawnBy.EDITOR, now, timestamps):
                _increment_revision(connection)
        return self.story(guid)

    def reinstate(self, id_or_prefix: str) -> Story:
        """Publish a withdrawn story again, whoever withdrew it, and return it; raises `NotFound`."""
        guid = self.story(id_or_prefix).guid
        with self._writing() as connection:
            condition = articles.c.guid == guid, articles.c.withdrawn.is_not(None)
            if connection.execute(update(articles).where(*condition).values(NOT_WITHDRAWN)).rowcount:
                _increment_revision(connection)
        return self.story(guid)

    def override_regions(self, id_or_prefix: str, focus: Focus) -> Story:
        """Say what a story is about on the map, for good, and return it as it was; raises `NotFound`."""
        story = self.story(id_or_prefix)
        values = {"fixed": True, "is_national": focus.national, "is_foreign": focus.foreign}
        with self._writing() as connection:
            statement = update(articles).where(articles.c.guid == story.guid).values(values)
            save_story_regions(connection, connection.execute(statement.returning(articles.c.key)).scalar_one(), focus)
            _increment_revision(connection)
        return story

    def add_to_feeds(self, stories: Iterable[tuple[str, Collection[str]]], page_size: int) -> None:
        """Put the stories, which come the newest first, on the rolls of their feeds, the oldest first."""
        with self._engine.connect() as connection:
            entries = feed_entries.missing_entries(connection, stories)
        if entries:
            with self._writing() as connection:
                feed_entries.insert_entries(connection, entries[::-1], page_size)

    def save_issue(self, issue: Issue) -> None:
        """Store an issue of the digest, in the place of one with the same key, where it differs."""
        row = rows_module.issue_row(issue)
        with self._engine.connect() as connection:
            stored = connection.execute(select(issues).where(issues.c.key == issue.key)).mappings().first()
        if stored is None or dict(stored) != row:
            with self._writing() as connection:
                connection.execute(delete(issues).where(issues.c.key == issue.key))
                connection.execute(insert(issues).values(row))

    def advisory_lock(self, lock_name: str = WRITE_LOCK) -> AbstractContextManager[None]:
        """Hold the database's server, where it is one, against writers on other machines; raises `AnotherIsRunning`."""
        return hold_advisory_lock(self._engine, lock_name)

    @property
    def job_log(self) -> SqlJobLog:
        """What is on record of the jobs."""
        return SqlJobLog(self._engine)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.execution_options(writes=True).begin() as connection:
                yield connection
        except BaseException:
            self._free_second_hints.clear()  # they may lead past seconds that were given back
            raise


def _increment_revision(connection: Connection) -> None:
    """Count a change of a story."""
    connection.execute(_INCREMENT_REVISION)


def _page_without_lines(connection: Connection, path: str) -> tuple[int, Page]:
    """Return the key of a source that was read before, and what is known of its page without its lines."""
    row = connection.execute(select(sources).where(sources.c.path == os.fsencode(path))).mappings().one()
    day = date.fromisoformat(row["day"]) if row["day"] else None
    return row["key"], Page(path, (), row["paper"], day, row["number"])


def _columns_of(page: Page) -> dict[str, Any]:
    return {
        "status": SourceStatus.OK.value,
        "reason": None,
        "paper": page.paper,
        "day": page.day.isoformat() if page.day else None,
        "number": page.page_number,
    }


def _find_source(connection: Connection, path: str) -> dict[str, Any] | None:
    row = connection.execute(_SOURCE_BY_PATH, {"wanted": os.fsencode(path)}).mappings().first()
    return dict(row) if row else None


def _save_source(
    connection: Connection,
    before: Mapping[str, Any] | None,
    path: str,
    now: datetime,
    fingerprint: str,
    columns: dict[str, Any],
) -> int:
    """Store what is known of a source, where it is not stored already; return its key."""
    columns = columns | {"fingerprint": fingerprint}
    second = int(now.timestamp())
    if before is None:
        row = {"path": os.fsencode(path), "first_seen": second, "last_seen": second} | columns
        return int(connection.execute(_ADD_SOURCE, row).scalar_one())
    if any(before[name] != value for name, value in columns.items()):
        connection.execute(
            update(sources).where(sources.c.key == before["key"]).values(columns | {"last_seen": second})
        )
    return int(before["key"])
