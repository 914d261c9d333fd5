"""Stories with their feeds -> the roll of each feed: who came to it in which order, bound in volumes.

A volume is one archive document (RFC 5005, 4): which stories are in it is settled once, when the feed holds more loose
stories than one document may. Not by their dates, since an old page may arrive today; not by the order of archiving,
since a story may come to a feed late, when an editor releases it or says where it belongs.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby, islice
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from feedpub.adapters.archive.tables import archive_pages, articles, feed_entries
from feedpub.model import FeedHistory

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, RowMapping

    FeedEntry = tuple[int, str]
    """The key of a story, and the path of a feed."""

STORIES_PER_QUERY = 400
"""Stories of which the feeds are looked up together."""

ROWS_PER_INSERT = 10_000
"""Rows that are put down together: of a hundred thousand stories there is nearly a million."""


def missing_entries(connection: Connection, stories: Iterable[tuple[str, Collection[str]]]) -> list[FeedEntry]:
    """Return what is on no roll yet of the stories, each given by its guid and the feeds that it belongs to."""
    found: list[FeedEntry] = []
    feed_names: dict[str, str] = {}  # one string for each feed, and not one for each of its stories
    remaining = iter(stories)
    while batch := list(islice(remaining, STORIES_PER_QUERY)):
        guids = [guid for guid, _ in batch]
        keys_query = select(articles.c.guid, articles.c.key).where(articles.c.guid.in_(guids))
        keys = {row.guid: row.key for row in connection.execute(keys_query)}
        feeds_of: dict[int, set[str]] = defaultdict(set)
        entries_query = select(feed_entries.c.article, feed_entries.c.feed).where(
            feed_entries.c.article.in_(list(keys.values()))
        )
        for key, feed in connection.execute(entries_query):
            feeds_of[key].add(feed)
        found += [
            (keys[guid], feed_names.setdefault(feed, feed))
            for guid, feeds in batch
            for feed in feeds
            if feed not in feeds_of[keys[guid]]
        ]
    return found


def insert_entries(connection: Connection, new_entries: Sequence[FeedEntry], page_size: int) -> None:
    """Append the pairs to their rolls, in the order given, and bind every roll with more than `size` loose stories."""
    for start in range(0, len(new_entries), ROWS_PER_INSERT):
        batch = new_entries[start : start + ROWS_PER_INSERT]
        connection.execute(insert(feed_entries), [{"article": key, "feed": feed} for key, feed in batch])
    for feed in {feed for _, feed in new_entries}:
        _close_full_pages(connection, feed, page_size)


def _close_full_pages(connection: Connection, feed: str, page_size: int) -> None:
    last_page = select(func.max(archive_pages.c.number), func.max(archive_pages.c.last)).where(
        archive_pages.c.feed == feed
    )
    number, last = connection.execute(last_page).one()
    query = (
        select(feed_entries.c.key)
        .where(feed_entries.c.feed == feed, feed_entries.c.key > (last or 0))
        .order_by(feed_entries.c.key)
    )
    pending = list(connection.scalars(query))
    while len(pending) > page_size:
        full, pending = pending[:page_size], pending[page_size:]
        number = (number or 0) + 1
        connection.execute(insert(archive_pages).values(feed=feed, number=number, last=full[-1]))


def feed_histories(connection: Connection, feed: str | None = None) -> Iterator[tuple[str, FeedHistory]]:
    """Yield the paths of the feeds, or of only one, each with its roll."""
    condition = [] if feed is None else [feed_entries.c.feed == feed]
    query = (
        select(feed_entries.c.feed, feed_entries.c.key, articles.c.guid)
        .join_from(feed_entries, articles, articles.c.key == feed_entries.c.article)
        .where(*condition)
        .order_by(feed_entries.c.feed, feed_entries.c.key)
    )
    pages_query = select(archive_pages.c.feed, archive_pages.c.last).order_by(
        archive_pages.c.feed, archive_pages.c.number
    )
    page_ends: dict[str, list[int]] = defaultdict(list)
    for path, last in connection.execute(pages_query):
        page_ends[path].append(last)
    for path, rows in groupby(connection.execute(query).mappings(), key=lambda row: str(row["feed"])):
        yield path, _history_of(list(rows), page_ends[path])


def _history_of(rows: Sequence[RowMapping], page_ends: Sequence[int]) -> FeedHistory:
    guids: list[str] = []
    archived: list[tuple[str, ...]] = []
    remaining_ends = iter([*page_ends, 0])
    end = next(remaining_ends)
    for row in rows:
        guids.append(row["guid"])
        if row["key"] == end:
            archived.append(tuple(guids))
            guids, end = [], next(remaining_ends)
    return FeedHistory(tuple(archived), tuple(guids))
