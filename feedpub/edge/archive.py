"""A page, understood -> the archive: stored whole in one transaction, or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert, select, update

from feedpub.edge import absences, numbers, rolls
from feedpub.edge.about import put_regions
from feedpub.edge.database import connect
from feedpub.edge.filing import Filing
from feedpub.edge.jobs import JobLog
from feedpub.edge.library import Library
from feedpub.edge.lock import WRITING, alone
from feedpub.edge.refusals import let_go
from feedpub.edge.schema import Status, Withdrawal, articles, counters, issues, sources
from feedpub.edge.seconds import Seconds
from feedpub.edge.votes import put_votes
from feedpub.edge.withdrawals import STANDING, withdraw
from feedpub.errors import NotFound
from feedpub.model import Page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime, tzinfo
    from pathlib import Path
    from typing import Any

    from sqlalchemy import Connection, Engine

    from feedpub.model import Focus, Issue, SourceFile, Spoiled, Story, Understood
    from feedpub.settings import Settings


_BY_PATH = select(sources).where(sources.c.path == bindparam("wanted"))
_ADD_SOURCE = insert(sources).returning(sources.c.key)
_GROW = update(counters).where(counters.c.name == "revision").values(value=counters.c.value + 1)
"""What every page asks, made once: making a statement costs more than asking it."""


def open_archive(state: Path, settings: Settings) -> Archive:
    """Return the archive of the settings, at its newest schema; its file or database is made if there is none.

    Raises `ArchiveDamaged`, `ArchiveTooNew`, `ArchiveError`, `SettingsError`; then nothing was changed.
    """
    pages = settings.pages
    return Archive(connect(settings.archive, state), settings.timezone, pages.hour, pages.hold_below)


class Archive(Library):
    """Keeps the promise of `feedpub.ports.Archive`; a page without a time of day is published at `hour` in `zone`."""

    def __init__(self, engine: Engine, zone: tzinfo, hour: int, hold_below: float = 0.0) -> None:
        super().__init__(engine, zone, hold_below)
        self._hour = hour
        self._hints: dict[tuple[int, int], int] = {}

    def known(self) -> Mapping[str, str]:
        """Return the fingerprint of every source that was dealt with and is not gone, by path."""
        with self._engine.connect() as connection:
            here = select(sources.c.path, sources.c.fingerprint).where(sources.c.status != Status.GONE.value)
            found = connection.execute(here)
            return {os.fsdecode(path): fingerprint for path, fingerprint in found}

    def keep(self, understood: Understood, source: SourceFile, now: datetime) -> int:
        """Store a page and its articles in one transaction; return how many stories are new or changed."""
        page = understood.page
        with self._writing() as connection:
            before = _find(connection, source.path)
            key = _note(connection, before, source.path, now, source.fingerprint, _facts(page))
            free = Seconds(connection, self._hints)

            def filing(key: int, page: Page) -> Filing:
                return Filing(connection, key, page, source.arrived, now, free, self._zone, self._hour)

            put_votes(connection, key, page, understood.votes, is_new=before is None)
            mine = filing(key, page)
            others = [(filing(*_page_of(connection, path)), report) for path, report in understood.elsewhere]
            changed = sum(other.complete(report) for other, report in others)
            changed += mine.file(understood.reports, before)
            if any(each.touched for each in (mine, *(other for other, _ in others))):
                _grow(connection)
            return changed

    def note_spoiled(self, spoiled: Spoiled, source: SourceFile | Spoiled, now: datetime) -> None:
        """Store that a file could not be used; what it held before stays published, and is remembered as its own."""
        reason = spoiled.reason.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
        with self._writing() as connection:
            before = _find(connection, source.path)
            facts = {"status": Status.SPOILED.value, "reason": reason}
            _note(connection, before, source.path, now, source.fingerprint, facts)

    def retry(self, path: str) -> None:
        """Have the next run try a file again that was refused; raises `NotFound` where it was not."""
        with self._writing() as connection:
            if not let_go(connection, path):
                raise NotFound(f"{path}: no file of this name was refused; `feedpub spoiled` lists them")

    def release(self, id_or_prefix: str) -> Story:
        """Publish a story that is held back, for good, and return it; raises `NotFound`."""
        story = self.story(id_or_prefix)
        with self._writing() as connection:
            mine = articles.c.guid == story.guid, articles.c.released.is_(False)
            if connection.execute(update(articles).where(*mine).values(released=True)).rowcount:
                _grow(connection)
        return story

    def note_missing(self, paths: Collection[str], now: datetime) -> None:
        """Store that just these files were not found by the look of `now`."""
        before = self.missing().keys()
        new, back = set(paths) - before, before - set(paths)
        if new or back:
            with self._writing() as connection:
                absences.mark(connection, new, now)
                absences.mark(connection, back, None)

    def let_go(self, paths: Collection[str], now: datetime, *, withdraw: bool) -> int:
        """Store that files are gone; return how many stories were withdrawn with them, which no other file holds."""
        withdrawn = 0
        for path in sorted(paths):
            with self._writing() as connection:
                key = absences.let_go(connection, path)
                if key is not None and withdraw:
                    held, fell = absences.take_along(connection, key, now, Seconds(connection, self._hints))
                    withdrawn += fell
                    if held:
                        _grow(connection)
        return withdrawn

    def withdraw(self, id_or_prefix: str, reason: str, now: datetime) -> Story:
        """Take a story out of everything that is published, until it is reinstated; raises `NotFound`."""
        guid = self.story(id_or_prefix).guid
        with self._writing() as connection:
            key = connection.execute(select(articles.c.key).where(articles.c.guid == guid)).scalar_one()
            free = Seconds(connection, self._hints)
            if withdraw(connection, key, reason, Withdrawal.EDITOR, now, free):
                _grow(connection)
        return self.story(guid)

    def reinstate(self, id_or_prefix: str) -> Story:
        """Publish a withdrawn story again, whoever withdrew it, and return it; raises `NotFound`."""
        guid = self.story(id_or_prefix).guid
        with self._writing() as connection:
            mine = articles.c.guid == guid, articles.c.withdrawn.is_not(None)
            if connection.execute(update(articles).where(*mine).values(STANDING)).rowcount:
                _grow(connection)
        return self.story(guid)

    def fix_focus(self, id_or_prefix: str, focus: Focus) -> Story:
        """Say what a story is about on the map, for good, and return it as it was; raises `NotFound`."""
        story = self.story(id_or_prefix)
        values = {"fixed": True, "is_national": focus.national, "is_foreign": focus.foreign}
        with self._writing() as connection:
            fixed = update(articles).where(articles.c.guid == story.guid).values(values)
            put_regions(connection, connection.execute(fixed.returning(articles.c.key)).scalar_one(), focus)
            _grow(connection)
        return story

    def enrol(self, stories: Iterable[tuple[str, Collection[str]]], size: int) -> None:
        """Put the stories, which come the newest first, on the rolls of their feeds, the oldest first."""
        with self._engine.connect() as connection:
            wanted = rolls.missing(connection, stories)
        if wanted:
            with self._writing() as connection:
                rolls.put(connection, wanted[::-1], size)

    def keep_issue(self, issue: Issue) -> None:
        """Store an issue of the digest, in the place of one with the same key, where it differs."""
        row = numbers.row_of(issue)
        with self._engine.connect() as connection:
            held = connection.execute(select(issues).where(issues.c.key == issue.key)).mappings().first()
        if held is None or dict(held) != row:
            with self._writing() as connection:
                connection.execute(delete(issues).where(issues.c.key == issue.key))
                connection.execute(insert(issues).values(row))

    def alone(self, which: str = WRITING) -> AbstractContextManager[None]:
        """Hold the database's server, where it is one, against writers on other machines; raises `AnotherIsRunning`."""
        return alone(self._engine, which)

    @property
    def jobs(self) -> JobLog:
        """What is on record of the jobs."""
        return JobLog(self._engine)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._engine.execution_options(writes=True).begin() as connection:
                yield connection
        except BaseException:
            self._hints.clear()  # they may lead past seconds that were given back
            raise


