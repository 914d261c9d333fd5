"""Places and settings -> letters frozen and sent: who opens the post, in which order, and closes it again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feedpub.adapters.archive.read_access import open_archive_for_reading
from feedpub.adapters.database.advisory_lock import hold_advisory_lock
from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.system.locks import SEND_LOCK, hold_lock
from feedpub.adapters.templates import open_templates
from feedpub.model import Delivery, DeliveryStatus, FrozenIssue
from feedpub.newsletter.message import MessageBuilder
from feedpub.newsletter.reconciliation import end_of_unknown_period, may_have_been_sent, reconcile
from feedpub.newsletter.send_loop import send_issue
from feedpub.newsletter.session import NewsletterSession, open_newsletter
from feedpub.newsletter.transport.dkim_key import load_dkim_signer
from feedpub.newsletter.transport.factory import open_transports
from feedpub.newsletter.transport.rate_limit import RateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from feedpub.model import DeliveryTotals
    from feedpub.newsletter.send_loop import SendResult
    from feedpub.ports import ArchiveReader, Clock, Templates
    from feedpub.settings.workspace import Workspace


@dataclass(slots=True)
class RoundReport:
    """What a round of sending did, issue by issue."""

    results: dict[str, SendResult] = field(default_factory=dict)
    totals: dict[str, DeliveryTotals] = field(default_factory=dict)
    expired: dict[str, int] = field(default_factory=dict)
    """Letters of an issue that had become too late."""
    uncertain: int = 0
    """Letters, of all issues, that wait for the operator's word."""


def send_due(workspace: Workspace, stop: Callable[[], bool] = lambda: False) -> RoundReport:
    """Open all that sending needs and send what is owed now."""
    with open_newsletter(workspace) as session:
        if not session.deliveries.all_frozen_issues(unfinished=True) and not session.deliveries.with_status(
            DeliveryStatus.UNCERTAIN
        ):
            return RoundReport()
        with open_archive_for_reading(workspace) as archive:
            return run_send_round(session, archive, open_templates(workspace.settings), SystemClock(), stop)


def run_send_round(
    session: NewsletterSession,
    archive: ArchiveReader,
    templates: Templates,
    clock: Clock,
    stop: Callable[[], bool] = lambda: False,
) -> RoundReport:
    """Send what all frozen issues owe now, as the only sender; raises `AnotherIsRunning` where there is one.

    First, what the last sender left in the dark is cleared up, as far as the next hop can be asked.
    """
    report = RoundReport()
    with hold_lock(session.workspace.state, SEND_LOCK), hold_advisory_lock(session.engine, SEND_LOCK):
        reconcile(session, clock.now())
        unknown_until = end_of_unknown_period(session.workspace)
        for issue in reversed(session.deliveries.all_frozen_issues(unfinished=True)):
            if stop():
                break
            if unknown_until and may_have_been_sent(issue, unknown_until, session.settings):
                session.deliveries.hold_since_restore(issue.key, unknown_until, clock.now())
            _send_issue(session, issue, archive, templates, clock, stop, report)
        report.uncertain = len(session.deliveries.with_status(DeliveryStatus.UNCERTAIN))
    return report


def _send_issue(
    session: NewsletterSession,
    issue: FrozenIssue,
    archive: ArchiveReader,
    templates: Templates,
    clock: Clock,
    stop: Callable[[], bool],
    report: RoundReport,
) -> None:
    settings, now = session.settings, clock.now()
    if now - issue.due_at > timedelta(hours=settings.mail.max_lateness):
        reason = f"too late: it was due over {settings.mail.max_lateness} hours ago"
        report.expired[issue.key] = session.deliveries.end_waiting(issue.key, DeliveryStatus.FAILED, reason, now)
    else:
        signer = load_dkim_signer(settings)
        builder = MessageBuilder(issue, archive, session.subscribers, settings, templates, session.keys, signer, now)
        send_result = send_issue(
            issue.key,
            session.deliveries,
            builder.build,
            open_transports(settings, session.workspace.output),
            RateLimiter(settings.mail.rate, settings.mail.domain_rate),
            clock.now,
            send_timeout=settings.mail.data_timeout + 4 * settings.mail.timeout,
            stop=stop,
        )
        _record_bounces(session, send_result.bounced, clock.now())
        report.results[issue.key] = send_result
    report.totals[issue.key] = session.deliveries.totals(issue.key)


def _record_bounces(session: NewsletterSession, bounced: Sequence[Delivery], now: datetime) -> None:
    for delivery in bounced:
        session.subscribers.record_bounce(delivery.subscriber.id, hard=True, now=now, reason="refused at sending")
