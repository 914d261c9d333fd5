"""What was published, what the hand did, what the eye saw -> everything that is not as it must be."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.stages.identity.identify import StoryText, bare_text, guid

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.faults.soak.feed_watcher import FeedObservations
    from tests.faults.soak.page_editor import PageStory


@dataclass(frozen=True)
class PublishedStory:
    """A story of the archive that stands."""

    guid: str
    text: str


def published_stories(database: Path) -> list[PublishedStory]:
    """Return all stories that stand; raises `sqlite3.DatabaseError` where the archive is damaged."""
    query = "SELECT guid, title, paragraphs FROM articles WHERE withdrawn IS NULL"
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute(query).fetchall()
    return [
        PublishedStory(name, without_spaces((title or "") + "".join(json.loads(text)))) for name, title, text in rows
    ]


def problems(
    page_stories: Sequence[PageStory], published: Sequence[PublishedStory], observations: FeedObservations
) -> Iterator[str]:
    """Say what is lost, doubled, made of an unfinished page, renamed, or was torn when somebody looked."""
    versions = {without_spaces(text): story for story in page_stories for text in story.versions}
    found_by_story: dict[int, list[PublishedStory]] = {}
    for each in published:
        story = versions.get(each.text)
        if story is None:
            yield f"published, but never complete in the folder: {each.text[:80]}"
        else:
            found_by_story.setdefault(id(story), []).append(each)
    for story in page_stories:
        yield from _problems_of_story(story, found_by_story.get(id(story), []))
    yield from (f"once seen and now gone: {name}" for name in observations.guids - {each.guid for each in published})
    yield from (f"not whole when looked at: {each}" for each in observations.incomplete)
    yield from (f"twice in one feed: {each}" for each in observations.doubled)


def _problems_of_story(story: PageStory, found: Sequence[PublishedStory]) -> Iterator[str]:
    title = story.versions[0].splitlines()[0]
    if len(found) > 1:
        yield f"doubled: {title} {[each.guid for each in found]}"
    if story.files and not found:
        yield f"lost: {title} of {sorted(story.files)}"
    if story.files and found and found[0].text != without_spaces(story.versions[-1]):
        yield f"not the latest words: {title}"
    right = {guid_of_text(text) for text in story.versions}
    yield from (f"a guid that no clean run has: {each.guid} of {title}" for each in found if each.guid not in right)


def guid_of_text(text: str) -> str:
    """Return the guid that the words get in a clean run: a function of them, and of nothing else."""
    headline, _, body = text.partition("\n")
    return guid(StoryText(bare_text(headline), bare_text(body)).digest)


def without_spaces(text: str) -> str:
    return "".join(text.split())
