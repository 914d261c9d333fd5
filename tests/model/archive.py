"""The archive, faked: everything that was ever published, in memory. tests/contracts holds it to the real one."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub.errors import NotFound
from feedpub.model import (
    PUBLISHED_KINDS,
    FeedHistory,
    ItemKind,
    JumpPart,
    PaperCoverage,
    Rejected,
    RejectedFile,
    SourceFile,
    Story,
)
from feedpub.regions import lineage
from feedpub.stages.identity.identify import story_text
from feedpub.stages.identity.jump_matching import is_jump_part
from tests.model.stored_stories import SHANGHAI, StoredStories

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from feedpub.model import AnalysedPage, Article, Focus, Issue
    from tests.model.stored_story import StoredStory


class FakeArchive(StoredStories):
    """Keeps the promise of `feedpub.ports.Archive` without a file; a day begins, and a page comes out, in Shanghai."""

    def __init__(self, publication_hour: int = 6, hold_below: float = 0.0) -> None:
        super().__init__(publication_hour)
        self._hold_below = hold_below
        self._released: set[str] = set()
        self._page_items: dict[str, list[Article]] = {}
        self._fingerprints: dict[str, str] = {}
        self._rejected: dict[str, RejectedFile] = {}
        self._revision = 0
        self._issues: dict[str, Issue] = {}
        self._histories: dict[str, FeedHistory] = {}
        self._home_votes: dict[tuple[str, date | None], tuple[str, tuple[str, ...]]] = {}

    def fingerprints(self) -> Mapping[str, str]:
        """Return the fingerprint of every source that was dealt with and is not gone, by path."""
        return {path: fingerprint for path, fingerprint in self._fingerprints.items() if path not in self._gone}

    def save_page(self, analysed: AnalysedPage, source: SourceFile, now: datetime) -> int:
        """Store a page and its articles; return how many stories are new or changed."""
        before = [(entry.as_story(), entry.story) for entry in self._entries]
        articles = [article for article in analysed.articles if article.article.kind in PUBLISHED_KINDS]
        for path, report in analysed.changed_elsewhere:
            self._complete_story(path, report, now)
        self._apply(analysed, articles, source, now)
        page_articles = [report.opening or report.article for report in analysed.articles]
        items = [item for item in page_articles if item.kind not in PUBLISHED_KINDS or is_jump_part(item)]
        self._fingerprints[source.path], self._page_items[source.path] = source.fingerprint, items
        self._rejected.pop(source.path, None)
        self._gone.discard(source.path)
        self._pages[source.path] = page = analysed.page
        self._home_votes.pop((source.path, page.day), None)
        if page.paper:
            self._home_votes[source.path, page.day] = (page.paper, analysed.home_votes)
        after = [(entry.as_story(), entry.story) for entry in self._entries]
        self._revision += [shown for shown, _ in before] != [shown for shown, _ in after]
        known = dict.fromkeys(range(len(before)), None)
        return sum(at not in known or before[at][1] != story for at, (_, story) in enumerate(after))

    def reject(self, rejected: Rejected, source: SourceFile | Rejected, now: datetime) -> None:
        """Store that a file could not be used; what it held before stays published."""
        self._gone.discard(source.path)
        before = self._rejected.get(source.path)
        if before is None or (before.reason, self._fingerprints[source.path]) != (rejected.reason, source.fingerprint):
            self._rejected[source.path] = RejectedFile(source.path, rejected.reason, now)
        self._fingerprints[source.path] = source.fingerprint

    def rejected(self) -> Sequence[RejectedFile]:
        """Return the files that could not be used as they are now."""
        return [self._rejected[path] for path in sorted(self._rejected, key=os.fsencode)]

    def retry(self, path: str) -> None:
        """Have the next run try a file again that was refused."""
        if path not in self._rejected:
            raise NotFound(f"{path}: no file of this name was refused")
        self._fingerprints[path] = ""

    def stories(self, *, first: date | None = None, last: date | None = None) -> Iterator[Story]:
        """Yield the published stories, newest first; between two days of publication, both included, where given."""
        for story in sorted(self._published(), key=lambda story: story.published, reverse=True):
            day = story.published.astimezone(SHANGHAI).date()
            if (not first or first <= day) and (not last or day <= last):
                yield story

    def stories_of_last_run(self) -> Iterator[Story]:
        """Yield the published stories that the last productive run brought, newest first."""
        last = max((entry.run for entry in self._entries), default=None)
        brought = {entry.story.guid for entry in self._entries if entry.run == last}
        return (story for story in self.stories() if story.guid in brought)

    def story(self, id_or_prefix: str) -> Story:
        """Return one story by its id, its guid or an unambiguous beginning of the id; raises `NotFound`."""
        name = id_or_prefix.strip().lower()
        shown = [entry.as_story() for entry in self._entries]
        found = [story for story in shown if name and (story.guid == name or story.id.startswith(name))]
        if len(found) != 1:
            raise NotFound(f"{id_or_prefix}: {len(found)} stories are called so")
        return found[0]

    def story_counts(self) -> Mapping[str, int]:
        """Return how many stories each region's code has, those below it included; "" is all."""
        found: Counter[str] = Counter({"": 0, "national": 0})
        for story in self._published():
            focus = story.analysis.focus
            found.update({above.code for located in focus.regions for above in lineage(located.region)})
            found.update([""] + ["national"] * focus.national)
        return dict(found)

    def tag_counts(self) -> Mapping[str, int]:
        """Return how many published stories have each keyword."""
        return Counter(word for story in self._published() for word in set(story.analysis.summary.keywords))

    def held_stories(self) -> Iterator[Story]:
        """Yield the stories that are held back, the least certain first."""
        shown = [entry.as_story() for entry in self._entries if entry.story.withdrawn is None]
        waiting = [story for story in shown if not self._is_confident(story)]
        return iter(sorted(waiting, key=lambda story: (_confidence(story), story.published, story.guid)))

    def release(self, id_or_prefix: str) -> Story:
        """Publish a story that is held back, for good, and return it; raises `NotFound`."""
        story = self.story(id_or_prefix)
        self._revision += story.guid not in self._released
        self._released.add(story.guid)
        return story

    def override_regions(self, id_or_prefix: str, focus: Focus) -> Story:
        """Say what a story is about on the map, for good, and return it as it was; raises `NotFound`."""
        story = self.story(id_or_prefix)
        entry = next(entry for entry in self._entries if entry.story.guid == story.guid)
        entry.story = replace(entry.story, analysis=replace(story.analysis, focus=focus))
        self._overridden[story.guid] = focus
        self._revision += 1
        return story

    def withdrawn(self, *, since: date | None = None) -> Iterator[Story]:
        """Yield what was published and is withdrawn, the last withdrawn first; from a day on, if given."""
        shown = [entry.as_story() for entry in self._entries if entry.story.withdrawn is not None]
        for story in sorted(shown, key=lambda story: story.updated, reverse=True):
            if self._is_confident(story) and (not since or since <= story.updated.astimezone(SHANGHAI).date()):
                yield story

    def is_only_source(self, path: str) -> bool:
        """Whether all stories of which a file is a source stand, and have no other source."""
        return all(story.sources == (path,) and story.withdrawn is None for story in self.stories_of_file(path))

    def missing(self) -> Mapping[str, datetime]:
        """Return the files that are not in the folder any more, with the first look that did not find each."""
        return {path: self._missing[path] for path in sorted(self._missing, key=os.fsencode)}

    def record_missing(self, paths: Collection[str], now: datetime) -> None:
        """Store that just these files were not found by the look of `now`."""
        known = self.fingerprints()
        self._missing = {path: self._missing.get(path, now) for path in paths if path in known}

    def remove_files(self, paths: Collection[str], now: datetime, *, withdraw: bool) -> int:
        """Store that files are gone; return how many stories were withdrawn with them, which no other file holds."""
        withdrawn = 0
        for path in sorted(path for path in paths if path in self.fingerprints()):
            self._gone.add(path)
            self._missing.pop(path, None)
            self._rejected.pop(path, None)
            linked = [entry for entry in self._entries if withdraw and entry.state_by_path.get(path) == "here"]
            self._revision += bool(linked)
            for entry in linked:
                entry.state_by_path[path] = "lost"
            for entry in linked:
                if not entry.is_in_any_file:
                    withdrawn += self._withdraw(entry, "its file was deleted", "file", now)
        return withdrawn

    def withdraw(self, id_or_prefix: str, reason: str, now: datetime) -> Story:
        """Take a story out of everything that is published, until it is reinstated; raises `NotFound`."""
        entry = self._entry(id_or_prefix)
        self._revision += self._withdraw(entry, reason, "editor", now)
        return entry.as_story()

    def reinstate(self, id_or_prefix: str) -> Story:
        """Publish a withdrawn story again, whoever withdrew it, and return it; raises `NotFound`."""
        entry = self._entry(id_or_prefix)
        self._revision += entry.story.withdrawn is not None
        entry.reinstate()
        return entry.as_story()

    def fragments(self) -> Iterator[tuple[str, Article]]:
        """Yield the continuations that wait for their story, each with the path of its page."""
        joined = {
            (path, said)
            for entry in self._entries
            for path, said in entry.digest_by_path.items()
            if entry.is_continuation(path)
        }
        for path, items in sorted(self._page_items.items()):
            fragments = [article for article in items if article.kind is ItemKind.FRAGMENT]
            yield from ((path, each) for each in fragments if (path, story_text(each).digest) not in joined)

    def jump_parts(self, paper: str | None, day: date, path: str) -> list[JumpPart]:
        """Return the halves of stories that the other pages of an issue hold, in the order of the pages."""
        with_it = [entry for entry in self._entries if entry.is_continuation(path)]
        joined = {
            (at, said)
            for entry in with_it
            for at, said in entry.digest_by_path.items()
            if entry.state_by_path[at] == "here"
        }
        others = [
            page for at, page in sorted(self._pages.items()) if at != path and (page.paper, page.day) == (paper, day)
        ]
        return [
            JumpPart(page.path, page.page_number, article, (page.path, story_text(article).digest) in joined)
            for page in others
            for article in self._page_items[page.path]
            if is_jump_part(article)
        ]

    def stories_of_file(self, path: str) -> list[Story]:
        """Return the stories of which a file is a source now, in the order in which they were first archived."""
        return [entry.as_story() for entry in self._entries if entry.state_by_path.get(path) in {"here", "part"}]

    def stories_by_guid(self, guids: Sequence[str]) -> Mapping[str, Story]:
        """Return the stories of these guids that are published, or were and are withdrawn."""
        shown = (entry.as_story() for entry in self._entries)
        return {s.guid: s for s in shown if s.guid in guids and (s.withdrawn is not None or self._is_confident(s))}

    def feed_histories(self) -> Mapping[str, FeedHistory]:
        """Return the roll of every feed that ever had a story, by its path."""
        return dict(self._histories)

    def feed_history(self, feed: str) -> FeedHistory:
        """Return the roll of one feed, which is empty where it never had a story."""
        return self._histories.get(feed, FeedHistory())

    def add_to_feeds(self, stories: Iterable[tuple[str, Collection[str]]], page_size: int) -> None:
        """Put the stories, which come the newest first, on the rolls of their feeds, the oldest first."""
        for guid_, feeds in reversed([*stories]):
            for feed in feeds:
                history = self.feed_history(feed)
                if guid_ not in (*history.pending, *(each for page in history.archived for each in page)):
                    self._histories[feed] = replace(history, pending=(*history.pending, guid_))
        for feed, history in self._histories.items():
            archived, pending = [*history.archived], history.pending
            while len(pending) > page_size:
                archived.append(pending[:page_size])
                pending = pending[page_size:]
            self._histories[feed] = FeedHistory(tuple(archived), pending)

    def save_issue(self, issue: Issue) -> None:
        """Store an issue of the digest, in the place of one with the same key."""
        self._issues[issue.key] = issue

    def issues(self) -> Iterator[Issue]:
        """Yield the issues of the digest, the latest first, with their stories as they are told now."""
        published = {story.guid: story for story in self._published()}
        for issue in sorted(self._issues.values(), key=lambda issue: (issue.last, issue.key), reverse=True):
            remaining = [
                (section, tuple(published[s.guid] for s in section.stories if s.guid in published))
                for section in issue.sections
            ]
            sections = tuple(
                replace(section, stories=stories, total=section.total - len(section.stories) + len(stories))
                for section, stories in remaining
                if stories
            )
            yield replace(issue, sections=sections, total=sum(section.total for section in sections))

    def paper_coverage(self) -> list[PaperCoverage]:
        """Return the papers by name, each with its pages and what their stories voted for."""
        pages = Counter(paper for paper, _ in self._home_votes.values())
        votes_of: dict[str, Counter[str]] = {paper: Counter() for paper in pages}
        for paper, codes in self._home_votes.values():
            votes_of[paper].update(codes)
        return [PaperCoverage(paper, pages[paper], dict(sorted(votes_of[paper].items()))) for paper in sorted(pages)]

    def revision(self) -> int:
        """Return a number that grows when any story changes in any way, and only then."""
        return self._revision

    def _published(self) -> Iterator[Story]:
        shown = (entry.as_story() for entry in self._entries if entry.story.withdrawn is None)
        return (story for story in shown if self._is_confident(story))

    def _is_confident(self, story: Story) -> bool:
        return story.guid in self._released or _confidence(story) >= self._hold_below

    def _entry(self, id_or_prefix: str) -> StoredStory:
        guid_ = self.story(id_or_prefix).guid
        return next(entry for entry in self._entries if entry.story.guid == guid_)


def _confidence(story: Story) -> float:
    return story.analysis.article.confidence
