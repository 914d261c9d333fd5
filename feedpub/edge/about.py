"""What a story is about on the map -> its rows of `article_regions`; written only where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from feedpub.edge import rows
from feedpub.edge.schema import article_regions

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from feedpub.model import Focus


def put_regions(connection: Connection, key: int, focus: Focus) -> bool:
    """Make the regions of a focus those of a story; return whether they differed."""
    mine = article_regions.c.article == key
    held = connection.execute(select(article_regions).where(mine).order_by(article_regions.c.place)).mappings()
    wanted = [row | {"article": key} for row in rows.region_rows(focus)]
    if [dict(row) for row in held] == wanted:
        return False
    connection.execute(delete(article_regions).where(mine))
    if wanted:
        connection.execute(insert(article_regions), wanted)
    return True
