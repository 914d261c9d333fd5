"""A page, understood and archived -> what its owner should know of it, a sentence each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feedpub.language.marks import ends_sentence
from feedpub.model import PUBLISHED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.model import Understood
    from feedpub.ports import Files


def remarks(understood: Understood, files: Files) -> Iterator[str]:
    """Yield what is odd about a page, what waits, and what of it the archive has from other files as well."""
    yield from understood.unfit
    articles = [report.article for report in understood.reports]
    stories = [article for article in articles if article.kind in PUBLISHED]
    if not stories:
        yield "no article found on this page; it is kept, and nothing of it is published"
    elif not any(article.title for article in stories):
        yield "no headline found on this page; what it holds is published under headlines made from its first words"
    elif not any(ends_sentence(paragraph) for article in stories for paragraph in article.paragraphs):
        yield "only headlines on this page, no whole sentence; what it holds is published as it stands"
    yield from _continuations(understood)
    yield from _elsewhere(understood, files)


def _continuations(understood: Understood) -> Iterator[str]:
    for path, count in Counter(path for path, report in understood.elsewhere if report.rest).items():
        yield f"the rest of {_many(count, 'story', 'stories')} of {path}; each is whole now"
    for path, count in Counter(report.rest.path for report in understood.reports if report.rest).items():
        yield f"{_many(count, 'story goes', 'stories go')} on in {path}; each is whole now"
    found = sum(report.article.kind is Kind.FRAGMENT for report in understood.reports)
    waiting = found - sum(report.rest is not None for _, report in understood.elsewhere)
    if waiting > 0:
        many = _many(waiting, "continuation", "continuations")
        yield f"{many} from other pages, kept and not published; `feedpub fragments` lists them"


def _elsewhere(understood: Understood, files: Files) -> Iterator[str]:
    """Yield which other files have stories of this page, word for word or nearly so, and what is withdrawn of them."""
    path = understood.page.path
    rests = {report.rest.path for report in understood.reports if report.rest}
    rests |= {other for other, report in understood.elsewhere if report.rest}
    if files.is_sole(path):
        return
    held = files.held_by(path)
    first = Counter(story.sources[0] for story in held if story.sources[:1] != (path,))
    for other, count in first.items():
        if other not in rests:
            yield f"{count} of its stories stand in {other} as well; each is one story that names both"
    withdrawn = sum(story.withdrawn is not None for story in held)
    if withdrawn:
        yield f"{_many(withdrawn, 'story of it is', 'stories of it are')} withdrawn, and not published again"


def _many(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"
