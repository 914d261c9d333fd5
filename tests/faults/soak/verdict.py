"""What was published, what the hand did, what the eye saw -> everything that is not as it must be."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.stages.identify import Wording, guid, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.faults.soak.eye import Seen
    from tests.faults.soak.hand import Story


@dataclass(frozen=True)
class Published:
    """A story of the archive that stands."""

    guid: str
    words: str


def published(database: Path) -> list[Published]:
    """Return all stories that stand; raises `sqlite3.DatabaseError` where the archive is damaged."""
    query = "SELECT guid, title, paragraphs FROM articles WHERE withdrawn IS NULL"
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute(query).fetchall()
    return [Published(name, _bare((title or "") + "".join(json.loads(text)))) for name, title, text in rows]


def faults(stories: Sequence[Story], there: Sequence[Published], seen: Seen) -> Iterator[str]:
    """Say what is lost, doubled, made of an unfinished page, renamed, or was torn when somebody looked."""
    versions = {_bare(text): story for story in stories for text in story.versions}
    held: dict[int, list[Published]] = {}
    for each in there:
        story = versions.get(each.words)
        if story is None:
            yield f"published, but never complete in the folder: {each.words[:80]}"
        else:
            held.setdefault(id(story), []).append(each)
    for story in stories:
        yield from _of_story(story, held.get(id(story), []))
    yield from (f"once seen and now gone: {name}" for name in seen.guids - {each.guid for each in there})
    yield from (f"not whole when looked at: {each}" for each in seen.torn)
    yield from (f"twice in one feed: {each}" for each in seen.doubled)


def _of_story(story: Story, mine: Sequence[Published]) -> Iterator[str]:
    title = story.versions[0].splitlines()[0]
    if len(mine) > 1:
        yield f"doubled: {title} {[each.guid for each in mine]}"
    if story.files and not mine:
        yield f"lost: {title} of {sorted(story.files)}"
    if story.files and mine and mine[0].words != _bare(story.versions[-1]):
        yield f"not the latest words: {title}"
    right = {_guid(text) for text in story.versions}
    yield from (f"a guid that no clean run has: {each.guid} of {title}" for each in mine if each.guid not in right)


def _guid(text: str) -> str:
    """Return the guid that the words get in a clean run: a function of them, and of nothing else."""
    headline, _, body = text.partition("\n")
    return guid(Wording(plain(headline), plain(body)).digest)


def _bare(text: str) -> str:
    return "".join(text.split())
