"""Page, Articles, an editor's fixes -> Articles: join, cut, retitle or drop what the splitting got wrong.

The fixes stand in a file beside the page, `A3.txt.fix.toml`. They name a line by how it begins, not by its number, so
that they survive edits of the page:

    [[cut]]                          # a new item begins with this line
    before = "金坛区新建健身步道"

    [[join]]                         # the item with this line goes on in the item with that one
    first = "武进区开展义诊活动"
    then = "活动中,医生们"

    [[retitle]]                      # the item with this line; what is left out stays as it was
    item = "昨日,武进区人民医院"
    title = "武进区医生进社区义诊"
    kind = "article"

    [[drop]]                         # not to be published
    item = "本版征稿"
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from feedpub.model import Article, ItemKind, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Split = Callable[[Page], Sequence[Article]]


class Cut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new item begins with the line that begins so."""

    before: str


class Join(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The item with the line `first` goes on in the item with the line `then`."""

    first: str
    then: str


class Retitle(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The item with the line `item` gets these; None leaves what was found, "" takes it away."""

    item: str
    title: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    kind: ItemKind | None = None


class Drop(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The item with the line `item` is not to be published; it is kept as an advert is."""

    item: str


class Fixes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that an editor wrote for a page; cuts are made first, then joins, then the rest."""

    cut: tuple[Cut, ...] = ()
    join: tuple[Join, ...] = ()
    retitle: tuple[Retitle, ...] = ()
    drop: tuple[Drop, ...] = ()


class FixNotApplicable(ValueError):
    """A fix names no line of the page, or several."""


class UnusableFixes(ValueError):
    """A file of fixes is no such file."""


def parse_fixes(content: bytes) -> Fixes:
    """Return the fixes of a file in UTF-8; raises `UnusableFixes`, which says what is wrong and where."""
    try:
        return msgspec.convert(tomllib.loads(content.decode("utf-8-sig")), Fixes)
    except (ValueError, msgspec.ValidationError) as error:
        raise UnusableFixes(f"{error}; there are [[cut]], [[join]], [[retitle]] and [[drop]], in UTF-8") from error


def apply_fixes(
    page: Page, articles: Sequence[Article], fixes: Fixes, split: Split
) -> tuple[tuple[Article, ...], list[str]]:
    """Return the items after the fixes, in the order of the page, and a remark for each fix that fitted no line.

    Every line of the page is in as many items as before.
    """
    items = list(articles)
    warnings: list[str] = []
    for step in _steps(page, fixes, split):
        try:
            items = step(items)
        except FixNotApplicable as error:
            warnings.append(str(error))
    return tuple(sorted(items, key=lambda item: item.lines[:1])), warnings


def _steps(page: Page, fixes: Fixes, split: Split) -> Iterator[Callable[[list[Article]], list[Article]]]:
    yield from (partial(_cut, page, cut, split) for cut in fixes.cut)
    yield from (partial(_join, page, join) for join in fixes.join)
    yield from (partial(_change, page, retitle.item, _fields(retitle)) for retitle in fixes.retitle)
    yield from (partial(_change, page, drop.item, {"kind": ItemKind.AD}) for drop in fixes.drop)


def _cut(page: Page, cut: Cut, split: Split, items: list[Article]) -> list[Article]:
    line = _line_beginning_with(page, cut.before)
    at = _index_of_line(items, line)
    item = items[at]
    parts = [tuple(n for n in item.lines if n < line), tuple(n for n in item.lines if n >= line)]
    new_items = [_as_single_item(_page_of_lines(page, lines), split) for lines in parts if lines]
    return [*items[:at], *new_items, *items[at + 1 :]]


def _page_of_lines(page: Page, lines: Sequence[int]) -> Page:
    """Return the page with nothing but these lines on it, in their places."""
    kept = set(lines)
    return replace(page, lines=tuple(text if n in kept else "" for n, text in enumerate(page.lines, 1)))


def _as_single_item(page: Page, split: Split) -> Article:
    """Return all that is on the page as one item: the editor has said that it is one."""
    first, *others = split(page)
    for other in others:
        first = _join_items(first, other)
    return first


def _join(page: Page, join: Join, items: list[Article]) -> list[Article]:
    at, then = (_index_of_line(items, _line_beginning_with(page, beginning)) for beginning in (join.first, join.then))
    if at == then:
        return items
    joined = _join_items(items[at], items[then])
    return [joined if n == at else item for n, item in enumerate(items) if n != then]


def _join_items(first: Article, then: Article) -> Article:
    """Return both as one: what was the headline of the second is a subhead now."""
    heads = tuple(part for part in (then.kicker, then.title, then.subtitle) if part)
    start = len(first.paragraphs)
    shifted = tuple(start + len(heads) + n for n in then.subheads)
    return replace(
        first,
        paragraphs=(*first.paragraphs, *heads, *then.paragraphs),
        subheads=(*first.subheads, *range(start, start + len(heads)), *shifted),
        lines=tuple(sorted({*first.lines, *then.lines})),
        byline=" ".join(part for part in (first.byline, then.byline) if part) or None,
        jump=first.jump or then.jump,
        confidence=1.0,
    )


def _change(page: Page, line_start: str, fields: dict[str, object], items: list[Article]) -> list[Article]:
    at = _index_of_line(items, _line_beginning_with(page, line_start))
    changed = replace(items[at], confidence=1.0, **fields)  # type: ignore[arg-type] # the fields of Retitle are Article's
    return [*items[:at], changed, *items[at + 1 :]]


def _fields(retitle: Retitle) -> dict[str, object]:
    names = ("title", "kicker", "subtitle", "byline", "kind")
    given = {name: getattr(retitle, name) for name in names if getattr(retitle, name) is not None}
    return {name: value or None for name, value in given.items()}


def _line_beginning_with(page: Page, line_start: str) -> int:
    """Return the number of the one line that begins with the words; white space before them does not count."""
    wanted = line_start.strip()
    found = [n for n, text in enumerate(page.lines, 1) if wanted and text.lstrip("# \t\u3000").startswith(wanted)]
    if len(found) != 1:
        what = "several lines begin" if found else "no line begins"
        raise FixNotApplicable(f"{what} with {line_start!r}; that fix is left out")
    return found[0]


def _index_of_line(items: list[Article], line: int) -> int:
    return next(at for at, item in enumerate(items) if line in item.lines)
