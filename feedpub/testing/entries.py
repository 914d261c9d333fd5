"""A page, understood -> what the faked archive makes of its stories: new, found again, reworded, or gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from feedpub.model import Story
from feedpub.stages.alike import body_of, may_be_one, pair_off
from feedpub.stages.dating import change, first_second, publication
from feedpub.stages.identify import guid, identify, plain, short_id, unlike, wording
from feedpub.testing.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from feedpub.model import Focus, Page, Report, SourceFile, Understood
    from feedpub.stages.alike import Body
    from feedpub.stages.identify import Wording

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFF_THE_PAGE = "no longer on its page"


class Entries:
    """The stories in memory, and the work on them; a day begins, and a page comes out, in Shanghai."""

    def __init__(self, hour: int) -> None:
        self._hour = hour
        self._entries: list[Entry] = []
        self._pages: dict[str, Page] = {}
        self._taken: set[int] = set()
        self._fixed: dict[str, Focus] = {}
        self._missing: dict[str, datetime] = {}
        self._gone: set[str] = set()

    def after(self, second: int) -> int:
        """Return the first second from `second` on that no story has had."""
        return next(free for free in range(second, second + len(self._taken) + 1) if free not in self._taken)

    def before(self, second: int) -> int:
        """Return the last second up to `second` that no story has had."""
        return next(free for free in range(second, second - len(self._taken) - 1, -1) if free not in self._taken)

    def _file(self, understood: Understood, reports: Sequence[Report], source: SourceFile, now: datetime) -> None:
        path, page, before = source.path, understood.page, self._pages.get(source.path)
        held = {
            at: entry for at, entry in enumerate(self._entries) if entry.state.get(path) in {"here", "dropped", "lost"}
        }
        here = {at for at, entry in held.items() if entry.state[path] == "here"}
        is_other = bool(before and before.day and page.day and before.day != page.day)
        known = {
            at: entry.openings.get(entry.said[path]) or wording(entry.story.report.article)
            for at, entry in held.items()
            if not is_other and path not in entry.near
        }
        said = {} if is_other else {entry.said[path]: at for at, entry in reversed(held.items())}
        by_words = self._by_words()
        which = list(identify([_own(report) for report in reports], known, self._prints_said() | by_words, said))
        new = {_own(r).digest: r for r, at in zip(reversed(reports), reversed(which), strict=True) if at is None}
        places = {id(report): place for place, report in enumerate(understood.reports)}
        base = min(first_second(page.day, source.arrived, now, self._hour, SHANGHAI), int(now.timestamp()))
        taken = {at for at in which if at is not None} | (held.keys() if is_other else set())
        near = self._near({places[id(r)]: body_of(plain(r.article.text)) for r in new.values()}, taken, page, base)
        print_of = {digest: near[places[id(r)]] for digest, r in new.items() if places[id(r)] in near}
        which = [print_of.get(_own(r).digest, at) for r, at in zip(reports, which, strict=True)]
        new = {digest: report for digest, report in new.items() if digest not in print_of}
        self._add(sorted(new.values(), key=lambda report: places[id(report)]), places, page, source, now)
        found = {at: report for report, at in zip(reversed(reports), reversed(which), strict=True) if at is not None}
        for at, report in found.items():
            self._update(self._entries[at], report, path, page, now, by_words.keys())
        if reports:
            same = _is_same_page(before, page)
            is_same = bool(held.keys() & found.keys()) if same is None else same
            self._leave(here - found.keys(), path, "dropped" if is_same else "past", now)

    def _complete(self, path: str, report: Report, now: datetime) -> None:
        digest = _own(report).digest
        for entry in self._entries:
            if entry.state.get(path) == "here" and entry.said[path] == digest:
                self._update(entry, report, path, self._pages[path], now, ())

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
            digest = _own(report).digest
            origin = unlike(digest, [entry.story.id for entry in self._entries])
            moment = datetime.fromtimestamp(second, UTC)
            told = replace(report, opening=None, rest=None)
            story = Story(guid(origin), short_id(origin), told, moment, moment, (), page.paper, page.number)
            sketch = {*body_of(plain(report.article.text)).sketch}
            entry = Entry(story, now, source.path, [wording(report.article).digest], sketch, self._pages)
            entry.said[source.path], entry.state[source.path] = digest, "here"
            entry.attach(report)
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

    def _is_there(self, path: str) -> bool:
        return path not in self._missing and path not in self._gone

    def _prints_said(self) -> dict[str, int]:
        return {
            digest: at
            for at, entry in reversed([*enumerate(self._entries)])
            for path, digest in entry.said.items()
            if not entry.is_part(path)
        }

    def _update(
        self, entry: Entry, report: Report, path: str, page: Page, now: datetime, exact: Collection[str]
    ) -> None:
        digest, words = _own(report).digest, wording(report.article).digest
        is_new = path not in entry.state
        if is_new:
            entry.said[path], entry.state[path] = digest, "here"
            if digest not in exact:
                entry.near.add(path)
        says_other_words = entry.said[path] != digest or (is_new and digest not in exact)
        takes_over = says_other_words and words != entry.digests[-1]
        is_print = path in entry.near and entry.state[entry.speaker] == "here" and self._is_there(entry.speaker)
        if entry.speaker == path or (takes_over and not is_print):
            self._reword(entry, report, path, page, now)
            entry.speaker = path
            entry.near.discard(path)
        elif words == entry.digests[-1]:
            entry.near.discard(path)
        if report.rest or entry.speaker == path:
            entry.attach(report)
        entry.said[path], entry.state[path] = digest, "here"
        if entry.by in {"page", "file"}:
            entry.stand()
            entry.run = now

    def _reword(self, entry: Entry, report: Report, path: str, page: Page, now: datetime) -> None:
        story = entry.story
        if _words(story.report) != _words(report):
            updated, own = int(story.updated.timestamp()), _own(report).digest
            is_completed = report.rest is not None and entry.said[path] == entry.digests[-1] == own
            second = self.after(updated + 1) if is_completed else change(updated, int(now.timestamp()), self)
            self._taken.add(second)
            story = replace(story, updated=datetime.fromtimestamp(second, UTC))
            entry.run = now
            entry.digests.append(wording(report.article).digest)
            entry.sketch |= {*body_of(plain(report.article.text)).sketch}
        report = replace(report, focus=self._fixed.get(story.guid, report.focus), opening=None, rest=None)
        entry.story = replace(story, report=report, paper=page.paper, number=page.number)

    def _leave(self, gone: set[int], path: str, state: str, now: datetime) -> None:
        for at in sorted(gone):
            entry = self._entries[at]
            entry.state[path] = state
            if not entry.is_held:
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


def _own(report: Report) -> Wording:
    return wording(report.opening or report.article)


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
