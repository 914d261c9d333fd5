"""Bodies -> the stories of the archive that may be near-duplicates of them; stories -> the rows they are found by.

A run of words that stands in very many stories says nothing of any of them: only the first of these are noted under it,
so that a hundred thousand files of one form are filed as fast as others.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select

from feedpub.adapters.archive import rows
from feedpub.adapters.archive.tables import articles, minhashes
from feedpub.stages.identity.identify import bare_text
from feedpub.stages.identity.near_duplicates import match_duplicates, may_be_same_story, shingled_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import tzinfo

    from sqlalchemy import Connection

    from feedpub.stages.identity.near_duplicates import ShingledText


_CANDIDATE_STORIES = select(articles.c.key, articles.c.paper, articles.c.published, articles.c.paragraphs).where(
    articles.c.key.in_(bindparam("keys", expanding=True))
)


def find_duplicates(
    connection: Connection,
    texts: Mapping[int, ShingledText],
    taken: Collection[int],
    paper: str | None,
    published: int,
    zone: tzinfo,
) -> dict[int, int]:
    """Return the stories, none of them `taken`, by the places of the bodies that another print of theirs stands at."""
    candidates = dict(zip(texts, duplicate_candidates(connection, list(texts.values())), strict=True))
    keys = {key for near in candidates.values() for key in near} - set(taken)
    story_rows = connection.execute(_CANDIDATE_STORIES, {"keys": sorted(keys)}).mappings() if keys else ()
    moment = rows.from_unix(published)
    candidate_texts = {
        row["key"]: shingled_text(bare_text("".join(rows.paragraphs_of_row(row))))
        for row in story_rows
        if may_be_same_story(paper, row["paper"], moment, rows.from_unix(row["published"]), zone)
    }
    possible = {
        position: {key: candidate_texts[key] for key in near if key in candidate_texts}
        for position, near in candidates.items()
    }
    return match_duplicates(texts, possible)


# Bodies -> the stories of the archive that may be near-duplicates of them; stories -> the rows they are found by.
#
# A MinHash value that very many stories have says nothing of any of them: only the first of these are stored under it,
# so that a hundred thousand files of one form are archived as fast as others.


MAX_STORIES_PER_VALUE = 32
"""Stories under one value."""

MIN_SHARED_VALUES = 2
"""Values that a near-duplicate shares; one alone may be a turn of speech."""

MAX_CANDIDATES = 8
"""Stories with which a body is compared."""

VALUES_PER_QUERY = 500
"""Values of one query."""

_CLOSEST_STORIES = (
    select(minhashes.c.article)
    .where(minhashes.c.value.in_(bindparam("some", expanding=True)))
    .group_by(minhashes.c.article)
    .having(func.count() >= MIN_SHARED_VALUES)
    .order_by(func.count().desc(), minhashes.c.article)
    .limit(MAX_CANDIDATES)
)
_STORIES_PER_VALUE = (
    select(minhashes.c.value, func.count())
    .where(minhashes.c.value.in_(bindparam("some", expanding=True)))
    .group_by(minhashes.c.value)
)
_VALUES_OF_STORY = select(minhashes.c.value).where(
    minhashes.c.value.in_(bindparam("some", expanding=True)), minhashes.c.article == bindparam("of")
)
_INSERT_MINHASHES = insert(minhashes)


def duplicate_candidates(connection: Connection, texts: Sequence[ShingledText]) -> list[list[int]]:
    """Return for each body the keys of the stories that share most of its sketch, the closest first."""
    return [
        list(connection.scalars(_CLOSEST_STORIES, {"some": text.minhash})) if text.minhash else [] for text in texts
    ]


def add_minhashes(connection: Connection, texts: Mapping[int, ShingledText]) -> None:
    """Note stories, of which nothing is noted yet, by their keys under the values of their bodies."""
    values = {key: text.minhash for key, text in texts.items()}
    counts = _count_stories(connection, {value for story_values in values.values() for value in story_values})
    rows: list[dict[str, int]] = []
    for key, mine in values.items():
        for value in mine:
            if counts[value] < MAX_STORIES_PER_VALUE:
                counts[value] += 1
                rows.append({"value": value, "article": key})
    if rows:
        connection.execute(_INSERT_MINHASHES, rows)


def update_minhashes(connection: Connection, story_key: int, text: ShingledText) -> None:
    """Note a story under the values of what it says now; what was noted of it before stays."""
    known = (
        set(connection.scalars(_VALUES_OF_STORY, {"some": text.minhash, "of": story_key})) if text.minhash else set()
    )
    counts = _count_stories(connection, text.minhash)
    rows = [
        {"value": value, "article": story_key}
        for value in text.minhash
        if value not in known and counts[value] < MAX_STORIES_PER_VALUE
    ]
    if rows:
        connection.execute(_INSERT_MINHASHES, rows)


def _count_stories(connection: Connection, values: Iterable[int]) -> Counter[int]:
    """Return how many stories are noted under each value."""
    found = Counter[int]()
    ordered = sorted(values)
    for start in range(0, len(ordered), VALUES_PER_QUERY):
        for value, count in connection.execute(_STORIES_PER_VALUE, {"some": ordered[start : start + VALUES_PER_QUERY]}):
            found[value] = count
    return found
