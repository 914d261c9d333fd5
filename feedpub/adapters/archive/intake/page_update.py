"""One page in an open transaction -> its stories are new, or found again, or reworded, or no longer on it.

Which is which, `stages.identity.identify` decides, and when it was published, `identity.publication_time`. Here is what
that means for the tables:

- A story has the text of the source that changed it last, its text source. What other sources said stays noted, so that
  reading them again changes nothing. A near-duplicate supplies the text only when the text source is gone.
- A story that its page no longer has is withdrawn, and returns when the page has it again. But a file in which
  nothing of the old page is left, or which says another day, was overwritten by another page: the old one's stories
  stay, as those of a deleted file do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, insert, literal_column, select, union_all, update

from feedpub.adapters.archive import rows
from feedpub.adapters.archive.intake import duplicates as duplicates_module
from feedpub.adapters.archive.intake import jumps
from feedpub.adapters.archive.intake.duplicates import find_duplicates
from feedpub.adapters.archive.intake.sources import has_other_day, is_in_any_file, is_same_page
from feedpub.adapters.archive.intake.withdrawals import AUTOMATIC, NOT_WITHDRAWN, OFF_THE_PAGE, withdraw_story
from feedpub.adapters.archive.rows import save_story_regions
from feedpub.adapters.archive.tables import (
    LinkState,
    SourceStatus,
    WithdrawnBy,
    article_regions,
    article_sources,
    articles,
    page_items,
    revisions,
    runs,
    sources,
)
from feedpub.model import PUBLISHED_KINDS
from feedpub.stages.identity.identify import StoryText, bare_text, guid, identify, short_id, story_text, unique_digest
from feedpub.stages.identity.jump_matching import is_opening
from feedpub.stages.identity.near_duplicates import shingled_text
from feedpub.stages.identity.publication_time import change_second, first_second, publication_seconds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from sqlalchemy import BindParameter, ColumnElement, Connection, RowMapping

    from feedpub.adapters.archive.intake.timestamps import UniqueTimestamps
    from feedpub.model import AnalysedArticle, Page
    from feedpub.stages.identity.near_duplicates import ShingledText


@dataclass(frozen=True)
class _PageItem:
    """A story of the page: its place among all items, its report and its words."""

    position: int
    analysed: AnalysedArticle
    text: StoryText

    @cached_property
    def full_digest(self) -> str:
        """The digest of the whole text: more than the page has, where the rest is on another one."""
        return story_text(self.analysed.article).digest

    @cached_property
    def shingles(self) -> ShingledText:
        """Its body, to be compared with other prints of it."""
        return shingled_text(bare_text(self.analysed.article.text))


# What every page asks, made once: making a statement costs more than asking it.
_INSERT_ARTICLE = insert(articles).returning(articles.c.key)
_INSERT_REGIONS = insert(article_regions)
_INSERT_LINK = insert(article_sources)
_ID_IS_USED = select(articles.c.id).where(articles.c.id == bindparam("wanted"))
_PAGE_ITEMS_OF = select(page_items).where(page_items.c.source == bindparam("of")).order_by(page_items.c.place)
_LAST_RUN = select(runs.c.key, runs.c.started).order_by(runs.c.key.desc()).limit(1)
_COUNT_IN_RUN = (
    update(runs)
    .where(runs.c.key == bindparam("of"))
    .values(new=runs.c.new + bindparam("more"), changed=runs.c.changed + bindparam("others"))
)
_IN_SOURCE, _IN_REVISION, _IN_ARTICLE = range(3)
"""Where words were found: in a file's print of a story, in what a story said once, in what it says now."""
_DIGESTS: BindParameter[Any] = bindparam("digests", expanding=True)
_FIND_BY_DIGEST = union_all(
    select(literal_column(str(_IN_SOURCE)).label("where"), article_sources.c.digest, article_sources.c.article)
    .where(article_sources.c.digest.in_(_DIGESTS))
    .where(article_sources.c.state != LinkState.CONTINUATION.value),
    select(literal_column(str(_IN_REVISION)), revisions.c.digest, revisions.c.article).where(
        revisions.c.digest.in_(_DIGESTS)
    ),
    select(literal_column(str(_IN_ARTICLE)), articles.c.digest, articles.c.key).where(articles.c.digest.in_(_DIGESTS)),
)


