"""Stories on two pages <-> their halves: what waits for its counterpart, and what was joined."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from feedpub.adapters.archive import rows
from feedpub.adapters.archive.tables import LinkState, article_sources, page_items, sources
from feedpub.model import PUBLISHED_KINDS, ItemKind, JumpPart
from feedpub.stages.identity.identify import story_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from sqlalchemy import Connection

    from feedpub.model import Article
    from feedpub.stages.identity.identify import StoryText

_is_continuation_link = article_sources.c.state == LinkState.CONTINUATION.value
_PART_KINDS = [ItemKind.FRAGMENT.value, *sorted(kind.value for kind in PUBLISHED_KINDS)]


def jump_parts(connection: Connection, paper: str | None, day: date, path: str) -> Iterator[JumpPart]:
    """Yield the halves that the other pages of an issue hold, page by page; `path` is the page that asks."""
    joined_digests = _joined_digests(connection, path)
    query = (
        select(sources.c.key, sources.c.path, sources.c.number, page_items.c.item)
        .join_from(page_items, sources, sources.c.key == page_items.c.source)
        .where(
            page_items.c.kind.in_(_PART_KINDS), sources.c.day == day.isoformat(), sources.c.path != os.fsencode(path)
        )
        .where(sources.c.paper == paper if paper else sources.c.paper.is_(None))
        .order_by(sources.c.path, page_items.c.place)
    )
    for row in connection.execute(query).all():
        article = rows.article_of(row.item)
        is_joined = (row.key, story_text(article).digest) in joined_digests
        yield JumpPart(os.fsdecode(row.path), row.number, article, is_joined)


def unjoined_continuations(connection: Connection) -> Iterator[tuple[str, Article]]:
    """Yield the continuations that no story has, each with the path of its page, in the order of the paths."""
    query = (
        select(sources.c.key, sources.c.path, page_items.c.item)
        .join_from(page_items, sources, sources.c.key == page_items.c.source)
        .where(page_items.c.kind == ItemKind.FRAGMENT.value)
        .order_by(sources.c.path, page_items.c.place)
    )
    links = select(article_sources.c.source, article_sources.c.digest).where(_is_continuation_link)
    joined_digests = {(row.source, row.digest) for row in connection.execute(links)}
    for row in connection.execute(query).all():
        article = rows.article_of(row.item)
        if (row.key, story_text(article).digest) not in joined_digests:
            yield os.fsdecode(row.path), article


def openings_of(connection: Connection, source_key: int) -> dict[str, StoryText]:
    """Return what a file held last of stories that go on elsewhere, by the digests of the words."""
    items = select(page_items.c.item).where(page_items.c.source == source_key, page_items.c.kind.in_(_PART_KINDS[1:]))
    texts = [story_text(rows.article_of(item)) for item in connection.scalars(items)]
    return {each.digest: each for each in texts}


def stories_with_parts(connection: Connection, story_keys: Collection[int]) -> set[int]:
    """Return which of the stories have a part from another page."""
    query = select(article_sources.c.article).where(_is_continuation_link, article_sources.c.article.in_(story_keys))
    return set(connection.scalars(query)) if story_keys else set()


def save_jump_part(connection: Connection, story_key: int, continuation: JumpPart | None) -> bool:
    """Note from which file the rest of a story is, or that it has none; return whether that changed anything."""
    of_story = article_sources.c.article == story_key
    links = connection.execute(select(article_sources).where(of_story)).mappings().all()
    stored = {row["source"]: row["digest"] for row in links if row["state"] == LinkState.CONTINUATION.value}
    new: dict[int, str] = {}
    if continuation:
        source = connection.execute(
            select(sources.c.key).where(sources.c.path == os.fsencode(continuation.path))
        ).scalar_one()
        if source not in {row["source"] for row in links} - stored.keys():
            new[source] = story_text(continuation.article).digest
    for source in stored.keys() - new.keys():
        connection.execute(delete(article_sources).where(of_story, article_sources.c.source == source))
    for source, digest in new.items():
        if source not in stored:
            row = {
                "article": story_key,
                "source": source,
                "digest": digest,
                "state": LinkState.CONTINUATION.value,
                "near": False,
            }
            connection.execute(insert(article_sources).values(row))
        elif stored[source] != digest:
            statement = update(article_sources).where(of_story, article_sources.c.source == source)
            connection.execute(statement.values(digest=digest))
    return stored != new


def _joined_digests(connection: Connection, path: str) -> set[tuple[int, str]]:
    """Return which words of which files belong to stories that have a part from the file `path`."""
    part, opening = article_sources.alias("part"), article_sources.alias("opening")
    query = (
        select(opening.c.source, opening.c.digest)
        .join_from(part, opening, opening.c.article == part.c.article)
        .join(sources, sources.c.key == part.c.source)
        .where(part.c.state == LinkState.CONTINUATION.value, opening.c.state == LinkState.HERE.value)
        .where(sources.c.path == os.fsencode(path))
    )
    return {(row.source, row.digest) for row in connection.execute(query)}
