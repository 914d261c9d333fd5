"""Report -> a row of the archive; rows of the archive -> Story."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import delete, insert, select

from feedpub.adapters.archive.tables import article_regions
from feedpub.errors import NotFound
from feedpub.model import (
    AnalysedArticle,
    Article,
    Evidence,
    Focus,
    Issue,
    ItemKind,
    RegionMatch,
    RegionRole,
    Section,
    Story,
    Summary,
)
from feedpub.regions import by_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, RowMapping

    from feedpub.model import Region


_decode_lines = msgspec.json.Decoder(tuple[int, ...]).decode
_decode_strings = msgspec.json.Decoder(tuple[str, ...]).decode
_decode_evidence = msgspec.json.Decoder(tuple[Evidence, ...]).decode
_decode_article = msgspec.json.Decoder(Article).decode


def story_of(
    row: RowMapping, files: Sequence[tuple[str, str | None]], regions: Iterable[RowMapping], has_continuation: bool
) -> Story:
    """Return the story of a row of `articles`, with its files and their papers, and its rows of `article_regions`."""
    is_withdrawn = row["withdrawn"] is not None
    return Story(
        guid=row["guid"],
        id=row["id"],
        analysis=_analysed_of(row, regions),
        published=from_unix(row["published"]),
        updated=from_unix(row["withdrawn_at"] if is_withdrawn else row["updated"]),
        sources=tuple(path for path, _ in files),
        paper=row["paper"],
        page_number=row["number"],
        withdrawn=row["withdrawn"],
        papers=tuple(dict.fromkeys(paper for _, paper in files if paper)),
        has_continuation=has_continuation,
    )


def article_row(analysed: AnalysedArticle) -> dict[str, Any]:
    """Return the columns of `articles` that a report fills."""
    article, summary, focus = analysed.article, analysed.summary, analysed.focus
    return {
        "kind": article.kind.value,
        "title": article.title,
        "paragraphs": to_json(article.paragraphs),
        "lines": to_json(article.lines),
        "kicker": article.kicker,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "dateline": article.dateline,
        "subheads": to_json(article.subheads),
        "jump": article.jump,
        "confidence": article.confidence,
        "headline": analysed.headline,
        "summary": summary.text,
        "summary_brief": summary.brief,
        "summary_long": summary.long,
        "summary_method": summary.method,
        "keywords": to_json(summary.keywords),
        "is_national": focus.national,
        "is_foreign": focus.foreign,
    }


def region_rows(focus: Focus) -> list[dict[str, Any]]:
    """Return the rows of `article_regions`, without the article that they belong to."""
    return [
        {
            "place": position,
            "code": located.region.code,
            "role": located.role.value,
            "confidence": located.confidence,
            "evidence": to_json(located.evidence),
        }
        for position, located in enumerate(focus.regions)
    ]


def article_of(item: str) -> Article:
    """Return the item of a row of `asides`."""
    return _decode_article(item)


def paragraphs_of_row(row: RowMapping) -> tuple[str, ...]:
    """Return the body of a row of `articles`."""
    return _decode_strings(row["paragraphs"])


def decode_keywords(keywords: str) -> tuple[str, ...]:
    """Return the keywords of a row of `articles`."""
    return _decode_strings(keywords)


def from_unix(seconds: int) -> datetime:
    """Return the moment of a stored second, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def to_json(value: Sequence[Any] | Article) -> str:
    """Return a value as the archive stores what it never asks for by its parts."""
    return msgspec.json.encode(value).decode()


def _analysed_of(row: RowMapping, regions: Iterable[RowMapping]) -> AnalysedArticle:
    focus = Focus(tuple(_region_matches(regions)), row["is_national"], row["is_foreign"])
    summary = Summary(
        text=row["summary"],
        keywords=_decode_strings(row["keywords"]),
        brief=row["summary_brief"],
        long=row["summary_long"],
        method=row["summary_method"],
    )
    return AnalysedArticle(_article_of(row), focus, summary, row["headline"])


def _article_of(row: RowMapping) -> Article:
    return Article(
        kind=ItemKind(row["kind"]),
        title=row["title"],
        paragraphs=paragraphs_of_row(row),
        lines=_decode_lines(row["lines"]),
        kicker=row["kicker"],
        subtitle=row["subtitle"],
        byline=row["byline"],
        dateline=row["dateline"],
        subheads=_decode_lines(row["subheads"]),
        jump=row["jump"],
        confidence=row["confidence"],
    )


def _region_matches(rows: Iterable[RowMapping]) -> Iterable[RegionMatch]:
    for row in rows:
        if region := _region_by_code(row["code"]):
            yield RegionMatch(region, RegionRole(row["role"]), row["confidence"], _decode_evidence(row["evidence"]))


def _region_by_code(code: str) -> Region | None:
    """Return the division, or None where a newer table has lost the code: the story stays, in one feed fewer."""
    try:
        return by_code(code)
    except NotFound:
        return None


# Issue -> a row of the archive; a row of the archive -> Issue, with its stories as they are now.


class StoredSection(NamedTuple):
    """A section as it is stored: its stories by their guids."""

    name: str
    path: str
    code: str | None
    total: int
    guids: tuple[str, ...]


_decode_sections = msgspec.json.Decoder(tuple[StoredSection, ...]).decode


def issue_row(issue: Issue) -> dict[str, Any]:
    """Return the columns of `issues` that an issue fills."""
    return {
        "key": issue.key,
        "title": issue.title,
        "first": issue.first.isoformat(),
        "last": issue.last.isoformat(),
        "total": issue.total,
        "sections": msgspec.json.encode([_stored_section(section) for section in issue.sections]).decode(),
    }


def stored_sections(row: RowMapping) -> tuple[StoredSection, ...]:
    """Return the sections of a row of `issues` as they are stored."""
    return _decode_sections(row["sections"])


def issue_of(row: RowMapping, stories: Mapping[str, Story]) -> Issue:
    """Return the issue of a row; stories that `stories` does not have, withdrawn since, are left out of it."""
    sections = tuple(made for part in stored_sections(row) if (made := _section_of(part, stories)))
    first, last = (date.fromisoformat(row[name]) for name in ("first", "last"))
    return Issue(row["key"], row["title"], first, last, sections, sum(section.total for section in sections))


def _stored_section(section: Section) -> StoredSection:
    code = section.region.code if section.region else None
    return StoredSection(
        section.name, section.path, code, section.total, tuple(story.guid for story in section.stories)
    )


def _section_of(stored: StoredSection, stories: Mapping[str, Story]) -> Section | None:
    present = tuple(stories[guid] for guid in stored.guids if guid in stories)
    missing_count = len(stored.guids) - len(present)
    try:
        region = by_code(stored.code) if stored.code else None
    except NotFound:  # the table of regions has lost it since
        return None
    return Section(stored.name, stored.path, present, stored.total - missing_count, region) if present else None


# What a story is about on the map -> its rows of `article_regions`; written only where they differ.


def save_story_regions(connection: Connection, story_key: int, focus: Focus) -> bool:
    """Make the regions of a focus those of a story; return whether they differed."""
    of_story = article_regions.c.article == story_key
    stored = connection.execute(select(article_regions).where(of_story).order_by(article_regions.c.place)).mappings()
    new_rows = [row | {"article": story_key} for row in region_rows(focus)]
    if [dict(row) for row in stored] == new_rows:
        return False
    connection.execute(delete(article_regions).where(of_story))
    if new_rows:
        connection.execute(insert(article_regions), new_rows)
    return True