@dataclass
class PageUpdate:
    """The work on one page; `source` is its key in the table of sources."""

    connection: Connection
    source: int
    page: Page
    found_at: datetime
    now: datetime
    timestamps: UniqueTimestamps
    zone: tzinfo
    publication_hour: int
    _new_count: int = 0
    _changed_count: int = 0
    changed_any: bool = False
    """Whether any story changed in any way."""
    _exact_digests: Collection[str] = ()

    def apply(self, analysed_articles: Sequence[AnalysedArticle], before: Mapping[str, Any] | None) -> int:
        """Bring the tables up to the page; return how many stories are new or changed. Writes only differences."""
        items = [
            _PageItem(position, analysed, story_text(analysed.opening or analysed.article))
            for position, analysed in enumerate(analysed_articles)
            if analysed.article.kind in PUBLISHED_KINDS
        ]
        linked_stories = (
            self._linked_stories(
                article_sources.c.state.not_in([LinkState.SUPERSEDED.value, LinkState.CONTINUATION.value])
            )
            if before
            else {}
        )
        is_other_page = before is not None and has_other_day(before, self.page)
        known_texts = {} if is_other_page else self._known_texts(linked_stories)
        key_by_digest = (
            {} if is_other_page else {row["said"]: key for key, row in sorted(linked_stories.items(), reverse=True)}
        )
        matches = identify([item.text for item in items], known_texts, self._find_by_digest(items), key_by_digest)
        found = [(item, key) for item, key in zip(items, matches, strict=True) if key is not None]
        unmatched = [item for item, key in zip(items, matches, strict=True) if key is None]
        duplicates = self._find_duplicates(
            unmatched, {key for _, key in found} | (linked_stories.keys() if is_other_page else set())
        )
        found += [(item, duplicates[item.text.digest]) for item in unmatched if item.text.digest in duplicates]
        added = self._add([item for item in unmatched if item.text.digest not in duplicates])
        from_elsewhere = {key for _, key in found} - linked_stories.keys()
        rows_by_key = linked_stories | (
            self._linked_stories(articles.c.key.in_(from_elsewhere)) if before and from_elsewhere else {}
        )
        for key, item in {key: item for item, key in reversed(found)}.items():
            self._update_story(key, item, rows_by_key.get(key))
        self._save_jump_parts(added | {key: item for item, key in found if key in rows_by_key}, rows_by_key)
        if items:
            self._detach(linked_stories, {key for _, key in found}, before)
        self._save_page_items(analysed_articles, is_new=before is None)
        self._count_in_run()
        return self._new_count + self._changed_count

    def complete_story(self, analysed: AnalysedArticle) -> int:
        """Bring a story of this page, which another page completes, up to that; return whether it changed, as 0 or 1.

        It is known by its opening; where that is this page's no longer, nothing is done.
        """
        item = _PageItem(0, analysed, story_text(analysed.opening or analysed.article))
        condition = article_sources.c.digest == item.text.digest, article_sources.c.state == LinkState.HERE.value
        stories = self._linked_stories(and_(*condition))
        for key, row in stories.items():
            self._update_story(key, item, row)
            self._save_jump_parts({key: item}, stories)
        self._count_in_run()
        return self._changed_count

    def _linked_stories(self, condition: ColumnElement[bool]) -> dict[int, RowMapping]:
        """Return those of the stories that this file ever held, with its link to each, by their keys."""
        query = (
            select(articles, article_sources.c.digest.label("said"), article_sources.c.state, article_sources.c.near)
            .join_from(articles, article_sources, article_sources.c.article == articles.c.key)
            .where(article_sources.c.source == self.source, condition)
        )
        return {row["key"]: row for row in self.connection.execute(query).mappings()}

    def _known_texts(self, linked_stories: Mapping[int, RowMapping]) -> dict[int, StoryText]:
        """Return what this file said of its stories, those left out for which it only has another print."""
        openings = jumps.openings_of(self.connection, self.source) if linked_stories else {}
        return {
            key: openings.get(row["said"]) or _text_of_row(row)
            for key, row in linked_stories.items()
            if not row["near"]
        }

    def _find_by_digest(self, items: Iterable[_PageItem]) -> dict[str, int]:
        """Return the stories of the archive with the words of the items, by digest: now, once, or in another print."""
        parameters = {"digests": [item.text.digest for item in items]}
        matches = (
            [tuple(row) for row in self.connection.execute(_FIND_BY_DIGEST, parameters)]
            if parameters["digests"]
            else []
        )
        key_by_digest = {digest: key for origin, digest, key in sorted(matches, key=_match_rank)}
        self._exact_digests = {digest for where, digest, _ in matches if where != _IN_SOURCE}
        return key_by_digest

    def _find_duplicates(self, items: Sequence[_PageItem], taken: Collection[int]) -> dict[str, int]:
        """Return the near-duplicates of the items that other files brought, by the digests of the items."""
        item_by_digest = {item.text.digest: item for item in reversed(items)}
        texts = {item.position: item.shingles for item in item_by_digest.values()}
        published = min(
            first_second(self.page.day, self.found_at, self.now, self.publication_hour, self.zone),
            int(self.now.timestamp()),
        )
        found = find_duplicates(self.connection, texts, taken, self.page.paper, published, self.zone)
        return {digest: found[item.position] for digest, item in item_by_digest.items() if item.position in found}

    # New stories

    def _add(self, items: Sequence[_PageItem]) -> dict[int, _PageItem]:
        by_digest: dict[str, _PageItem] = {}
        for item in items:
            by_digest.setdefault(item.text.digest, item)
        new = list(by_digest.values())
        base = first_second(self.page.day, self.found_at, self.now, self.publication_hour, self.zone)
        seconds = publication_seconds(base, [item.position for item in new], int(self.now.timestamp()), self.timestamps)
        added = {self._insert(item, second): item for item, second in zip(new, seconds, strict=True)}
        duplicates_module.add_minhashes(self.connection, {key: item.shingles for key, item in added.items()})
        return added

    def _insert(self, item: _PageItem, second: int) -> int:
        unique = unique_digest(item.text.digest, self._taken_digests(item.text.digest))
        self.timestamps.take(second)
        row = rows.article_row(item.analysed) | {
            "guid": guid(unique),
            "id": short_id(unique),
            "digest": item.full_digest,
            "paper": self.page.paper,
            "number": self.page.page_number,
            "published": second,
            "updated": second,
            "speaker": self.source,
            "run": self._run_key,
        }
        key = self.connection.execute(_INSERT_ARTICLE, row).scalar_one()
        self._insert_link(key, item.text.digest)
        if regions := [region_row | {"article": key} for region_row in rows.region_rows(item.analysed.focus)]:
            self.connection.execute(_INSERT_REGIONS, regions)
        self._new_count += 1
        self.changed_any = True
        return int(key)

    def _taken_digests(self, digest: str) -> list[str]:
        """Return the ids that the digest may not get: its own, if taken, and then those of its kin as well."""
        found: list[str] = []
        while (candidate := short_id(unique_digest(digest, found))) in self._taken_ids(candidate):
            found.append(candidate)
        return found

    def _taken_ids(self, id_: str) -> set[str]:
        return set(self.connection.scalars(_ID_IS_USED, {"wanted": id_}))

    # Stories found again

    def _update_story(self, key: int, item: _PageItem, row: RowMapping | None) -> None:
        """Bring a story up to what this file says of it now; `row` is None where the file had not held it."""
        digest = item.text.digest
        is_new = row is None
        if row is None:
            self._add_source(key, digest)
            if digest in self._exact_digests:
                return
            row = self._linked_stories(articles.c.key == key)[key]
        text_changed = is_new or row["said"] != digest
        differs_from_story = text_changed and item.full_digest != row["digest"]
        supplies_text = row["speaker"] == self.source or (
            differs_from_story and not (row["near"] and self._text_source_is_there(row))
        )
        if text_changed or row["state"] != LinkState.HERE.value:
            is_near = row["near"] and item.full_digest != row["digest"] and not supplies_text
            self._update_link(key, state=LinkState.HERE.value, digest=digest, near=is_near)
        values: dict[str, Any] = {}
        if supplies_text:
            values |= self._changed_columns(item, row)
        if row["withdrawn_by"] in AUTOMATIC:
            values |= NOT_WITHDRAWN | {"run": self._run_key}
        if values:
            self.connection.execute(update(articles).where(articles.c.key == key).values(values))
        regions_changed = (
            supplies_text and not row["fixed"] and save_story_regions(self.connection, key, item.analysed.focus)
        )
        if values or regions_changed:
            self._changed_count += 1
            self.changed_any = True

    def _text_source_is_there(self, row: RowMapping) -> bool:
        """Whether the file whose words a story has still holds it, and was there when the folder was looked at last."""
        link = select(article_sources.c.key).join_from(
            article_sources, sources, sources.c.key == article_sources.c.source
        )
        is_text_source = article_sources.c.article == row["key"], article_sources.c.source == row["speaker"]
        is_linked = article_sources.c.state == LinkState.HERE.value, sources.c.missing_since.is_(None)
        is_not_gone = sources.c.status != SourceStatus.GONE.value
        return self.connection.execute(link.where(*is_text_source, *is_linked, is_not_gone)).first() is not None

    def _changed_columns(self, item: _PageItem, row: RowMapping) -> dict[str, Any]:
        """Return the columns that differ; where the words do, the old ones are kept and the change gets its second."""
        new_columns = rows.article_row(item.analysed) | {
            "digest": item.full_digest,
            "paper": self.page.paper,
            "number": self.page.page_number,
            "speaker": self.source,
        }
        overridden = {"is_national", "is_foreign"} if row["fixed"] else set()
        values = {name: value for name, value in new_columns.items() if row[name] != value and name not in overridden}
        if _readable_text(dict(row)) != _readable_text(new_columns):
            duplicates_module.update_minhashes(self.connection, row["key"], item.shingles)
            second = self._change_second(item, row)
            self.timestamps.take(second)
            old_text = {name: row[name] for name in ("digest", "headline", "title", "byline", "paragraphs", "summary")}
            self.connection.execute(insert(revisions).values(old_text | {"article": row["key"], "replaced": second}))
            values |= {"updated": second, "run": self._run_key}
        return values

    def _change_second(self, item: _PageItem, row: RowMapping) -> int:
        """Return the second of a change made now; a story that was only completed has the first one after its last.

        Else what is published at once and what is published page by page would differ for ever, and no word is wrong.
        """
        is_completed = item.analysed.continuation is not None and row["said"] == row["digest"] == item.text.digest
        if is_completed:
            return self.timestamps.after(row["updated"] + 1)
        return change_second(row["updated"], int(self.now.timestamp()), self.timestamps)

    def _add_source(self, key: int, digest: str) -> None:
        """Note this file as one more source of a story that the archive has from others; its words stay theirs."""
        of_file = article_sources.c.article == key, article_sources.c.source == self.source
        self.connection.execute(delete(article_sources).where(*of_file))  # it may have held the continuation alone
        self._insert_link(key, digest, near=digest not in self._exact_digests)
        self.changed_any = True
        by = self.connection.scalar(select(articles.c.withdrawn_by).where(articles.c.key == key))
        if by in AUTOMATIC:
            back = NOT_WITHDRAWN | {"run": self._run_key}
            self.connection.execute(update(articles).where(articles.c.key == key).values(back))
            self._changed_count += 1

    def _save_jump_parts(self, items: Mapping[int, _PageItem], rows_by_key: Mapping[int, RowMapping]) -> None:
        """Note where the rest of the stories stands; for a story that another file speaks for, only what is found."""
        keys_with_parts = jumps.stories_with_parts(self.connection, rows_by_key.keys() & items.keys())
        for key, item in items.items():
            is_lost = key in keys_with_parts and rows_by_key[key]["speaker"] == self.source
            if item.analysed.continuation or is_lost:
                self.changed_any |= jumps.save_jump_part(self.connection, key, item.analysed.continuation)

    # Stories that are no longer there

    def _detach(
        self, linked_stories: Mapping[int, RowMapping], found: set[int], before: Mapping[str, Any] | None
    ) -> None:
        """Part this file from the stories that it held and does not hold now."""
        here = {key for key, row in linked_stories.items() if row["state"] == LinkState.HERE.value}
        same_page = is_same_page(before, self.page) if before else None
        is_same = bool(linked_stories.keys() & found) if same_page is None else same_page
        for key in sorted(here - found):
            self._update_link(key, state=(LinkState.DROPPED if is_same else LinkState.SUPERSEDED).value)
            if is_same:
                self._withdraw_if_unheld(key)

    def _withdraw_if_unheld(self, key: int) -> None:
        """Withdraw a story, unless another file has it still; either way it has one source fewer."""
        self.changed_any = True
        if not is_in_any_file(self.connection, key):
            self._changed_count += withdraw_story(
                self.connection, key, OFF_THE_PAGE, WithdrawnBy.PAGE, self.now, self.timestamps
            )

    # Tables

    def _insert_link(self, key: int, digest: str, *, near: bool = False) -> None:
        row = {"article": key, "source": self.source, "digest": digest, "state": LinkState.HERE.value, "near": near}
        self.connection.execute(_INSERT_LINK, row)

    def _update_link(self, key: int, **values: str | bool) -> None:
        condition = article_sources.c.article == key, article_sources.c.source == self.source
        self.connection.execute(update(article_sources).where(*condition).values(values))

    def _save_page_items(self, analysed_articles: Sequence[AnalysedArticle], *, is_new: bool) -> None:
        """Keep the adverts, the fragments and the openings of the page, in place of those that it had."""
        page_articles = [analysed.opening or analysed.article for analysed in analysed_articles]
        new_rows = [
            {"source": self.source, "place": position, "kind": article.kind.value, "item": rows.to_json(article)}
            for position, article in enumerate(page_articles)
            if article.kind not in PUBLISHED_KINDS or is_opening(article)
        ]
        of_source = page_items.c.source == self.source
        stored = [] if is_new else self.connection.execute(_PAGE_ITEMS_OF, {"of": self.source}).mappings().all()
        if [dict(row) for row in stored] != new_rows:
            if stored:
                self.connection.execute(delete(page_items).where(of_source))
            if new_rows:
                self.connection.execute(insert(page_items), new_rows)

    @cached_property
    def _run_key(self) -> int:
        """The key of the run, which is stored when it first brings something."""
        started = int(self.now.timestamp())
        last = self.connection.execute(_LAST_RUN).first()
        if last and last.started == started:
            return int(last.key)
        row = {"started": started, "new": 0, "changed": 0}
        return int(self.connection.execute(insert(runs).values(row).returning(runs.c.key)).scalar_one())

    def _count_in_run(self) -> None:
        if "_run_key" in self.__dict__:
            self.connection.execute(
                _COUNT_IN_RUN, {"of": self._run_key, "more": self._new_count, "others": self._changed_count}
            )


def _readable_text(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a reader would call a change, without what only printing and typing change."""
    return (*(bare_text(row[name] or "") for name in ("headline", "byline", "summary")), row["digest"])


def _text_of_row(row: RowMapping) -> StoryText:
    return StoryText(bare_text(row["title"] or ""), bare_text("".join(rows.paragraphs_of_row(row))))


def _match_rank(match: tuple[int, str, int]) -> tuple[int, int]:
    """Rank what a story says now above what one said once, that above another print; and the elder story higher."""
    origin, _, key = match
    return origin, -key
