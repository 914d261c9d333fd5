"""A page, understood -> what the faked archive makes of its stories: new, found again, reworded, or gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from feedpub.model import Story
from feedpub.stages.identity.identify import bare_text, guid, identify, short_id, story_text, unique_digest
from feedpub.stages.identity.near_duplicates import match_duplicates, may_be_same_story, shingled_text
from feedpub.stages.identity.publication_time import change_second, first_second, publication_seconds
from tests.model.stored_story import StoredStory

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from feedpub.model import AnalysedArticle, AnalysedPage, Focus, Page, SourceFile
    from feedpub.stages.identity.identify import StoryText
    from feedpub.stages.identity.near_duplicates import ShingledText

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFF_THE_PAGE = "no longer on its page"


class StoredStories:
    """The stories in memory, and the work on them; a day begins, and a page comes out, in Shanghai."""

    def __init__(self, publication_hour: int) -> None:
        self._publication_hour = publication_hour
        self._entries: list[StoredStory] = []
        self._pages: dict[str, Page] = {}
        self._used_seconds: set[int] = set()
        self._overridden: dict[str, Focus] = {}
        self._missing: dict[str, datetime] = {}
        self._gone: set[str] = set()

    def after(self, second: int) -> int:
        """Return the first second from `second` on that no story has had."""
        return next(
            free for free in range(second, second + len(self._used_seconds) + 1) if free not in self._used_seconds
        )

    def before(self, second: int) -> int:
        """Return the last second up to `second` that no story has had."""
        return next(
            free for free in range(second, second - len(self._used_seconds) - 1, -1) if free not in self._used_seconds
        )

    def _apply(
        self, analysed: AnalysedPage, articles: Sequence[AnalysedArticle], source: SourceFile, now: datetime
    ) -> None:
        path, page, before = source.path, analysed.page, self._pages.get(source.path)
        linked = {
            at: entry
            for at, entry in enumerate(self._entries)
            if entry.state_by_path.get(path) in {"here", "dropped", "lost"}
        }
        here = {at for at, entry in linked.items() if entry.state_by_path[path] == "here"}
        is_other = bool(before and before.day and page.day and before.day != page.day)
        known_texts = {
            at: entry.openings.get(entry.digest_by_path[path]) or story_text(entry.story.analysis.article)
            for at, entry in linked.items()
            if not is_other and path not in entry.near_paths
        }
        index_by_digest = {} if is_other else {entry.digest_by_path[path]: at for at, entry in reversed(linked.items())}
        index_by_text = self._index_by_text()
        matches = list(
            identify(
                [_own_text(article) for article in articles],
                known_texts,
                self._index_by_source_text() | index_by_text,
                index_by_digest,
            )
        )
        new = {
            _own_text(r).digest: r for r, at in zip(reversed(articles), reversed(matches), strict=True) if at is None
        }
        positions = {id(report): position for position, report in enumerate(analysed.articles)}
        base = min(first_second(page.day, source.found_at, now, self._publication_hour, SHANGHAI), int(now.timestamp()))
        taken = {at for at in matches if at is not None} | (linked.keys() if is_other else set())
        duplicates = self._find_duplicates(
            {positions[id(r)]: shingled_text(bare_text(r.article.text)) for r in new.values()}, taken, page, base
        )
        duplicate_of = {
            digest: duplicates[positions[id(r)]] for digest, r in new.items() if positions[id(r)] in duplicates
        }
        matches = [duplicate_of.get(_own_text(r).digest, at) for r, at in zip(articles, matches, strict=True)]
        new = {digest: report for digest, report in new.items() if digest not in duplicate_of}
        self._add(sorted(new.values(), key=lambda report: positions[id(report)]), positions, page, source, now)
        found = {at: report for report, at in zip(reversed(articles), reversed(matches), strict=True) if at is not None}
        for at, report in found.items():
            self._update_story(self._entries[at], report, path, page, now, index_by_text.keys())
        if articles:
            same = _is_same_page(before, page)
            is_same = bool(linked.keys() & found.keys()) if same is None else same
            self._detach(here - found.keys(), path, "dropped" if is_same else "past", now)

    def _complete_story(self, path: str, analysed: AnalysedArticle, now: datetime) -> None:
        digest = _own_text(analysed).digest
        for entry in self._entries:
            if entry.state_by_path.get(path) == "here" and entry.digest_by_path[path] == digest:
                self._update_story(entry, analysed, path, self._pages[path], now, ())

    def _index_by_text(self) -> dict[str, int]:
        earlier = {d: at for at, entry in reversed([*enumerate(self._entries)]) for d in entry.digests}
        return earlier | {entry.digests[-1]: at for at, entry in reversed([*enumerate(self._entries)])}

    def _add(
        self,
        articles: Sequence[AnalysedArticle],
        positions: Mapping[int, int],
        page: Page,
        source: SourceFile,
        now: datetime,
    ) -> None:
        base = first_second(page.day, source.found_at, now, self._publication_hour, SHANGHAI)
        seconds = publication_seconds(
            base, [positions[id(analysed)] for analysed in articles], int(now.timestamp()), self
        )
        self._used_seconds.update(seconds)
        for report, second in zip(articles, seconds, strict=True):
            digest = _own_text(report).digest
            origin = unique_digest(digest, [entry.story.id for entry in self._entries])
            moment = datetime.fromtimestamp(second, UTC)
            without_parts = replace(report, opening=None, continuation=None)
            story = Story(
                guid(origin), short_id(origin), without_parts, moment, moment, (), page.paper, page.page_number
            )
            minhash = {*shingled_text(bare_text(report.article.text)).minhash}
            entry = StoredStory(story, now, source.path, [story_text(report.article).digest], minhash, self._pages)
            entry.digest_by_path[source.path], entry.state_by_path[source.path] = digest, "here"
            entry.save_parts(report)
            self._entries.append(entry)

    def _find_duplicates(
        self, texts: Mapping[int, ShingledText], taken: Collection[int], page: Page, base: int
    ) -> dict[int, int]:
        moment = datetime.fromtimestamp(base, UTC)
        possible: dict[int, dict[int, ShingledText]] = {}
        for position, text in texts.items():
            shared = {at: len({*text.minhash} & entry.minhash) for at, entry in enumerate(self._entries)}
            closest = sorted((at for at in shared if shared[at] >= 2), key=lambda at: (-shared[at], at))[:8]
            candidates = {at: self._entries[at].story for at in closest if at not in taken}
            possible[position] = {
                at: shingled_text(bare_text(story.analysis.article.text))
                for at, story in candidates.items()
                if may_be_same_story(page.paper, story.paper, moment, story.published, SHANGHAI)
            }
        return match_duplicates(texts, possible)

    def _file_is_there(self, path: str) -> bool:
        return path not in self._missing and path not in self._gone

    def _index_by_source_text(self) -> dict[str, int]:
        return {
            digest: at
            for at, entry in reversed([*enumerate(self._entries)])
            for path, digest in entry.digest_by_path.items()
            if not entry.is_continuation(path)
        }

    def _update_story(
        self,
        entry: StoredStory,
        analysed: AnalysedArticle,
        path: str,
        page: Page,
        now: datetime,
        exact_digests: Collection[str],
    ) -> None:
        digest, full_digest = _own_text(analysed).digest, story_text(analysed.article).digest
        is_new = path not in entry.state_by_path
        if is_new:
            entry.digest_by_path[path], entry.state_by_path[path] = digest, "here"
            if digest not in exact_digests:
                entry.near_paths.add(path)
        text_changed = entry.digest_by_path[path] != digest or (is_new and digest not in exact_digests)
        differs_from_story = text_changed and full_digest != entry.digests[-1]
        is_other_print = (
            path in entry.near_paths
            and entry.state_by_path[entry.text_source] == "here"
            and self._file_is_there(entry.text_source)
        )
        if entry.text_source == path or (differs_from_story and not is_other_print):
            self._change_text(entry, analysed, path, page, now)
            entry.text_source = path
            entry.near_paths.discard(path)
        elif full_digest == entry.digests[-1]:
            entry.near_paths.discard(path)
        if analysed.continuation or entry.text_source == path:
            entry.save_parts(analysed)
        entry.digest_by_path[path], entry.state_by_path[path] = digest, "here"
        if entry.withdrawn_by in {"page", "file"}:
            entry.reinstate()
            entry.run = now

    def _change_text(self, entry: StoredStory, analysed: AnalysedArticle, path: str, page: Page, now: datetime) -> None:
        story = entry.story
        if _readable_text(story.analysis) != _readable_text(analysed):
            updated, own = int(story.updated.timestamp()), _own_text(analysed).digest
            is_completed = analysed.continuation is not None and entry.digest_by_path[path] == entry.digests[-1] == own
            second = self.after(updated + 1) if is_completed else change_second(updated, int(now.timestamp()), self)
            self._used_seconds.add(second)
            story = replace(story, updated=datetime.fromtimestamp(second, UTC))
            entry.run = now
            entry.digests.append(story_text(analysed.article).digest)
            entry.minhash |= {*shingled_text(bare_text(analysed.article.text)).minhash}
        analysed = replace(
            analysed, focus=self._overridden.get(story.guid, analysed.focus), opening=None, continuation=None
        )
        entry.story = replace(story, analysis=analysed, paper=page.paper, page_number=page.page_number)

    def _detach(self, indexes: set[int], path: str, state: str, now: datetime) -> None:
        for at in sorted(indexes):
            entry = self._entries[at]
            entry.state_by_path[path] = state
            if not entry.is_in_any_file:
                self._withdraw(entry, OFF_THE_PAGE, "page", now)

    def _withdraw(self, entry: StoredStory, reason: str, by: str, now: datetime) -> bool:
        story = entry.story
        if story.withdrawn is not None and (by != "editor" or (story.withdrawn, entry.withdrawn_by) == (reason, by)):
            return False
        second = change_second(int(story.updated.timestamp()), int(now.timestamp()), self)
        self._used_seconds.add(second)
        entry.story = replace(story, withdrawn=reason)
        entry.withdrawn_at, entry.withdrawn_by = datetime.fromtimestamp(second, UTC), by
        return True


def _own_text(analysed: AnalysedArticle) -> StoryText:
    return story_text(analysed.opening or analysed.article)


def _readable_text(analysed: AnalysedArticle) -> tuple[str, ...]:
    printed = analysed.headline, analysed.article.byline or "", analysed.summary.text
    return (*map(bare_text, printed), story_text(analysed.article).digest)


def _is_same_page(before: Page | None, page: Page) -> bool | None:
    if before is None:
        return None
    pairs = (before.day, page.day), (before.paper, page.paper), (before.page_number, page.page_number)
    if any(one and other and one != other for one, other in pairs):
        return False
    return True if before.day and page.day else None
