"""A page, understood and archived -> what its owner should know of it, a sentence each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feedpub.language.punctuation import ends_sentence
from feedpub.model import PUBLISHED_KINDS, ItemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.model import AnalysedPage
    from feedpub.ports import FileRecords


def page_warnings(analysed: AnalysedPage, files: FileRecords) -> Iterator[str]:
    """Yield what is odd about a page, what waits, and what of it the archive has from other files as well."""
    yield from analysed.unapplied_fixes
    articles = [each.article for each in analysed.articles]
    stories = [article for article in articles if article.kind in PUBLISHED_KINDS]
    if not stories:
        yield "no article found on this page; it is kept, and nothing of it is published"
    elif not any(article.title for article in stories):
        yield "no headline found on this page; what it holds is published under headlines made from its first words"
    elif not any(ends_sentence(paragraph) for article in stories for paragraph in article.paragraphs):
        yield "only headlines on this page, no whole sentence; what it holds is published as it stands"
    yield from _continuation_warnings(analysed)
    yield from _duplicate_warnings(analysed, files)


def _continuation_warnings(analysed: AnalysedPage) -> Iterator[str]:
    for path, count in Counter(path for path, article in analysed.changed_elsewhere if article.continuation).items():
        yield f"the rest of {_count_of(count, 'story', 'stories')} of {path}; each is whole now"
    for path, count in Counter(report.continuation.path for report in analysed.articles if report.continuation).items():
        yield f"{_count_of(count, 'story goes', 'stories go')} on in {path}; each is whole now"
    fragments = sum(report.article.kind is ItemKind.FRAGMENT for report in analysed.articles)
    waiting = fragments - sum(report.continuation is not None for _, report in analysed.changed_elsewhere)
    if waiting > 0:
        phrase = _count_of(waiting, "continuation", "continuations")
        yield f"{phrase} from other pages, kept and not published; `feedpub fragments` lists them"


def _duplicate_warnings(analysed: AnalysedPage, files: FileRecords) -> Iterator[str]:
    """Yield which other files have stories of this page, word for word or nearly so, and what is withdrawn of them."""
    path = analysed.page.path
    continuation_paths = {article.continuation.path for article in analysed.articles if article.continuation}
    continuation_paths |= {other for other, report in analysed.changed_elsewhere if report.continuation}
    if files.is_only_source(path):
        return
    stories = files.stories_of_file(path)
    first_sources = Counter(story.sources[0] for story in stories if story.sources[:1] != (path,))
    for other, count in first_sources.items():
        if other not in continuation_paths:
            yield f"{count} of its stories stand in {other} as well; each is one story that names both"
    withdrawn = sum(story.withdrawn is not None for story in stories)
    if withdrawn:
        yield f"{_count_of(withdrawn, 'story of it is', 'stories of it are')} withdrawn, and not published again"


def _count_of(count: int, singular: str, plural: str) -> str:
    return f"{count} {singular if count == 1 else plural}"
