"""A few words -> a whole value of the model: what a test does not say is filled in, the same each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from feedpub.model import (
    AnalysedArticle,
    AnalysedPage,
    Article,
    Focus,
    ItemKind,
    Page,
    RegionMatch,
    RegionRole,
    SourceFile,
    Story,
    Summary,
)
from feedpub.stages.identity.identify import guid, short_id, story_text

if TYPE_CHECKING:
    from feedpub.model import Region

NOW = datetime(2023, 2, 8, 12, 0, tzinfo=UTC)
"""The moment of a run in tests, the day after the page of `page`."""


def page(*lines: str, path: str = "page.txt", day: date | None = date(2023, 2, 7), **more: Any) -> Page:
    """Return a page of 7 February 2023; `more` are other fields of `Page`."""
    return Page(path, lines, day=day, **more)


def article(
    title: str | None = "社区图书角开张", *paragraphs: str, kind: ItemKind = ItemKind.ARTICLE, **more: Any
) -> Article:
    """Return an article; without paragraphs it has one, made from its title."""
    body = paragraphs or (f"{title or '图片'}。居民带来了旧书,每周六开放。",)
    return Article(kind, title, body, more.pop("lines", tuple(range(1, len(body) + 2))), **more)


def analysed_article(of: Article | str, *regions: Region, **more: Any) -> AnalysedArticle:
    """Return an article with its regions, the first one primary, and its first words for a summary."""
    item = article(of) if isinstance(of, str) else of
    matches = tuple(
        RegionMatch(region, RegionRole.ALSO if position else RegionRole.PRIMARY, 1.0)
        for position, region in enumerate(regions)
    )
    focus = Focus(matches, more.pop("national", False), more.pop("foreign", False))
    summary = more.pop("summary", item.text[:20])
    return AnalysedArticle(
        item, focus, Summary(summary, more.pop("keywords", ("图书",))), item.title or item.text[:8], **more
    )


def analysed_page(*articles: AnalysedArticle | str, of: Page | None = None) -> AnalysedPage:
    """Return a page with these reports, or with articles of these headlines."""
    return AnalysedPage(
        of or page(), tuple(analysed_article(each) if isinstance(each, str) else each for each in articles)
    )


def source_file(
    path: str = "page.txt", fingerprint: str = "1", content: bytes = b"", found_at: datetime = NOW
) -> SourceFile:
    """Return a file of the watched folder."""
    return SourceFile(path, content, found_at, fingerprint)


def story(of: AnalysedArticle | Article | str = "社区图书角开张", published: datetime = NOW, **more: Any) -> Story:
    """Return a story as the archive would hold it, with the guid of its words; `more` are other fields of `Story`."""
    analysed = of if isinstance(of, AnalysedArticle) else analysed_article(of)
    digest = story_text(analysed.article).digest
    built = Story(guid(digest), short_id(digest), analysed, published, published, ("page.txt",))
    return replace(built, **more)
