"""One page in an open transaction -> its stories are new, or found again, or reworded, or no longer on it.

Which is which, `feedpub.stages.identify` decides, and when it was published, `feedpub.stages.dating`. Here is what that
means for the tables:

- A story has the words of the source that changed them last, its speaker. What other sources said stays noted, so that
  reading them again changes nothing. One that only has another print of it speaks where the speaker is gone.
- A story that its page no longer has is withdrawn, and returns when the page has it again. But a file in which
  nothing of the old page is left, or which says another day, was overwritten by another page: the old one's stories
  stay, as those of a deleted file do.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, insert, literal_column, select, union_all, update

from feedpub.edge import parts, rows, sketches
from feedpub.edge.about import put_regions
from feedpub.edge.absences import is_held
from feedpub.edge.prints import other_prints
from feedpub.edge.same_page import is_same_page, says_another_day
from feedpub.edge.schema import (
    Link,
    Status,
    Withdrawal,
    article_regions,
    article_sources,
    articles,
    asides,
    revisions,
    runs,
    sources,
)
from feedpub.edge.withdrawals import ABSENT, OFF_THE_PAGE, STANDING, withdraw
from feedpub.model import PUBLISHED
from feedpub.stages.alike import body_of
from feedpub.stages.dating import change, first_second, publication
from feedpub.stages.identify import Wording, guid, identify, plain, short_id, unlike, wording
from feedpub.stages.jumps import is_opening

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from sqlalchemy import BindParameter, ColumnElement, Connection, RowMapping

    from feedpub.edge.seconds import Seconds
    from feedpub.model import Page, Report
    from feedpub.stages.alike import Body


@dataclass(frozen=True)
class _Item:
    """A story of the page: its place among all items, its report and its words."""

    place: int
    report: Report
    wording: Wording

    @cached_property
    def words(self) -> str:
        """The digest of what is told: more than the page has where the rest stands on another one."""
        return wording(self.report.article).digest

    @cached_property
    def body(self) -> Body:
        """Its body, to be compared with other prints of it."""
        return body_of(plain(self.report.article.text))


# What every page asks, made once: making a statement costs more than asking it.
_ADD = insert(articles).returning(articles.c.key)
_ADD_REGIONS = insert(article_regions)
_LINK = insert(article_sources)
_CALLED = select(articles.c.id).where(articles.c.id == bindparam("wanted"))
_ASIDE = select(asides).where(asides.c.source == bindparam("of")).order_by(asides.c.place)
_LAST_RUN = select(runs.c.key, runs.c.started).order_by(runs.c.key.desc()).limit(1)
_COUNT = (
    update(runs)
    .where(runs.c.key == bindparam("of"))
    .values(new=runs.c.new + bindparam("more"), changed=runs.c.changed + bindparam("others"))
)
_PRINT, _THEN, _NOW = range(3)
"""Where words were found: in a file's print of a story, in what a story said once, in what it says now."""
_WANTED: BindParameter[Any] = bindparam("digests", expanding=True)
_ANYWHERE = union_all(
    select(literal_column(str(_PRINT)).label("where"), article_sources.c.digest, article_sources.c.article)
    .where(article_sources.c.digest.in_(_WANTED))
    .where(article_sources.c.state != Link.PART.value),
    select(literal_column(str(_THEN)), revisions.c.digest, revisions.c.article).where(revisions.c.digest.in_(_WANTED)),
    select(literal_column(str(_NOW)), articles.c.digest, articles.c.key).where(articles.c.digest.in_(_WANTED)),
)