def _grow(connection: Connection) -> None:
    """Count a change of a story."""
    connection.execute(_GROW)


def _page_of(connection: Connection, path: str) -> tuple[int, Page]:
    """Return the key of a source that was read before, and what is known of its page without its lines."""
    row = connection.execute(select(sources).where(sources.c.path == os.fsencode(path))).mappings().one()
    day = date.fromisoformat(row["day"]) if row["day"] else None
    return row["key"], Page(path, (), row["paper"], day, row["number"])


def _facts(page: Page) -> dict[str, Any]:
    return {
        "status": Status.OK.value,
        "reason": None,
        "paper": page.paper,
        "day": page.day.isoformat() if page.day else None,
        "number": page.number,
    }


def _find(connection: Connection, path: str) -> dict[str, Any] | None:
    row = connection.execute(_BY_PATH, {"wanted": os.fsencode(path)}).mappings().first()
    return dict(row) if row else None


def _note(
    connection: Connection,
    before: Mapping[str, Any] | None,
    path: str,
    now: datetime,
    fingerprint: str,
    facts: dict[str, Any],
) -> int:
    """Store what is known of a source, where it is not stored already; return its key."""
    facts = facts | {"fingerprint": fingerprint}
    second = int(now.timestamp())
    if before is None:
        row = {"path": os.fsencode(path), "first_seen": second, "last_seen": second} | facts
        return int(connection.execute(_ADD_SOURCE, row).scalar_one())
    if any(before[name] != value for name, value in facts.items()):
        connection.execute(update(sources).where(sources.c.key == before["key"]).values(facts | {"last_seen": second}))
    return int(before["key"])
