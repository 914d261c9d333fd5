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

from feedpub.adapters.archive import feed_entries, rows
from feedpub.adapters.archive.intake import home_votes, jumps
from feedpub.adapters.archive.intake import sources as sources_module
from feedpub.adapters.archive.intake.sources import rejected_files
from feedpub.adapters.archive.tables import (
    LinkState,
    article_regions,
    article_sources,
    articles,
    counters,
    issues,
    runs,
    sources,
)
from feedpub.errors import NotFound
from feedpub.model import FeedHistory
from feedpub.regions import by_code, lineage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, tzinfo

    from sqlalchemy import ColumnClause, ColumnElement, Connection, Engine, RowMapping, Select

    from feedpub.model import Article, Issue, JumpPart, PaperCoverage, RejectedFile, Story

STORIES_PER_BATCH = 200
"""Stories in memory at a time; between two batches no transaction is open, so a slow reader stops no writer."""

NATIONAL_KEY = "national"

_OTHER_LINK = article_sources.alias("other")
_SHARED_OR_WITHDRAWN = (
    select(article_sources.c.key)
    .join_from(sources, article_sources, article_sources.c.source == sources.c.key)
    .join(articles, articles.c.key == article_sources.c.article)
    .where(
        sources.c.path == bindparam("path"),
        article_sources.c.state.in_([LinkState.HERE.value, LinkState.CONTINUATION.value]),
    )
    .where(
        or_(
            articles.c.withdrawn.is_not(None),
            exists().where(
                _OTHER_LINK.c.article == article_sources.c.article,
                _OTHER_LINK.c.source != article_sources.c.source,
                _OTHER_LINK.c.state.not_in([LinkState.DROPPED.value, LinkState.FILE_GONE.value]),
            ),
        )
    )
    .limit(1)
)
"""Asked of every page, and made once."""