@dataclass
class Filing:
    """The work on one page; `source` is its key in the table of sources."""

    connection: Connection
    source: int
    page: Page
    arrived: datetime
    now: datetime
    free: Seconds
    zone: tzinfo
    hour: int
    _new: int = 0
    _changed: int = 0
    touched: bool = False
    """Whether any story changed in any way."""
    _exact: Collection[str] = ()

    def file(self, reports: Sequence[Report], before: Mapping[str, Any] | None) -> int:
        """Bring the tables up to the page; return how many stories are new or changed. Writes only differences."""
        items = [
            _Item(place, report, wording(report.opening or report.article))
            for place, report in enumerate(reports)
            if report.article.kind in PUBLISHED
        ]
        held = self._held(article_sources.c.state.not_in([Link.PAST.value, Link.PART.value])) if before else {}
        is_other_page = before is not None and says_another_day(before, self.page)
        known = {} if is_other_page else self._known(held)
        said = {} if is_other_page else {row["said"]: key for key, row in sorted(held.items(), reverse=True)}
        which = identify([item.wording for item in items], known, self._anywhere(items), said)
        found = [(item, key) for item, key in zip(items, which, strict=True) if key is not None]
        rest = [item for item, key in zip(items, which, strict=True) if key is None]
        near = self._near(rest, {key for _, key in found} | (held.keys() if is_other_page else set()))
        found += [(item, near[item.wording.digest]) for item in rest if item.wording.digest in near]
        added = self._add([item for item in rest if item.wording.digest not in near])
        again = {key for _, key in found} - held.keys()
        linked = held | (self._held(articles.c.key.in_(again)) if before and again else {})
        for key, item in {key: item for item, key in reversed(found)}.items():
            self._update(key, item, linked.get(key))
        self._attach(added | {key: item for item, key in found if key in linked}, linked)
        if items:
            self._leave(held, {key for _, key in found}, before)
        self._set_aside(reports, is_new=before is None)
        self._count()
        return self._new + self._changed

    def complete(self, report: Report) -> int:
        """Bring a story of this page, which another page completes, up to that; return whether it changed, as 0 or 1.

        It is known by its opening; where that is this page's no longer, nothing is done.
        """
        item = _Item(0, report, wording(report.opening or report.article))
        said = article_sources.c.digest == item.wording.digest, article_sources.c.state == Link.HERE.value
        held = self._held(and_(*said))
        for key, row in held.items():
            self._update(key, item, row)
            self._attach({key: item}, held)
        self._count()
        return self._changed

    def _held(self, which: ColumnElement[bool]) -> dict[int, RowMapping]:
        """Return those of the stories that this file ever held, with its link to each, by their keys."""
        wanted = (
            select(articles, article_sources.c.digest.label("said"), article_sources.c.state, article_sources.c.near)
            .join_from(articles, article_sources, article_sources.c.article == articles.c.key)
            .where(article_sources.c.source == self.source, which)
        )
        return {row["key"]: row for row in self.connection.execute(wanted).mappings()}

    def _known(self, held: Mapping[int, RowMapping]) -> dict[int, Wording]:
        """Return what this file said of its stories, those left out for which it only has another print."""
        openings = parts.openings(self.connection, self.source) if held else {}
        return {key: openings.get(row["said"]) or _wording_of(row) for key, row in held.items() if not row["near"]}

    def _anywhere(self, items: Iterable[_Item]) -> dict[str, int]:
        """Return the stories of the archive with the words of the items, by digest: now, once, or in another print."""
        ours = {"digests": [item.wording.digest for item in items]}
        rows_found = [tuple(row) for row in self.connection.execute(_ANYWHERE, ours)] if ours["digests"] else []
        found = {digest: key for where, digest, key in sorted(rows_found, key=_likeliest_last)}
        self._exact = {digest for where, digest, _ in rows_found if where != _PRINT}
        return found

    def _near(self, items: Sequence[_Item], taken: Collection[int]) -> dict[str, int]:
        """Return the stories that others have told in nearly the words of the items, by the digests of these."""
        new = {item.wording.digest: item for item in reversed(items)}
        bodies = {item.place: item.body for item in new.values()}
        base = min(first_second(self.page.day, self.arrived, self.now, self.hour, self.zone), int(self.now.timestamp()))
        found = other_prints(self.connection, bodies, taken, self.page.paper, base, self.zone)
        return {digest: found[item.place] for digest, item in new.items() if item.place in found}

    # New stories

    def _add(self, items: Sequence[_Item]) -> dict[int, _Item]:
        first: dict[str, _Item] = {}
        for item in items:
            first.setdefault(item.wording.digest, item)
        new = list(first.values())
        base = first_second(self.page.day, self.arrived, self.now, self.hour, self.zone)
        seconds = publication(base, [item.place for item in new], int(self.now.timestamp()), self.free)
        added = {self._insert(item, second): item for item, second in zip(new, seconds, strict=True)}
        sketches.note(self.connection, {key: item.body for key, item in added.items()})
        return added

    def _insert(self, item: _Item, second: int) -> int:
        origin = unlike(item.wording.digest, self._ids_like(item.wording.digest))
        self.free.take(second)
        row = rows.row_of(item.report) | {
            "guid": guid(origin),
            "id": short_id(origin),
            "digest": item.words,
            "paper": self.page.paper,
            "number": self.page.number,
            "published": second,
            "updated": second,
            "speaker": self.source,
            "run": self._run,
        }
        key = self.connection.execute(_ADD, row).scalar_one()
        self._link(key, item.wording.digest)
        if regions := [about | {"article": key} for about in rows.region_rows(item.report.focus)]:
            self.connection.execute(_ADD_REGIONS, regions)
        self._new += 1
        self.touched = True
        return int(key)

    def _ids_like(self, digest: str) -> list[str]:
        """Return the ids that the digest may not get: its own, if taken, and then those of its kin as well."""
        taken: list[str] = []
        while (candidate := short_id(unlike(digest, taken))) in self._taken(candidate):
            taken.append(candidate)
        return taken

    def _taken(self, name: str) -> set[str]:
        return set(self.connection.scalars(_CALLED, {"wanted": name}))

    # Stories found again

    def _update(self, key: int, item: _Item, row: RowMapping | None) -> None:
        """Bring a story up to what this file says of it now; `row` is None where the file had not held it."""
        digest = item.wording.digest
        is_new = row is None
        if row is None:
            self._join(key, digest)
            if digest in self._exact:
                return
            row = self._held(articles.c.key == key)[key]
        says_other_words = is_new or row["said"] != digest
        takes_over = says_other_words and item.words != row["digest"]
        speaks = row["speaker"] == self.source or (takes_over and not (row["near"] and self._has_speaker(row)))
        if says_other_words or row["state"] != Link.HERE.value:
            near = row["near"] and item.words != row["digest"] and not speaks
            self._relink(key, state=Link.HERE.value, digest=digest, near=near)
        values: dict[str, Any] = {}
        if speaks:
            values |= self._differences(item, row)
        if row["withdrawn_by"] in ABSENT:
            values |= STANDING | {"run": self._run}
        if values:
            self.connection.execute(update(articles).where(articles.c.key == key).values(values))
        moved = speaks and not row["fixed"] and put_regions(self.connection, key, item.report.focus)
        if values or moved:
            self._changed += 1
            self.touched = True

    def _has_speaker(self, row: RowMapping) -> bool:
        """Whether the file whose words a story has still holds it, and was there when the folder was looked at last."""
        link = select(article_sources.c.key).join_from(
            article_sources, sources, sources.c.key == article_sources.c.source
        )
        speaker = article_sources.c.article == row["key"], article_sources.c.source == row["speaker"]
        there = article_sources.c.state == Link.HERE.value, sources.c.missing_since.is_(None)
        is_there = sources.c.status != Status.GONE.value
        return self.connection.execute(link.where(*speaker, *there, is_there)).first() is not None

    def _differences(self, item: _Item, row: RowMapping) -> dict[str, Any]:
        """Return the columns that differ; where the words do, the old ones are kept and the change gets its second."""
        wanted = rows.row_of(item.report) | {
            "digest": item.words,
            "paper": self.page.paper,
            "number": self.page.number,
            "speaker": self.source,
        }
        by_hand = {"is_national", "is_foreign"} if row["fixed"] else set()
        values = {name: value for name, value in wanted.items() if row[name] != value and name not in by_hand}
        if _words(dict(row)) != _words(wanted):
            sketches.note_again(self.connection, row["key"], item.body)
            second = self._second_of_change(item, row)
            self.free.take(second)
            old = {name: row[name] for name in ("digest", "headline", "title", "byline", "paragraphs", "summary")}
            self.connection.execute(insert(revisions).values(old | {"article": row["key"], "replaced": second}))
            values |= {"updated": second, "run": self._run}
        return values

    def _second_of_change(self, item: _Item, row: RowMapping) -> int:
        """Return the second of a change made now; a story that was only completed has the first one after its last.

        Else what is published at once and what is published page by page would differ for ever, and no word is wrong.
        """
        is_completed = item.report.rest is not None and row["said"] == row["digest"] == item.wording.digest
        if is_completed:
            return self.free.after(row["updated"] + 1)
        return change(row["updated"], int(self.now.timestamp()), self.free)

    def _join(self, key: int, digest: str) -> None:
        """Note this file as one more source of a story that the archive has from others; its words stay theirs."""
        self._link(key, digest, near=digest not in self._exact)
        self.touched = True
        by = self.connection.scalar(select(articles.c.withdrawn_by).where(articles.c.key == key))
        if by in ABSENT:
            back = STANDING | {"run": self._run}
            self.connection.execute(update(articles).where(articles.c.key == key).values(back))
            self._changed += 1

    def _attach(self, items: Mapping[int, _Item], linked: Mapping[int, RowMapping]) -> None:
        """Note where the rest of the stories stands; for a story that another file speaks for, only what is found."""
        with_parts = parts.with_parts(self.connection, linked.keys() & items.keys())
        for key, item in items.items():
            is_lost = key in with_parts and linked[key]["speaker"] == self.source
            if item.report.rest or is_lost:
                self.touched |= parts.put(self.connection, key, item.report.rest)

    # Stories that are no longer there

    def _leave(self, held: Mapping[int, RowMapping], found: set[int], before: Mapping[str, Any] | None) -> None:
        """Part this file from the stories that it held and does not hold now."""
        here = {key for key, row in held.items() if row["state"] == Link.HERE.value}
        same = is_same_page(before, self.page) if before else None
        is_same = bool(held.keys() & found) if same is None else same
        for key in sorted(here - found):
            self._relink(key, state=(Link.DROPPED if is_same else Link.PAST).value)
            if is_same:
                self._drop(key)

    def _drop(self, key: int) -> None:
        """Withdraw a story, unless another file has it still; either way it has one source fewer."""
        self.touched = True
        if not is_held(self.connection, key):
            self._changed += withdraw(self.connection, key, OFF_THE_PAGE, Withdrawal.PAGE, self.now, self.free)

    # Tables

    def _link(self, key: int, digest: str, *, near: bool = False) -> None:
        row = {"article": key, "source": self.source, "digest": digest, "state": Link.HERE.value, "near": near}
        self.connection.execute(_LINK, row)

    def _relink(self, key: int, **values: str | bool) -> None:
        link = article_sources.c.article == key, article_sources.c.source == self.source
        self.connection.execute(update(article_sources).where(*link).values(values))

    def _set_aside(self, reports: Sequence[Report], *, is_new: bool) -> None:
        """Keep the adverts, the fragments and the openings of the page, in place of those that it had."""
        articles_here = [report.opening or report.article for report in reports]
        wanted = [
            {"source": self.source, "place": place, "kind": article.kind.value, "item": rows.to_json(article)}
            for place, article in enumerate(articles_here)
            if article.kind not in PUBLISHED or is_opening(article)
        ]
        mine = asides.c.source == self.source
        held = [] if is_new else self.connection.execute(_ASIDE, {"of": self.source}).mappings().all()
        if [dict(row) for row in held] != wanted:
            if held:
                self.connection.execute(delete(asides).where(mine))
            if wanted:
                self.connection.execute(insert(asides), wanted)

    @cached_property
    def _run(self) -> int:
        """The key of the run, which is stored when it first brings something."""
        started = int(self.now.timestamp())
        last = self.connection.execute(_LAST_RUN).first()
        if last and last.started == started:
            return int(last.key)
        row = {"started": started, "new": 0, "changed": 0}
        return int(self.connection.execute(insert(runs).values(row).returning(runs.c.key)).scalar_one())

    def _count(self) -> None:
        if "_run" in self.__dict__:
            self.connection.execute(_COUNT, {"of": self._run, "more": self._new, "others": self._changed})


def _words(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a reader would call a change, without what only printing and typing change."""
    return (*(plain(row[name] or "") for name in ("headline", "byline", "summary")), row["digest"])


def _wording_of(row: RowMapping) -> Wording:
    return Wording(plain(row["title"] or ""), plain("".join(rows.paragraphs_of(row))))


def _likeliest_last(found: tuple[int, str, int]) -> tuple[int, int]:
    """Rank what a story says now above what one said once, that above another print; and the elder story higher."""
    where, _, key = found
    return where, -key
