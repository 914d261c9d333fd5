"""Stories on two pages <-> their halves: what waits for its counterpart, and what was joined."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from feedpub.edge import rows
from feedpub.edge.schema import Link, article_sources, asides, sources
from feedpub.model import PUBLISHED, Half, Kind
from feedpub.stages.identify import wording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from sqlalchemy import Connection

    from feedpub.model import Article
    from feedpub.stages.identify import Wording

_is_part = article_sources.c.state == Link.PART.value
_HALVES = [Kind.FRAGMENT.value, *sorted(kind.value for kind in PUBLISHED)]


def halves(connection: Connection, paper: str | None, day: date, path: str) -> Iterator[Half]:
    """Yield the halves that the other pages of an issue hold, page by page; `path` is the page that asks."""
    joined = _joined_with(connection, path)
    wanted = (
        select(sources.c.key, sources.c.path, sources.c.number, asides.c.item)
        .join_from(asides, sources, sources.c.key == asides.c.source)
        .where(asides.c.kind.in_(_HALVES), sources.c.day == day.isoformat(), sources.c.path != os.fsencode(path))
        .where(sources.c.paper == paper if paper else sources.c.paper.is_(None))
        .order_by(sources.c.path, asides.c.place)
    )
    for row in connection.execute(wanted).all():
        article = rows.article_of(row.item)
        is_joined = (row.key, wording(article).digest) in joined
        yield Half(os.fsdecode(row.path), row.number, article, is_joined)


def waiting(connection: Connection) -> Iterator[tuple[str, Article]]:
    """Yield the continuations that no story has, each with the path of its page, in the order of the paths."""
    wanted = (
        select(sources.c.key, sources.c.path, asides.c.item)
        .join_from(asides, sources, sources.c.key == asides.c.source)
        .where(asides.c.kind == Kind.FRAGMENT.value)
        .order_by(sources.c.path, asides.c.place)
    )
    parts = select(article_sources.c.source, article_sources.c.digest).where(_is_part)
    told = {(row.source, row.digest) for row in connection.execute(parts)}
    for row in connection.execute(wanted).all():
        article = rows.article_of(row.item)
        if (row.key, wording(article).digest) not in told:
            yield os.fsdecode(row.path), article


def openings(connection: Connection, source: int) -> dict[str, Wording]:
    """Return what a file held last of stories that go on elsewhere, by the digests of the words."""
    mine = select(asides.c.item).where(asides.c.source == source, asides.c.kind.in_(_HALVES[1:]))
    words = [wording(rows.article_of(item)) for item in connection.scalars(mine)]
    return {each.digest: each for each in words}


def with_parts(connection: Connection, keys: Collection[int]) -> set[int]:
    """Return which of the stories have a part from another page."""
    wanted = select(article_sources.c.article).where(_is_part, article_sources.c.article.in_(keys))
    return set(connection.scalars(wanted)) if keys else set()


def put(connection: Connection, key: int, rest: Half | None) -> bool:
    """Note from which file the rest of a story is, or that it has none; return whether that changed anything."""
    mine = article_sources.c.article == key
    held = connection.execute(select(article_sources).where(mine)).mappings().all()
    parts = {row["source"]: row["digest"] for row in held if row["state"] == Link.PART.value}
    wanted: dict[int, str] = {}
    if rest:
        source = connection.execute(select(sources.c.key).where(sources.c.path == os.fsencode(rest.path))).scalar_one()
        if source not in {row["source"] for row in held} - parts.keys():
            wanted[source] = wording(rest.article).digest
    for source in parts.keys() - wanted.keys():
        connection.execute(delete(article_sources).where(mine, article_sources.c.source == source))
    for source, digest in wanted.items():
        if source not in parts:
            row = {"article": key, "source": source, "digest": digest, "state": Link.PART.value, "near": False}
            connection.execute(insert(article_sources).values(row))
        elif parts[source] != digest:
            changed = update(article_sources).where(mine, article_sources.c.source == source)
            connection.execute(changed.values(digest=digest))
    return parts != wanted


def _joined_with(connection: Connection, path: str) -> set[tuple[int, str]]:
    """Return which words of which files belong to stories that have a part from the file `path`."""
    part, opening = article_sources.alias("part"), article_sources.alias("opening")
    wanted = (
        select(opening.c.source, opening.c.digest)
        .join_from(part, opening, opening.c.article == part.c.article)
        .join(sources, sources.c.key == part.c.source)
        .where(part.c.state == Link.PART.value, opening.c.state == Link.HERE.value)
        .where(sources.c.path == os.fsencode(path))
    )
    return {(row.source, row.digest) for row in connection.execute(wanted)}
