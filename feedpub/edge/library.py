"""The archive, as those see it who only read: stories one batch at a time, newest first."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import and_, bindparam, exists, func, not_, or_, select

from feedpub.edge import absences, numbers, parts, rolls, rows, votes
from feedpub.edge.refusals import refusals
from feedpub.edge.schema import (
    Link,
    article_regions,
    article_sources,
    articles,
    counters,
    issues,
    runs,
    sources,
)
from feedpub.errors import NotFound
from feedpub.model import Roll
from feedpub.regions import by_code, lineage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, tzinfo

    from sqlalchemy import ColumnClause, ColumnElement, Connection, Engine, RowMapping, Select

    from feedpub.model import Article, Beat, Half, Issue, Refusal, Story

BATCH = 200
"""Stories in memory at a time; between two batches no transaction is open, so a slow reader stops no writer."""

NATIONAL = "national"

_OTHER = article_sources.alias("other")
_ENTWINED = (
    select(article_sources.c.key)
    .join_from(sources, article_sources, article_sources.c.source == sources.c.key)
    .join(articles, articles.c.key == article_sources.c.article)
    .where(sources.c.path == bindparam("path"), article_sources.c.state.in_([Link.HERE.value, Link.PART.value]))
    .where(
        or_(
            articles.c.withdrawn.is_not(None),
            exists().where(
                _OTHER.c.article == article_sources.c.article,
                _OTHER.c.source != article_sources.c.source,
                _OTHER.c.state.not_in([Link.DROPPED.value, Link.LOST.value]),
            ),
        )
    )
    .limit(1)
)
"""Asked of every page, and made once."""


class Library:
    """Keeps the promise of `feedpub.ports.Library`; `zone` says where a day begins.

    A story of which the splitting was less sure than `hold_below` is held back until an editor releases it.
    """

    def __init__(self, engine: Engine, zone: tzinfo, hold_below: float = 0.0) -> None:
        self._engine = engine
        self._zone = zone
        sure = or_(articles.c.released, articles.c.confidence >= hold_below)
        self._stands = and_(articles.c.withdrawn.is_(None), sure)
        self._fell = and_(articles.c.withdrawn.is_not(None), sure)
        self._waits = and_(articles.c.withdrawn.is_(None), not_(sure))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def stories(self, *, first: date | None = None, last: date | None = None) -> Iterator[Story]:
        """Yield the published stories, newest first; between two days of publication, both included, where given."""
        begin = [articles.c.published >= self._midnight(first)] if first else []
        end = [articles.c.published < self._midnight(last + timedelta(days=1))] if last else []
        return self._published(*begin, *end)

    def latest(self) -> Iterator[Story]:
        """Yield the published stories that the last productive run brought, newest first."""
        return self._published(articles.c.run == select(func.max(runs.c.key)).scalar_subquery())

    def story(self, id_or_prefix: str) -> Story:
        """Return one story by its id, its guid or an unambiguous beginning of the id; raises `NotFound`."""
        with self._engine.connect() as connection:
            found = connection.execute(select(articles).where(_named(id_or_prefix)).limit(2)).mappings().all()
            if len(found) != 1:
                what = "begins the ids of several stories; give more of it" if found else "is no story's id"
                raise NotFound(f"{id_or_prefix}: {what}; `feedpub articles` lists them")
            return _stories(connection, found)[0]

    def counts(self) -> Mapping[str, int]:
        """Return how many stories each region's code has, those below it included; "" is all."""
        pairs = (
            select(article_regions.c.article, article_regions.c.code)
            .join_from(article_regions, articles, articles.c.key == article_regions.c.article)
            .where(self._stands)
            .order_by(article_regions.c.article)
        )
        found: dict[str, int] = defaultdict(int)
        with self._engine.connect() as connection:
            for _, group in groupby(connection.execute(pairs), key=lambda pair: pair.article):
                for code in {above for pair in group for above in _codes_above(pair.code)}:
                    found[code] += 1
            found[""] = connection.scalar(select(func.count()).select_from(articles).where(self._stands)) or 0
            national = select(func.count()).select_from(articles).where(self._stands, articles.c.is_national)
            found[NATIONAL] = connection.scalar(national) or 0
        return dict(found)

    def tags(self) -> Mapping[str, int]:
        """Return how many published stories have each keyword."""
        with self._engine.connect() as connection:
            found = connection.scalars(select(articles.c.keywords).where(self._stands))
            return Counter(word for keywords in found for word in set(rows.words_of(keywords)))

    def spoiled(self) -> Sequence[Refusal]:
        """Return the files that could not be used as they are now, in the order of the bytes of their paths."""
        with self._engine.connect() as connection:
            return list(refusals(connection))

    def held(self) -> Iterator[Story]:
        """Yield the stories that are held back, the least certain first."""
        with self._engine.connect() as connection:
            order = articles.c.confidence, articles.c.published, articles.c.guid
            found = connection.execute(select(articles).where(self._waits).order_by(*order)).mappings().all()
            stories = _stories(connection, found)
        return iter(stories)

    def withdrawn(self, *, since: date | None = None) -> Iterator[Story]:
        """Yield what was published and is withdrawn, the last withdrawn first; from a day on, if given."""
        begin = [articles.c.withdrawn_at >= self._midnight(since)] if since else []
        wanted = select(articles).where(self._fell, *begin).order_by(articles.c.withdrawn_at.desc()).limit(BATCH)
        return self._batches(wanted, articles.c.withdrawn_at)

    def fragments(self) -> Iterator[tuple[str, Article]]:
        """Yield the continuations that wait for their story, each with the path of its page, in the order of these."""
        with self._engine.connect() as connection:
            return iter(list(parts.waiting(connection)))

    def halves(self, paper: str | None, day: date, path: str) -> list[Half]:
        """Return the halves of stories that the other pages of an issue hold, in the order of the pages."""
        with self._engine.connect() as connection:
            return list(parts.halves(connection, paper, day, path))

    def held_by(self, path: str) -> list[Story]:
        """Return the stories of which a file is a source now, in the order in which they were first archived."""
        here = (
            select(article_sources.c.article)
            .join_from(article_sources, sources, sources.c.key == article_sources.c.source)
            .where(sources.c.path == os.fsencode(path), article_sources.c.state.in_([Link.HERE.value, Link.PART.value]))
        )
        wanted = select(articles).where(articles.c.key.in_(here)).order_by(articles.c.key)
        with self._engine.connect() as connection:
            return _stories(connection, connection.execute(wanted).mappings().all())

    def is_sole(self, path: str) -> bool:
        """Whether all stories of which a file is a source stand, and have no other source."""
        with self._engine.connect() as connection:
            return connection.execute(_ENTWINED, {"path": os.fsencode(path)}).first() is None

    def missing(self) -> dict[str, datetime]:
        """Return the files that are not in the folder any more, with the first look that did not find each."""
        with self._engine.connect() as connection:
            return absences.missing(connection)

    def told(self, guids: Sequence[str]) -> dict[str, Story]:
        """Return the stories of these guids that are published, or were and are withdrawn."""
        with self._engine.connect() as connection:
            return self._told(connection, guids, or_(self._stands, articles.c.withdrawn.is_not(None)))

    def rolls(self) -> dict[str, Roll]:
        """Return the roll of every feed that ever had a story, by its path."""
        with self._engine.connect() as connection:
            return dict(rolls.rolls(connection))

    def roll(self, feed: str) -> Roll:
        """Return the roll of one feed, which is empty where it never had a story."""
        with self._engine.connect() as connection:
            return dict(rolls.rolls(connection, feed)).get(feed, Roll())

    def issues(self) -> Iterator[Issue]:
        """Yield the issues of the digest, the latest first, without the stories that were withdrawn since."""
        with self._engine.connect() as connection:
            latest_first = select(issues).order_by(issues.c.last.desc(), issues.c.key.desc())
            found = connection.execute(latest_first).mappings().all()
        for row in found:
            guids = [guid for part in numbers.parts_of(row) for guid in part.guids]
            with self._engine.connect() as connection:
                stories = self._told(connection, guids, self._stands)
            yield numbers.issue_of(row, stories)

    def beats(self) -> list[Beat]:
        """Return the papers by name, each with its pages and what their stories voted for."""
        with self._engine.connect() as connection:
            return votes.beats(connection)

    def revision(self) -> int:
        """Return a number that grows when any story changes in any way, and only then."""
        with self._engine.connect() as connection:
            wanted = select(counters.c.value).where(counters.c.name == "revision")
            return int(connection.execute(wanted).scalar_one())

    def _told(self, connection: Connection, guids: Sequence[str], which: ColumnElement[bool]) -> dict[str, Story]:
        """Return such stories of these guids."""
        told: dict[str, Story] = {}
        for start in range(0, len(guids), BATCH):
            wanted = select(articles).where(which, articles.c.guid.in_(guids[start : start + BATCH]))
            told |= {story.guid: story for story in _stories(connection, connection.execute(wanted).mappings().all())}
        return told

    def _published(self, *conditions: ColumnElement[bool]) -> Iterator[Story]:
        wanted = select(articles).where(self._stands, *conditions).order_by(articles.c.published.desc()).limit(BATCH)
        return self._batches(wanted, articles.c.published)

    def _batches(self, wanted: Select[Any], order: ColumnClause[int]) -> Iterator[Story]:
        """Yield the stories of a query, which has them descend by a column in which no two are the same."""
        batch = wanted
        while True:
            with self._engine.connect() as connection:
                found = connection.execute(batch).mappings().all()
                stories = _stories(connection, found)
            yield from stories
            if len(found) < BATCH:
                return
            batch = wanted.where(order < found[-1][order.key])

    def _midnight(self, day: date) -> int:
        return int(datetime.combine(day, time(), self._zone).astimezone(UTC).timestamp())


