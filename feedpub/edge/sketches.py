"""Bodies -> the stories of the archive that may be near-duplicates of them; stories -> the rows they are found by.

A run of words that stands in very many stories says nothing of any of them: only the first of these are noted under it,
so that a hundred thousand files of one form are filed as fast as others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select

from feedpub.edge.schema import sketches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

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


_NOTED = select(sketches).where(sketches.c.value.in_(bindparam("some", expanding=True)))


def likely(connection: Connection, bodies: Sequence[Body]) -> list[list[int]]:
    """Return for each body the keys of the stories that share most of its sketch, the closest first."""
    noted = _noted(connection, {value for body in bodies for value in body.sketch})
    found: list[list[int]] = []
    for body in bodies:
        shared = Counter(key for value in body.sketch for key in noted[value])
        near = sorted((-count, key) for key, count in shared.items() if count >= SHARED)
        found.append([key for _, key in near[:CLOSEST]])
    return found


def note(connection: Connection, bodies: Mapping[int, Body]) -> None:
    """Note stories by their keys under the values of their bodies; what was noted of them before stays."""
    noted = _noted(connection, {value for body in bodies.values() for value in body.sketch})
    rows: list[dict[str, int]] = []
    for key, body in bodies.items():
        for value in body.sketch:
            if len(noted[value]) < NOTED and key not in noted[value]:
                noted[value].append(key)
                rows.append({"value": value, "article": key})
    if rows:
        connection.execute(insert(sketches), rows)


def _noted(connection: Connection, values: Collection[int]) -> defaultdict[int, list[int]]:
    found: defaultdict[int, list[int]] = defaultdict(list)
    for some in _pieces(sorted(values)):
        for value, key in connection.execute(_NOTED, {"some": some}):
            found[value].append(key)
    return found


def _pieces(values: Sequence[int]) -> Iterable[Sequence[int]]:
    return (values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE))
