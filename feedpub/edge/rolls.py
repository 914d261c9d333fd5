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

from feedpub.edge.schema import articles, entries, volumes
from feedpub.model import Roll

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import Connection, RowMapping

    Pair = tuple[int, str]
    """The key of a story, and the path of a feed."""

BATCH = 400
"""Stories of which the feeds are looked up together."""

AT_ONCE = 10_000
"""Rows that are put down together: of a hundred thousand stories there is nearly a million."""


def missing(connection: Connection, stories: Iterable[tuple[str, Collection[str]]]) -> list[Pair]:
    """Return what is on no roll yet of the stories, each given by its guid and the feeds that it belongs to."""
    found: list[Pair] = []
    names: dict[str, str] = {}  # one string for each feed, and not one for each of its stories
    rest = iter(stories)
    while batch := list(islice(rest, BATCH)):
        guids = [guid for guid, _ in batch]
        known = select(articles.c.guid, articles.c.key).where(articles.c.guid.in_(guids))
        keys = {row.guid: row.key for row in connection.execute(known)}
        held: dict[int, set[str]] = defaultdict(set)
        wanted = select(entries.c.article, entries.c.feed).where(entries.c.article.in_(list(keys.values())))
        for key, feed in connection.execute(wanted):
            held[key].add(feed)
        found += [
            (keys[guid], names.setdefault(feed, feed))
            for guid, feeds in batch
            for feed in feeds
            if feed not in held[keys[guid]]
        ]
    return found


def put(connection: Connection, pairs: Sequence[Pair], size: int) -> None:
    """Append the pairs to their rolls, in the order given, and bind every roll with more than `size` loose stories."""
    for start in range(0, len(pairs), AT_ONCE):
        some = pairs[start : start + AT_ONCE]
        connection.execute(insert(entries), [{"article": key, "feed": feed} for key, feed in some])
    for feed in {feed for _, feed in pairs}:
        _bind(connection, feed, size)


def _bind(connection: Connection, feed: str, size: int) -> None:
    ends = select(func.max(volumes.c.number), func.max(volumes.c.last)).where(volumes.c.feed == feed)
    number, last = connection.execute(ends).one()
    wanted = select(entries.c.key).where(entries.c.feed == feed, entries.c.key > (last or 0)).order_by(entries.c.key)
    loose = list(connection.scalars(wanted))
    while len(loose) > size:
        full, loose = loose[:size], loose[size:]
        number = (number or 0) + 1
        connection.execute(insert(volumes).values(feed=feed, number=number, last=full[-1]))


def rolls(connection: Connection, feed: str | None = None) -> Iterator[tuple[str, Roll]]:
    """Yield the paths of the feeds, or of only one, each with its roll."""
    only = [] if feed is None else [entries.c.feed == feed]
    wanted = (
        select(entries.c.feed, entries.c.key, articles.c.guid)
        .join_from(entries, articles, articles.c.key == entries.c.article)
        .where(*only)
        .order_by(entries.c.feed, entries.c.key)
    )
    bound = select(volumes.c.feed, volumes.c.last).order_by(volumes.c.feed, volumes.c.number)
    ends: dict[str, list[int]] = defaultdict(list)
    for path, last in connection.execute(bound):
        ends[path].append(last)
    for path, rows in groupby(connection.execute(wanted).mappings(), key=lambda row: str(row["feed"])):
        yield path, _roll(list(rows), ends[path])


def _roll(rows: Sequence[RowMapping], ends: Sequence[int]) -> Roll:
    guids: list[str] = []
    full: list[tuple[str, ...]] = []
    ahead = iter([*ends, 0])
    end = next(ahead)
    for row in rows:
        guids.append(row["guid"])
        if row["key"] == end:
            full.append(tuple(guids))
            guids, end = [], next(ahead)
    return Roll(tuple(full), tuple(guids))