def _stories(connection: Connection, found: Sequence[RowMapping]) -> list[Story]:
    keys = [row["key"] for row in found]
    held = select(article_sources.c.article, sources.c.path, sources.c.paper, article_sources.c.state).join_from(
        article_sources, sources, sources.c.key == article_sources.c.source
    )
    standing = (
        article_sources.c.article.in_(keys),
        article_sources.c.state.not_in([Link.DROPPED.value, Link.LOST.value]),
    )
    files: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
    continued = set()
    for article, path, paper, state in connection.execute(held.where(*standing).order_by(article_sources.c.key)):
        files[article].append((os.fsdecode(path), paper))
        if state == Link.PART.value:
            continued.add(article)
    about = select(article_regions).where(article_regions.c.article.in_(keys)).order_by(article_regions.c.place)
    regions: dict[int, list[RowMapping]] = defaultdict(list)
    for region in connection.execute(about).mappings():
        regions[region["article"]].append(region)
    return [rows.story_of(row, files[row["key"]], regions[row["key"]], row["key"] in continued) for row in found]


def _named(id_or_prefix: str) -> ColumnElement[bool]:
    name = id_or_prefix.strip().lower()
    if name.startswith("urn:uuid:"):
        return articles.c.guid == name
    if not re.fullmatch("[0-9a-f]{1,16}", name):
        raise NotFound(f"{id_or_prefix}: ids are made of 0-9 and a-f; `feedpub articles` lists them")
    return articles.c.id.between(name, name + "g")


@cache
def _codes_above(code: str) -> tuple[str, ...]:
    """Return the code and those of all divisions above it; of one that the table has lost, itself."""
    try:
        return tuple(region.code for region in lineage(by_code(code)))
    except NotFound:
        return (code,)
