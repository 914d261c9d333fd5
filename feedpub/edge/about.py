"""What a story is about on the map -> its rows of `article_regions`; written only where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from feedpub.edge import rows
from feedpub.edge.schema import article_regions

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from feedpub.model import Focus


def save_story_regions(connection: Connection, story_key: int, focus: Focus) -> bool:
    """Make the regions of a focus those of a story; return whether they differed."""
    of_story = article_regions.c.article == story_key
    stored = connection.execute(select(article_regions).where(of_story).order_by(article_regions.c.place)).mappings()
    new_rows = [row | {"article": story_key} for row in rows.region_rows(focus)]
    if [dict(row) for row in stored] == new_rows:
        return False
    connection.execute(delete(article_regions).where(of_story))
    if new_rows:
        connection.execute(insert(article_regions), new_rows)
    return True
