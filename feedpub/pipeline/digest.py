"""Library -> the issues of the digest, and every letter that they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.calendar.weeks import for_regions, period_of_days, week_of
from feedpub.stages.gather import gather_issue
from feedpub.stages.letter import build_letter
from feedpub.stages.letter.mime import letter_documents
from feedpub.stages.render import feed_documents as feed_documents
from feedpub.stages.render.site.digests import digest_page, digests_index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from feedpub.model import Document, Issue, Letter, Region, Story
    from feedpub.pipeline.run import Adapters
    from feedpub.ports import (
        ArchiveReader,
        Templates,
    )
    from feedpub.settings import Settings
    from feedpub.stages.calendar.weeks import Period


def publish_digest(
    adapters: Adapters,
    settings: Settings,
    week: Period | None = None,
    *,
    last_run: bool = False,
    regions: Sequence[Region] = (),
) -> tuple[Issue, int]:
    """Write the letter of a week, or of what the last run brought; return its issue and how many documents changed.

    Without either, it is the week of the newest story. An issue without stories makes no letter.
    """
    now = adapters.clock.now()
    if last_run:
        issue = issue_of_last_run(adapters.archive, settings, now, regions)
    else:
        issue = issue_of_week(adapters.archive, settings, resolve_week(adapters.archive, settings, now, week), regions)
    if not issue.stories:
        return issue, 0
    adapters.archive.save_issue(issue)
    return issue, adapters.output.write(digest_documents(adapters.archive, settings, adapters.templates))


# Library -> the issues of the digest, and every letter that they make.


def digest_documents(archive: ArchiveReader, settings: Settings, templates: Templates) -> Iterator[Document]:
    """Yield every letter, its page, and the list of them all."""
    issues = list(archive.issues())
    for issue in issues:
        yield digest_page(issue, settings, templates)
        if issue.stories:
            written_at = max(story.updated for story in issue.stories)  # never the run's time: same issue, same letter
            yield from letter_documents(build_letter(issue, settings.digest.sender, settings, templates, written_at))
    yield digests_index(issues, settings, templates)


def issue_of_week(archive: ArchiveReader, settings: Settings, week: Period, regions: Sequence[Region] = ()) -> Issue:
    """Return the issue of a week, or the part of it that lies in these regions."""
    stories = archive.stories(first=week.first, last=week.last)
    return _build_issue(stories, for_regions(week, regions), settings, regions)


def issue_of_last_run(
    archive: ArchiveReader, settings: Settings, now: datetime, regions: Sequence[Region] = ()
) -> Issue:
    """Return the issue of what the last run brought that brought anything."""
    stories = list(archive.stories_of_last_run())
    days = (story.published.astimezone(settings.timezone).date() for story in stories)
    period = period_of_days(days, now.astimezone(settings.timezone).date())
    return _build_issue(stories, for_regions(period, regions), settings, regions)


def resolve_week(archive: ArchiveReader, settings: Settings, now: datetime, week: Period | None) -> Period:
    """Return the week, or that of the newest story where none is named; this week's where there is no story either."""
    if week:
        return week
    newest = next(archive.stories(), None)
    return week_of((newest.published if newest else now).astimezone(settings.timezone).date())


def sample_letter(
    archive: ArchiveReader, settings: Settings, templates: Templates, now: datetime, week: Period | None
) -> Letter:
    """Return the whole letter of a week as it would be now; nothing is stored."""
    issue = issue_of_week(archive, settings, resolve_week(archive, settings, now, week))
    return build_letter(issue, settings.digest.sender, settings, templates, now)


def _build_issue(stories: Iterable[Story], period: Period, settings: Settings, regions: Sequence[Region]) -> Issue:
    return gather_issue(
        stories,
        key=period.key,
        title=settings.letter_title,
        first=period.first,
        last=period.last,
        limit_per_region=settings.digest.stories_per_region,
        regions=regions or None,
    )