class SqlArchiveReader:
    """Keeps the promise of `feedpub.ports.Library`; `zone` says where a day begins.

    A story of which the splitting was less sure than `hold_below` is held back until an editor releases it.
    """

    def __init__(self, engine: Engine, zone: tzinfo, hold_below: float = 0.0) -> None:
        self._engine = engine
        self._zone = zone
        is_confident = or_(articles.c.released, articles.c.confidence >= hold_below)
        self._is_published = and_(articles.c.withdrawn.is_(None), is_confident)
        self._is_withdrawn = and_(articles.c.withdrawn.is_not(None), is_confident)
        self._is_held_back = and_(articles.c.withdrawn.is_(None), not_(is_confident))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def stories(self, *, first: date | None = None, last: date | None = None) -> Iterator[Story]:
        """Yield the published stories, newest first; between two days of publication, both included, where given."""
        lower_bound = [articles.c.published >= self._midnight(first)] if first else []
        upper_bound = [articles.c.published < self._midnight(last + timedelta(days=1))] if last else []
        return self._published(*lower_bound, *upper_bound)

    def stories_of_last_run(self) -> Iterator[Story]:
        """Yield the published stories that the last productive run brought, newest first."""
        return self._published(articles.c.run == select(func.max(runs.c.key)).scalar_subquery())

    def story(self, id_or_prefix: str) -> Story:
        """Return one story by its id, its guid or an unambiguous beginning of the id; raises `NotFound`."""
        with self._engine.connect() as connection:
            found = connection.execute(select(articles).where(_matches_name(id_or_prefix)).limit(2)).mappings().all()
            if len(found) != 1:
                what = "begins the ids of several stories; give more of it" if found else "is no story's id"
                raise NotFound(f"{id_or_prefix}: {what}; `feedpub articles` lists them")
            return _load_stories(connection, found)[0]

    def story_counts(self) -> Mapping[str, int]:
        """Return how many stories each region's code has, those below it included; "" is all."""
        pairs = (
            select(article_regions.c.article, article_regions.c.code)
            .join_from(article_regions, articles, articles.c.key == article_regions.c.article)
            .where(self._is_published)
            .order_by(article_regions.c.article)
        )
        found: dict[str, int] = defaultdict(int)
        with self._engine.connect() as connection:
            for _, group in groupby(connection.execute(pairs), key=lambda pair: pair.article):
                for code in {above for pair in group for above in _code_and_ancestors(pair.code)}:
                    found[code] += 1
            found[""] = connection.scalar(select(func.count()).select_from(articles).where(self._is_published)) or 0
            national = select(func.count()).select_from(articles).where(self._is_published, articles.c.is_national)
            found[NATIONAL_KEY] = connection.scalar(national) or 0
        return dict(found)

    def tag_counts(self) -> Mapping[str, int]:
        """Return how many published stories have each keyword."""
        with self._engine.connect() as connection:
            found = connection.scalars(select(articles.c.keywords).where(self._is_published))
            return Counter(word for keywords in found for word in set(rows.decode_keywords(keywords)))

    def rejected(self) -> Sequence[RejectedFile]:
        """Return the files that could not be used as they are now, in the order of the bytes of their paths."""
        with self._engine.connect() as connection:
            return list(rejected_files(connection))

    def held_stories(self) -> Iterator[Story]:
        """Yield the stories that are held back, the least certain first."""
        with self._engine.connect() as connection:
            order = articles.c.confidence, articles.c.published, articles.c.guid
            found = connection.execute(select(articles).where(self._is_held_back).order_by(*order)).mappings().all()
            stories = _load_stories(connection, found)
        return iter(stories)

    def withdrawn(self, *, since: date | None = None) -> Iterator[Story]:
        """Yield what was published and is withdrawn, the last withdrawn first; from a day on, if given."""
        lower_bound = [articles.c.withdrawn_at >= self._midnight(since)] if since else []
        query = (
            select(articles)
            .where(self._is_withdrawn, *lower_bound)
            .order_by(articles.c.withdrawn_at.desc())
            .limit(STORIES_PER_BATCH)
        )
        return self._batches(query, articles.c.withdrawn_at)

    def fragments(self) -> Iterator[tuple[str, Article]]:
        """Yield the continuations that wait for their story, each with the path of its page, in the order of these."""
        with self._engine.connect() as connection:
            return iter(list(jumps.unjoined_continuations(connection)))

    def jump_parts(self, paper: str | None, day: date, path: str) -> list[JumpPart]:
        """Return the halves of stories that the other pages of an issue hold, in the order of the pages."""
        with self._engine.connect() as connection:
            return list(jumps.jump_parts(connection, paper, day, path))

    def stories_of_file(self, path: str) -> list[Story]:
        """Return the stories of which a file is a source now, in the order in which they were first archived."""
        keys = (
            select(article_sources.c.article)
            .join_from(article_sources, sources, sources.c.key == article_sources.c.source)
            .where(
                sources.c.path == os.fsencode(path),
                article_sources.c.state.in_([LinkState.HERE.value, LinkState.CONTINUATION.value]),
            )
        )
        query = select(articles).where(articles.c.key.in_(keys)).order_by(articles.c.key)
        with self._engine.connect() as connection:
            return _load_stories(connection, connection.execute(query).mappings().all())

    def is_only_source(self, path: str) -> bool:
        """Whether all stories of which a file is a source stand, and have no other source."""
        with self._engine.connect() as connection:
            return connection.execute(_SHARED_OR_WITHDRAWN, {"path": os.fsencode(path)}).first() is None

    def missing(self) -> dict[str, datetime]:
        """Return the files that are not in the folder any more, with the first look that did not find each."""
        with self._engine.connect() as connection:
            return sources_module.missing_since(connection)

    def stories_by_guid(self, guids: Sequence[str]) -> dict[str, Story]:
        """Return the stories of these guids that are published, or were and are withdrawn."""
        with self._engine.connect() as connection:
            return self._stories_by_guid(connection, guids, or_(self._is_published, articles.c.withdrawn.is_not(None)))

    def feed_histories(self) -> dict[str, FeedHistory]:
        """Return the roll of every feed that ever had a story, by its path."""
        with self._engine.connect() as connection:
            return dict(feed_entries.feed_histories(connection))

    def feed_history(self, feed: str) -> FeedHistory:
        """Return the roll of one feed, which is empty where it never had a story."""
        with self._engine.connect() as connection:
            return dict(feed_entries.feed_histories(connection, feed)).get(feed, FeedHistory())

    def issues(self) -> Iterator[Issue]:
        """Yield the issues of the digest, the latest first, without the stories that were withdrawn since."""
        with self._engine.connect() as connection:
            query = select(issues).order_by(issues.c.last.desc(), issues.c.key.desc())
            found = connection.execute(query).mappings().all()
        for row in found:
            guids = [guid for section in rows.stored_sections(row) for guid in section.guids]
            with self._engine.connect() as connection:
                stories = self._stories_by_guid(connection, guids, self._is_published)
            yield rows.issue_of(row, stories)

    def paper_coverage(self) -> list[PaperCoverage]:
        """Return the papers by name, each with its pages and what their stories voted for."""
        with self._engine.connect() as connection:
            return home_votes.paper_coverage(connection)

    def revision(self) -> int:
        """Return a number that grows when any story changes in any way, and only then."""
        with self._engine.connect() as connection:
            query = select(counters.c.value).where(counters.c.name == "revision")
            return int(connection.execute(query).scalar_one())

    def _stories_by_guid(
        self, connection: Connection, guids: Sequence[str], condition: ColumnElement[bool]
    ) -> dict[str, Story]:
        """Return such stories of these guids."""
        found: dict[str, Story] = {}
        for start in range(0, len(guids), STORIES_PER_BATCH):
            query = select(articles).where(condition, articles.c.guid.in_(guids[start : start + STORIES_PER_BATCH]))
            found |= {
                story.guid: story for story in _load_stories(connection, connection.execute(query).mappings().all())
            }
        return found

    def _published(self, *conditions: ColumnElement[bool]) -> Iterator[Story]:
        query = (
            select(articles)
            .where(self._is_published, *conditions)
            .order_by(articles.c.published.desc())
            .limit(STORIES_PER_BATCH)
        )
        return self._batches(query, articles.c.published)

    def _batches(self, query: Select[Any], order: ColumnClause[int]) -> Iterator[Story]:
        """Yield the stories of a query, which has them descend by a column in which no two are the same."""
        batch = query
        while True:
            with self._engine.connect() as connection:
                found = connection.execute(batch).mappings().all()
                stories = _load_stories(connection, found)
            yield from stories
            if len(found) < STORIES_PER_BATCH:
                return
            batch = query.where(order < found[-1][order.key])

    def _midnight(self, day: date) -> int:
        return int(datetime.combine(day, time(), self._zone).astimezone(UTC).timestamp())


