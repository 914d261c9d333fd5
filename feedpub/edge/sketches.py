"""Bodies -> the stories of the archive that may be near-duplicates of them; stories -> the rows they are found by.

A run of words that stands in very many stories says nothing of any of them: only the first of these are noted under it,
so that a hundred thousand files of one form are filed as fast as others.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, insert, select

from feedpub.edge.schema import sketches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from feedpub.stages.alike import Body

NOTED = 32
"""Stories under one value."""

SHARED = 2
"""Values that a near-duplicate shares; one alone may be a turn of speech."""

CLOSEST = 8
"""Stories with which a body is compared."""

AT_ONCE = 500
"""Values of one query."""

_CLOSEST = (
    select(sketches.c.article)
    .where(sketches.c.value.in_(bindparam("some", expanding=True)))
    .group_by(sketches.c.article)
    .having(func.count() >= SHARED)
    .order_by(func.count().desc(), sketches.c.article)
    .limit(CLOSEST)
)
_COUNTS = (
    select(sketches.c.value, func.count())
    .where(sketches.c.value.in_(bindparam("some", expanding=True)))
    .group_by(sketches.c.value)
)
_OF_ONE = select(sketches.c.value).where(
    sketches.c.value.in_(bindparam("some", expanding=True)), sketches.c.article == bindparam("of")
)
_ADD = insert(sketches)


def likely(connection: Connection, bodies: Sequence[Body]) -> list[list[int]]:
    """Return for each body the keys of the stories that share most of its sketch, the closest first."""
    return [list(connection.scalars(_CLOSEST, {"some": body.sketch})) if body.sketch else [] for body in bodies]


def note(connection: Connection, bodies: Mapping[int, Body]) -> None:
    """Note stories, of which nothing is noted yet, by their keys under the values of their bodies."""
    values = {key: body.sketch for key, body in bodies.items()}
    counts = _counts(connection, {value for mine in values.values() for value in mine})
    rows: list[dict[str, int]] = []
    for key, mine in values.items():
        for value in mine:
            if counts[value] < NOTED:
                counts[value] += 1
                rows.append({"value": value, "article": key})
    if rows:
        connection.execute(_ADD, rows)


def note_again(connection: Connection, key: int, body: Body) -> None:
    """Note a story under the values of what it says now; what was noted of it before stays."""
    known = set(connection.scalars(_OF_ONE, {"some": body.sketch, "of": key})) if body.sketch else set()
    counts = _counts(connection, body.sketch)
    rows = [{"value": value, "article": key} for value in body.sketch if value not in known and counts[value] < NOTED]
    if rows:
        connection.execute(_ADD, rows)


def _counts(connection: Connection, values: Iterable[int]) -> Counter[int]:
    """Return how many stories are noted under each value."""
    found = Counter[int]()
    ordered = sorted(values)
    for start in range(0, len(ordered), AT_ONCE):
        for value, count in connection.execute(_COUNTS, {"some": ordered[start : start + AT_ONCE]}):
            found[value] = count
    return found
