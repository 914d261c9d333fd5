"""Places and settings -> letters frozen and sent: who opens the post, in which order, and closes it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import Frequency, FrozenIssue
from feedpub.newsletter.message import letter_message_id
from feedpub.newsletter.session import NewsletterSession, open_newsletter

if TYPE_CHECKING:
    from datetime import datetime

    from feedpub.ports import ArchiveReader
    from feedpub.settings.workspace import Workspace
    from feedpub.stages.calendar.weeks import Period


def freeze_period(
    workspace: Workspace,
    archive: ArchiveReader,
    span: Period,
    due_at: datetime,
    now: datetime,
    frequency: Frequency = Frequency.WEEK,
) -> bool:
    """Fix the issue of a week or a day with all stories of its days; return whether it was not fixed before.

    Without stories there is no issue, so that nobody gets an empty letter.
    """
    settings = workspace.settings if frequency is Frequency.WEEK else workspace.settings.for_daily_letter
    guids = tuple(story.guid for story in archive.stories(first=span.first, last=span.last))
    if not guids:
        return False
    issue = FrozenIssue(span.key, frequency, settings.letter_title, span.first, span.last, due_at, guids)
    with open_newsletter(workspace) as session:
        return freeze_issue(session, issue, now)


def freeze_issue(session: NewsletterSession, issue: FrozenIssue, now: datetime) -> bool:
    """Fix an issue and who is to get it, once; return whether it was not fixed before."""
    recipients = list(session.subscribers.active_subscribers(issue.frequency))
    return session.deliveries.freeze(
        issue, recipients, lambda each: letter_message_id(each, issue.key, session.settings), now
    )


def is_wanted(workspace: Workspace, frequency: Frequency) -> bool:
    """Return whether anybody gets such letters."""
    with open_newsletter(workspace) as session:
        return next(iter(session.subscribers.active_subscribers(frequency)), None) is not None
