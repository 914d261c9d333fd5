"""The bodies of new stories -> which of them the archive has in another print, told in nearly the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from feedpub.edge import rows, sketches
from feedpub.edge.schema import articles
from feedpub.stages.alike import shingled_text, may_be_same_story, match_duplicates
from feedpub.stages.identify import bare_text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import tzinfo

    from sqlalchemy import Connection

    from feedpub.stages.alike import ShingledText

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
    candidates = dict(zip(texts, sketches.duplicate_candidates(connection, list(texts.values())), strict=True))
    keys = {key for near in candidates.values() for key in near} - set(taken)
    story_rows = connection.execute(_CANDIDATE_STORIES, {"keys": sorted(keys)}).mappings() if keys else ()
    moment = rows.from_unix(published)
    candidate_texts = {
        row["key"]: shingled_text(bare_text("".join(rows.paragraphs_of_row(row))))
        for row in story_rows
        if may_be_same_story(paper, row["paper"], moment, rows.from_unix(row["published"]), zone)
    }
    possible = {position: {key: candidate_texts[key] for key in near if key in candidate_texts} for position, near in candidates.items()}
    return match_duplicates(texts, possible)
