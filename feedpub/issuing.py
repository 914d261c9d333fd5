"""Library -> the issues of the digest, and every letter that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.address import address
from feedpub.stages.gather import gather_issue
from feedpub.stages.render.digests import digest_page, digests_index
from feedpub.stages.render.letter import documents
from feedpub.stages.weeks import days_of, only_for, week_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from feedpub.model import Document, Issue, Letter, Region, Story
    from feedpub.ports import Library, Templates
    from feedpub.settings import Settings
    from feedpub.stages.weeks import Span


def letters(library: Library, settings: Settings, templates: Templates) -> Iterator[Document]:
    """Yield every letter, its page, and the list of them all."""
    issues = list(library.issues())
    for issue in issues:
        yield digest_page(issue, settings, templates)
        if issue.stories:
            written = max(story.updated for story in issue.stories)  # never the run's time: same issue, same letter
            yield from documents(address(issue, settings.digest.sender, settings, templates, written))
    yield digests_index(issues, settings, templates)


def issue_of_week(library: Library, settings: Settings, week: Span, regions: Sequence[Region] = ()) -> Issue:
    """Return the issue of a week, or the part of it that lies in these regions."""
    stories = library.stories(first=week.first, last=week.last)
    return _issue(stories, only_for(week, regions), settings, regions)


def issue_of_last_run(library: Library, settings: Settings, now: datetime, regions: Sequence[Region] = ()) -> Issue:
    """Return the issue of what the last run brought that brought anything."""
    stories = list(library.latest())
    days = (story.published.astimezone(settings.timezone).date() for story in stories)
    span = days_of(days, now.astimezone(settings.timezone).date())
    return _issue(stories, only_for(span, regions), settings, regions)


def week_meant(library: Library, settings: Settings, now: datetime, week: Span | None) -> Span:
    """Return the week, or that of the newest story where none is named; this week's where there is no story either."""
    if week:
        return week
    newest = next(library.stories(), None)
    return week_of((newest.published if newest else now).astimezone(settings.timezone).date())


def sample(library: Library, settings: Settings, templates: Templates, now: datetime, week: Span | None) -> Letter:
    """Return the whole letter of a week as it would be now; nothing is stored."""
    issue = issue_of_week(library, settings, week_meant(library, settings, now, week))
    return address(issue, settings.digest.sender, settings, templates, now)


def _issue(stories: Iterable[Story], span: Span, settings: Settings, regions: Sequence[Region]) -> Issue:
    return gather_issue(
        stories,
        key=span.key,
        title=settings.letter_title,
        first=span.first,
        last=span.last,
        limit_per_region=settings.digest.stories_per_region,
        regions=regions or None,
    )
