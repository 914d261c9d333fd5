"""The archive, faked: everything that was ever published, in memory. tests/contracts holds it to the real one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from feedpub.errors import NotFound
from feedpub.model import PUBLISHED, Beat, Kind, Report, Roll, SourceFile, Spoiled, Story
from feedpub.regions import lineage
from feedpub.stages.alike import body_of, may_be_one, pair_off
from feedpub.stages.dating import change, first_second, publication
from feedpub.stages.identify import guid, identify, plain, short_id, unlike, wording
from feedpub.testing.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from feedpub.model import Article, Focus, Issue, Page, Understood
    from feedpub.stages.alike import Body

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFF_THE_PAGE = "no longer on its page"


class FakeArchive:
    """Keeps the promise of `feedpub.ports.Archive` without a file; a day begins, and a page comes out, in Shanghai."""

    def __init__(self, hour: int = 6, hold_below: float = 0.0) -> None:
        self._hour = hour
        self._hold_below = hold_below
        self._released: set[str] = set()
        self._fixed: dict[str, Focus] = {}
        self._entries: list[Entry] = []
        self._pages: dict[str, Page] = {}
        self._asides: dict[str, list[Article]] = {}
        self._prints: dict[str, str] = {}
        self._taken: set[int] = set()
        self._revision = 0
        self._issues: dict[str, Issue] = {}
        self._rolls: dict[str, Roll] = {}
        self._votes: dict[tuple[str, date | None], tuple[str, tuple[str, ...]]] = {}

    def known(self) -> Mapping[str, str]:
        """Return the fingerprint of every source that was dealt with, by path."""
        return dict(self._prints)

    def keep(self, understood: Understood, source: SourceFile, now: datetime) -> int:
        """Store a page and its articles; return how many stories are new or changed."""
        before = [(entry.shown(), entry.story) for entry in self._entries]
        reports = [report for report in understood.reports if report.article.kind in PUBLISHED]
        self._file(understood, reports, source, now)
        asides = [report.article for report in understood.reports if report.article.kind not in PUBLISHED]
        self._prints[source.path], self._asides[source.path] = source.fingerprint, asides
        self._pages[source.path] = page = understood.page
        self._votes.pop((source.path, page.day), None)
        if page.paper:
            self._votes[source.path, page.day] = (page.paper, understood.votes)
        after = [(entry.shown(), entry.story) for entry in self._entries]
        self._revision += [shown for shown, _ in before] != [shown for shown, _ in after]
        known = dict.fromkeys(range(len(before)), None)
        return sum(at not in known or before[at][1] != story for at, (_, story) in enumerate(after))

    def note_spoiled(self, spoiled: Spoiled, source: SourceFile | Spoiled, now: datetime) -> None:  # noqa: ARG002 - the port
        """Store that a file could not be used; what it held before stays published."""
        self._prints[source.path] = source.fingerprint

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
        """Yield the continuations from other pages, each with the path of its page."""
        for path, asides in sorted(self._asides.items()):
            yield from ((path, article) for article in asides if article.kind is Kind.FRAGMENT)

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

    def after(self, second: int) -> int:
        """Return the first second from `second` on that no story has had."""
        return next(free for free in range(second, second + len(self._taken) + 1) if free not in self._taken)

    def before(self, second: int) -> int:
        """Return the last second up to `second` that no story has had."""
        return next(free for free in range(second, second - len(self._taken) - 1, -1) if free not in self._taken)

    def _standing(self) -> Iterator[Story]:
        shown = (entry.shown() for entry in self._entries if entry.story.withdrawn is None)
        return (story for story in shown if self._is_sure(story))

    def _is_sure(self, story: Story) -> bool:
        return story.guid in self._released or _certainty(story) >= self._hold_below

    def _file(self, understood: Understood, reports: Sequence[Report], source: SourceFile, now: datetime) -> None:
        path, page, before = source.path, understood.page, self._pages.get(source.path)
        held = {at: entry for at, entry in enumerate(self._entries) if entry.state.get(path) in {"here", "dropped"}}
        here = {at for at, entry in held.items() if entry.state[path] == "here"}
        is_other = bool(before and before.day and page.day and before.day != page.day)
        known = {
            at: wording(entry.story.report.article)
            for at, entry in held.items()
            if not is_other and path not in entry.near
        }
        said = {} if is_other else {entry.said[path]: at for at, entry in reversed(held.items())}
        by_words = self._by_words()
        which = list(
            identify([wording(report.article) for report in reports], known, self._prints_said() | by_words, said)
        )
        new = {
            wording(r.article).digest: r for r, at in zip(reversed(reports), reversed(which), strict=True) if at is None
        }
        places = {id(report): place for place, report in enumerate(understood.reports)}
        base = min(first_second(page.day, source.arrived, now, self._hour, SHANGHAI), int(now.timestamp()))
        taken = {at for at in which if at is not None} | (held.keys() if is_other else set())
        near = self._near({places[id(r)]: body_of(plain(r.article.text)) for r in new.values()}, taken, page, base)
        print_of = {digest: near[places[id(r)]] for digest, r in new.items() if places[id(r)] in near}
        which = [print_of.get(wording(r.article).digest, at) for r, at in zip(reports, which, strict=True)]
        new = {digest: report for digest, report in new.items() if digest not in print_of}
        self._add(sorted(new.values(), key=lambda report: places[id(report)]), places, page, source, now)
        found = {at: report for report, at in zip(reversed(reports), reversed(which), strict=True) if at is not None}
        for at, report in found.items():
            self._update(self._entries[at], report, path, page, now, by_words.keys())
        if reports:
            same = _is_same_page(before, page)
            is_same = bool(held.keys() & found.keys()) if same is None else same
            self._leave(here - found.keys(), path, "dropped" if is_same else "past", now)

    def _by_words(self) -> dict[str, int]:
        then = {d: at for at, entry in reversed([*enumerate(self._entries)]) for d in entry.digests}
        return then | {entry.digests[-1]: at for at, entry in reversed([*enumerate(self._entries)])}

    def _add(
        self, reports: Sequence[Report], places: Mapping[int, int], page: Page, source: SourceFile, now: datetime
    ) -> None:
        base = first_second(page.day, source.arrived, now, self._hour, SHANGHAI)
        seconds = publication(base, [places[id(report)] for report in reports], int(now.timestamp()), self)
        self._taken.update(seconds)
        for report, second in zip(reports, seconds, strict=True):
            digest = wording(report.article).digest
            origin = unlike(digest, [entry.story.id for entry in self._entries])
            moment = datetime.fromtimestamp(second, UTC)
            story = Story(guid(origin), short_id(origin), report, moment, moment, (), page.paper, page.number)
            sketch = {*body_of(plain(report.article.text)).sketch}
            entry = Entry(story, now, source.path, [digest], sketch, {source.path: digest}, {source.path: "here"})
            self._entries.append(entry)

    def _near(self, new: Mapping[int, Body], taken: Collection[int], page: Page, base: int) -> dict[int, int]:
        moment = datetime.fromtimestamp(base, UTC)
        may_be: dict[int, dict[int, Body]] = {}
        for place, body in new.items():
            shared = {at: len({*body.sketch} & entry.sketch) for at, entry in enumerate(self._entries)}
            closest = sorted((at for at in shared if shared[at] >= 2), key=lambda at: (-shared[at], at))[:8]
            prints = {at: self._entries[at].story for at in closest if at not in taken}
            may_be[place] = {
                at: body_of(plain(story.report.article.text))
                for at, story in prints.items()
                if may_be_one(page.paper, story.paper, moment, story.published, SHANGHAI)
            }
        return pair_off(new, may_be)

    def _prints_said(self) -> dict[str, int]:
        return {digest: at for at, entry in reversed([*enumerate(self._entries)]) for digest in entry.said.values()}

    def _update(
        self, entry: Entry, report: Report, path: str, page: Page, now: datetime, exact: Collection[str]
    ) -> None:
        digest = wording(report.article).digest
        was_held = path in entry.state
        says_other_words = was_held and entry.said[path] != digest
        takes_over = says_other_words and digest != entry.digests[-1]
        is_print = path in entry.near and entry.state[entry.speaker] == "here"
        if digest == entry.digests[-1]:
            entry.near.discard(path)
        elif not was_held and digest not in exact:
            entry.near.add(path)
        if was_held and (entry.speaker == path or (takes_over and not is_print)):
            self._reword(entry, report, page, now)
            entry.speaker = path
        entry.said[path], entry.state[path] = digest, "here"
        if entry.by in {"page", "file"}:
            entry.stand()
            entry.run = now

    def _reword(self, entry: Entry, report: Report, page: Page, now: datetime) -> None:
        story = entry.story
        if _words(story.report) != _words(report):
            second = change(int(story.updated.timestamp()), int(now.timestamp()), self)
            self._taken.add(second)
            story = replace(story, updated=datetime.fromtimestamp(second, UTC))
            entry.run = now
            entry.digests.append(wording(report.article).digest)
            entry.sketch |= {*body_of(plain(report.article.text)).sketch}
        report = replace(report, focus=self._fixed.get(story.guid, report.focus))
        entry.story = replace(story, report=report, paper=page.paper, number=page.number)

    def _leave(self, gone: set[int], path: str, state: str, now: datetime) -> None:
        for at in sorted(gone):
            entry = self._entries[at]
            entry.state[path] = state
            if set(entry.state.values()) == {"dropped"}:
                self._withdraw(entry, OFF_THE_PAGE, "page", now)

    def _withdraw(self, entry: Entry, reason: str, by: str, now: datetime) -> bool:
        story = entry.story
        if story.withdrawn is not None and (by != "editor" or (story.withdrawn, entry.by) == (reason, by)):
            return False
        second = change(int(story.updated.timestamp()), int(now.timestamp()), self)
        self._taken.add(second)
        entry.story = replace(story, withdrawn=reason)
        entry.off, entry.by = datetime.fromtimestamp(second, UTC), by
        return True

    def _entry(self, id_or_prefix: str) -> Entry:
        guid_ = self.story(id_or_prefix).guid
        return next(entry for entry in self._entries if entry.story.guid == guid_)


def _words(report: Report) -> tuple[str, ...]:
    printed = report.headline, report.article.byline or "", report.summary.text
    return (*map(plain, printed), wording(report.article).digest)


def _is_same_page(before: Page | None, page: Page) -> bool | None:
    if before is None:
        return None
    pairs = (before.day, page.day), (before.paper, page.paper), (before.number, page.number)
    if any(one and other and one != other for one, other in pairs):
        return False
    return True if before.day and page.day else None


def _certainty(story: Story) -> float:
    return story.report.article.confidence
