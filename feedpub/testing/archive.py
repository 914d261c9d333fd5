"""The archive, faked: everything that was ever published, in memory. tests/contracts holds it to the real one."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub.errors import NotFound
from feedpub.model import PUBLISHED, Beat, Half, Kind, Refusal, Roll, SourceFile, Spoiled, Story
from feedpub.regions import lineage
from feedpub.stages.identify import wording
from feedpub.stages.jumps import is_half
from feedpub.testing.entries import SHANGHAI, Entries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from feedpub.model import Article, Focus, Issue, Understood
    from feedpub.testing.entry import Entry


class FakeArchive(Entries):
    """Keeps the promise of `feedpub.ports.Archive` without a file; a day begins, and a page comes out, in Shanghai."""

    def __init__(self, hour: int = 6, hold_below: float = 0.0) -> None:
        super().__init__(hour)
        self._hold_below = hold_below
        self._released: set[str] = set()
        self._asides: dict[str, list[Article]] = {}
        self._prints: dict[str, str] = {}
        self._refusals: dict[str, Refusal] = {}
        self._revision = 0
        self._issues: dict[str, Issue] = {}
        self._rolls: dict[str, Roll] = {}
        self._votes: dict[tuple[str, date | None], tuple[str, tuple[str, ...]]] = {}

    def known(self) -> Mapping[str, str]:
        """Return the fingerprint of every source that was dealt with and is not gone, by path."""
        return {path: mark for path, mark in self._prints.items() if path not in self._gone}

    def keep(self, understood: Understood, source: SourceFile, now: datetime) -> int:
        """Store a page and its articles; return how many stories are new or changed."""
        before = [(entry.shown(), entry.story) for entry in self._entries]
        reports = [report for report in understood.reports if report.article.kind in PUBLISHED]
        for path, report in understood.elsewhere:
            self._complete(path, report, now)
        self._file(understood, reports, source, now)
        whole = [report.opening or report.article for report in understood.reports]
        asides = [article for article in whole if article.kind not in PUBLISHED or is_half(article)]
        self._prints[source.path], self._asides[source.path] = source.fingerprint, asides
        self._refusals.pop(source.path, None)
        self._gone.discard(source.path)
        self._pages[source.path] = page = understood.page
        self._votes.pop((source.path, page.day), None)
        if page.paper:
            self._votes[source.path, page.day] = (page.paper, understood.votes)
        after = [(entry.shown(), entry.story) for entry in self._entries]
        self._revision += [shown for shown, _ in before] != [shown for shown, _ in after]
        known = dict.fromkeys(range(len(before)), None)
        return sum(at not in known or before[at][1] != story for at, (_, story) in enumerate(after))

    def note_spoiled(self, spoiled: Spoiled, source: SourceFile | Spoiled, now: datetime) -> None:
        """Store that a file could not be used; what it held before stays published."""
        self._gone.discard(source.path)
        before = self._refusals.get(source.path)
        if before is None or (before.reason, self._prints[source.path]) != (spoiled.reason, source.fingerprint):
            self._refusals[source.path] = Refusal(source.path, spoiled.reason, now)
        self._prints[source.path] = source.fingerprint

    def spoiled(self) -> Sequence[Refusal]:
        """Return the files that could not be used as they are now."""
        return [self._refusals[path] for path in sorted(self._refusals, key=os.fsencode)]

    def retry(self, path: str) -> None:
        """Have the next run try a file again that was refused."""
        if path not in self._refusals:
            raise NotFound(f"{path}: no file of this name was refused")
        self._prints[path] = ""

    def stories(self, *, first: date | None = None, last: date | None = None) -> Iterator[Story]:
        """Yield the published stories, newest first; between two days of publication, both included, where given."""
        for story in sorted(self._standing(), key=lambda story: story.published, reverse=True):
            day = story.published.astimezone(SHANGHAI).date()
            if (not first or first <= day) and (not last or day <= last):
                yield story

    def latest(self) -> Iterator[Story]:
        """Yield the published stories that the last productive run brought, newest first."""
        last = max((entry.run for entry in self._entries), default=None)
        brought = {entry.story.guid for entry in self._entries if entry.run == last}
        return (story for story in self.stories() if story.guid in brought)

    def story(self, id_or_prefix: str) -> Story:
        """Return one story by its id, its guid or an unambiguous beginning of the id; raises `NotFound`."""
        name = id_or_prefix.strip().lower()
        shown = [entry.shown() for entry in self._entries]
        found = [story for story in shown if name and (story.guid == name or story.id.startswith(name))]
        if len(found) != 1:
            raise NotFound(f"{id_or_prefix}: {len(found)} stories are called so")
        return found[0]

    def counts(self) -> Mapping[str, int]:
        """Return how many stories each region's code has, those below it included; "" is all."""
        found: Counter[str] = Counter({"": 0, "national": 0})
        for story in self._standing():
            focus = story.report.focus
            found.update({above.code for located in focus.regions for above in lineage(located.region)})
            found.update([""] + ["national"] * focus.national)
        return dict(found)

    def tags(self) -> Mapping[str, int]:
        """Return how many published stories have each keyword."""
        return Counter(word for story in self._standing() for word in set(story.report.summary.keywords))

    def held(self) -> Iterator[Story]:
        """Yield the stories that are held back, the least certain first."""
        shown = [entry.shown() for entry in self._entries if entry.story.withdrawn is None]
        waiting = [story for story in shown if not self._is_sure(story)]
        return iter(sorted(waiting, key=lambda story: (_certainty(story), story.published, story.guid)))

    def release(self, id_or_prefix: str) -> Story:
        """Publish a story that is held back, for good, and return it; raises `NotFound`."""
        story = self.story(id_or_prefix)
        self._revision += story.guid not in self._released
        self._released.add(story.guid)
        return story

    def fix_focus(self, id_or_prefix: str, focus: Focus) -> Story:
        """Say what a story is about on the map, for good, and return it as it was; raises `NotFound`."""
        story = self.story(id_or_prefix)
        entry = next(entry for entry in self._entries if entry.story.guid == story.guid)
        entry.story = replace(entry.story, report=replace(story.report, focus=focus))
        self._fixed[story.guid] = focus
        self._revision += 1
        return story

    def withdrawn(self, *, since: date | None = None) -> Iterator[Story]:
        """Yield what was published and is withdrawn, the last withdrawn first; from a day on, if given."""
        shown = [entry.shown() for entry in self._entries if entry.story.withdrawn is not None]
        for story in sorted(shown, key=lambda story: story.updated, reverse=True):
            if self._is_sure(story) and (not since or since <= story.updated.astimezone(SHANGHAI).date()):
                yield story

    def is_sole(self, path: str) -> bool:
        """Whether all stories of which a file is a source stand, and have no other source."""
        return all(story.sources == (path,) and story.withdrawn is None for story in self.held_by(path))

    def missing(self) -> Mapping[str, datetime]:
        """Return the files that are not in the folder any more, with the first look that did not find each."""
        return {path: self._missing[path] for path in sorted(self._missing, key=os.fsencode)}

    def note_missing(self, paths: Collection[str], now: datetime) -> None:
        """Store that just these files were not found by the look of `now`."""
        known = self.known()
        self._missing = {path: self._missing.get(path, now) for path in paths if path in known}

    def let_go(self, paths: Collection[str], now: datetime, *, withdraw: bool) -> int:
        """Store that files are gone; return how many stories were withdrawn with them, which no other file holds."""
        withdrawn = 0
        for path in sorted(path for path in paths if path in self.known()):
            self._gone.add(path)
            self._missing.pop(path, None)
            self._refusals.pop(path, None)
            mine = [entry for entry in self._entries if withdraw and entry.state.get(path) == "here"]
            self._revision += bool(mine)
            for entry in mine:
                entry.state[path] = "lost"
            for entry in mine:
                if not entry.is_held:
                    withdrawn += self._withdraw(entry, "its file was deleted", "file", now)
        return withdrawn

    def withdraw(self, id_or_prefix: str, reason: str, now: datetime) -> Story:
        """Take a story out of everything that is published, until it is reinstated; raises `NotFound`."""
        entry = self._entry(id_or_prefix)
        self._revision += self._withdraw(entry, reason, "editor", now)
        return entry.shown()

    def reinstate(self, id_or_prefix: str) -> Story:
        """Publish a withdrawn story again, whoever withdrew it, and return it; raises `NotFound`."""
        entry = self._entry(id_or_prefix)
        self._revision += entry.story.withdrawn is not None
        entry.stand()
        return entry.shown()

    def fragments(self) -> Iterator[tuple[str, Article]]:
        """Yield the continuations that wait for their story, each with the path of its page."""
        told = {(path, said) for entry in self._entries for path, said in entry.said.items() if entry.is_part(path)}
        for path, asides in sorted(self._asides.items()):
            fragments = [article for article in asides if article.kind is Kind.FRAGMENT]
            yield from ((path, each) for each in fragments if (path, wording(each).digest) not in told)

    def halves(self, paper: str | None, day: date, path: str) -> list[Half]:
        """Return the halves of stories that the other pages of an issue hold, in the order of the pages."""
        with_it = [entry for entry in self._entries if entry.is_part(path)]
        joined = {(at, said) for entry in with_it for at, said in entry.said.items() if entry.state[at] == "here"}
        others = [
            page for at, page in sorted(self._pages.items()) if at != path and (page.paper, page.day) == (paper, day)
        ]
        return [
            Half(page.path, page.number, article, (page.path, wording(article).digest) in joined)
            for page in others
            for article in self._asides[page.path]
            if is_half(article)
        ]

    def held_by(self, path: str) -> list[Story]:
        """Return the stories of which a file is a source now, in the order in which they were first archived."""
        return [entry.shown() for entry in self._entries if entry.state.get(path) in {"here", "part"}]

    def told(self, guids: Sequence[str]) -> Mapping[str, Story]:
        """Return the stories of these guids that are published, or were and are withdrawn."""
        shown = (entry.shown() for entry in self._entries)
        return {s.guid: s for s in shown if s.guid in guids and (s.withdrawn is not None or self._is_sure(s))}

    def rolls(self) -> Mapping[str, Roll]:
        """Return the roll of every feed that ever had a story, by its path."""
        return dict(self._rolls)

    def roll(self, feed: str) -> Roll:
        """Return the roll of one feed, which is empty where it never had a story."""
        return self._rolls.get(feed, Roll())

    def enrol(self, stories: Iterable[tuple[str, Collection[str]]], size: int) -> None:
        """Put the stories, which come the newest first, on the rolls of their feeds, the oldest first."""
        for guid_, feeds in reversed([*stories]):
            for feed in feeds:
                roll = self.roll(feed)
                if guid_ not in (*roll.loose, *(each for volume in roll.volumes for each in volume)):
                    self._rolls[feed] = replace(roll, loose=(*roll.loose, guid_))
        for feed, roll in self._rolls.items():
            volumes, loose = [*roll.volumes], roll.loose
            while len(loose) > size:
                volumes.append(loose[:size])
                loose = loose[size:]
            self._rolls[feed] = Roll(tuple(volumes), loose)

    def keep_issue(self, issue: Issue) -> None:
        """Store an issue of the digest, in the place of one with the same key."""
        self._issues[issue.key] = issue

    def issues(self) -> Iterator[Issue]:
        """Yield the issues of the digest, the latest first, with their stories as they are told now."""
        standing = {story.guid: story for story in self._standing()}
        for issue in sorted(self._issues.values(), key=lambda issue: (issue.last, issue.key), reverse=True):
            cut = [
                (section, tuple(standing[s.guid] for s in section.stories if s.guid in standing))
                for section in issue.sections
            ]
            sections = tuple(
                replace(section, stories=told, total=section.total - len(section.stories) + len(told))
                for section, told in cut
                if told
            )
            yield replace(issue, sections=sections, total=sum(section.total for section in sections))

    def beats(self) -> list[Beat]:
        """Return the papers by name, each with its pages and what their stories voted for."""
        pages = Counter(paper for paper, _ in self._votes.values())
        cast: dict[str, Counter[str]] = {paper: Counter() for paper in pages}
        for paper, codes in self._votes.values():
            cast[paper].update(codes)
        return [Beat(paper, pages[paper], dict(sorted(cast[paper].items()))) for paper in sorted(pages)]

    def revision(self) -> int:
        """Return a number that grows when any story changes in any way, and only then."""
        return self._revision

    def _standing(self) -> Iterator[Story]:
        shown = (entry.shown() for entry in self._entries if entry.story.withdrawn is None)
        return (story for story in shown if self._is_sure(story))

    def _is_sure(self, story: Story) -> bool:
        return story.guid in self._released or _certainty(story) >= self._hold_below

    def _entry(self, id_or_prefix: str) -> Entry:
        guid_ = self.story(id_or_prefix).guid
        return next(entry for entry in self._entries if entry.story.guid == guid_)


def _certainty(story: Story) -> float:
    return story.report.article.confidence
