"""The bodies of new stories -> which of them the archive has in another print, told in nearly the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from feedpub.edge import rows, sketches
from feedpub.edge.schema import articles
from feedpub.stages.alike import body_of, may_be_one, pair_off
from feedpub.stages.identify import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import tzinfo

    from sqlalchemy import Connection

    from feedpub.stages.alike import Body

_PRINTS = select(articles.c.key, articles.c.paper, articles.c.published, articles.c.paragraphs).where(
    articles.c.key.in_(bindparam("keys", expanding=True))
)


def other_prints(
    connection: Connection,
    bodies: Mapping[int, Body],
    taken: Collection[int],
    paper: str | None,
    published: int,
    zone: tzinfo,
) -> dict[int, int]:
    """Return the stories, none of them `taken`, by the places of the bodies that another print of theirs stands at."""
    likely = dict(zip(bodies, sketches.likely(connection, list(bodies.values())), strict=True))
    keys = {key for near in likely.values() for key in near} - set(taken)
    found = connection.execute(_PRINTS, {"keys": sorted(keys)}).mappings() if keys else ()
    moment = rows.moment(published)
    prints = {
        row["key"]: body_of(plain("".join(rows.paragraphs_of(row))))
        for row in found
        if may_be_one(paper, row["paper"], moment, rows.moment(row["published"]), zone)
    }
    may_be = {place: {key: prints[key] for key in near if key in prints} for place, near in likely.items()}
    return pair_off(bodies, may_be)