def _load_stories(connection: Connection, story_rows: Sequence[RowMapping]) -> list[Story]:
    keys = [row["key"] for row in story_rows]
    links = select(article_sources.c.article, sources.c.path, sources.c.paper, article_sources.c.state).join_from(
        article_sources, sources, sources.c.key == article_sources.c.source
    )
    condition = (
        article_sources.c.article.in_(keys),
        article_sources.c.state.not_in([LinkState.DROPPED.value, LinkState.FILE_GONE.value]),
    )
    files: dict[int, list[tuple[str, str | None]]] = defaultdict(list)
    with_continuation = set()
    for article, path, paper, state in connection.execute(links.where(*condition).order_by(article_sources.c.key)):
        files[article].append((os.fsdecode(path), paper))
        if state == LinkState.CONTINUATION.value:
            with_continuation.add(article)
    region_query = select(article_regions).where(article_regions.c.article.in_(keys)).order_by(article_regions.c.place)
    regions: dict[int, list[RowMapping]] = defaultdict(list)
    for region in connection.execute(region_query).mappings():
        regions[region["article"]].append(region)
    return [
        rows.story_of(row, files[row["key"]], regions[row["key"]], row["key"] in with_continuation)
        for row in story_rows
    ]


def _matches_name(id_or_prefix: str) -> ColumnElement[bool]:
    name = id_or_prefix.strip().lower()
    if name.startswith("urn:uuid:"):
        return articles.c.guid == name
    if not re.fullmatch("[0-9a-f]{1,16}", name):
        raise NotFound(f"{id_or_prefix}: ids are made of 0-9 and a-f; `feedpub articles` lists them")
    return articles.c.id.between(name, name + "g")


@cache
def _code_and_ancestors(code: str) -> tuple[str, ...]:
    """Return the code and those of all divisions above it; of one that the table has lost, itself."""
    try:
        return tuple(region.code for region in lineage(by_code(code)))
    except NotFound:
        return (code,)
