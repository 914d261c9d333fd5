"""Places and settings -> letters frozen and sent: who opens the post, in which order, and closes it again."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from feedpub.adapters.archive.database import connect_archive
from feedpub.adapters.archive.recovery import unknown_send_period
from feedpub.model import Delivery, DeliveryStatus, FrozenIssue
from feedpub.newsletter.store.deliveries import HELD_SINCE_RESTORE, DeliveryResult
from feedpub.newsletter.transport.factory import open_delivery_lookup
from feedpub.newsletter.transport.maildir import MaildirTransport
from feedpub.newsletter.transport.postfix_log import LOG_DELAY, LOG_REACH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.newsletter.session import NewsletterSession
    from feedpub.newsletter.transport.protocol import DeliveryLookup
    from feedpub.settings import Settings
    from feedpub.settings.workspace import Workspace


def reconcile(session: NewsletterSession, now: datetime) -> None:
    """Find out of the letters in the dark which were taken; what stays unknown is treated as the settings say."""
    uncertain = session.deliveries.mark_interrupted(now)
    lookup = open_delivery_lookup(session)
    was_accepted = lookup.accepted([delivery.message_id for delivery in uncertain]) if lookup and uncertain else {}
    results = [
        result for each in uncertain if (result := _result_of_uncertain(session, each, lookup, was_accepted, now))
    ]
    if results:
        session.deliveries.resolve(results, now)


def _result_of_uncertain(
    session: NewsletterSession,
    delivery: Delivery,
    lookup: DeliveryLookup | None,
    was_accepted: Mapping[str, bool],
    now: datetime,
) -> DeliveryResult | None:
    """Return what an uncertain letter is taken for, or None where it stays one."""
    age = now - delivery.changed_at if delivery.changed_at else timedelta()
    policy, is_held_since_restore = session.settings.mail.on_uncertain, delivery.reply == HELD_SINCE_RESTORE
    if was_accepted.get(delivery.message_id):
        return DeliveryResult(delivery, DeliveryStatus.SENT, "the next hop has it")
    if delivery.message_id in was_accepted and age <= LOG_DELAY and not isinstance(lookup, MaildirTransport):
        return None  # its log may have it in a moment
    if (
        delivery.message_id in was_accepted
        and not is_held_since_restore
        and (age < LOG_REACH or isinstance(lookup, MaildirTransport))
    ):
        return DeliveryResult(delivery, DeliveryStatus.RETRY, "the next hop does not have it", now)
    if policy == "resend" and not is_held_since_restore:
        return DeliveryResult(delivery, DeliveryStatus.RETRY, "sent again, as mail.uncertain says", now)
    if policy == "skip":
        return DeliveryResult(delivery, DeliveryStatus.FAILED, "given up, as mail.uncertain says")
    return None


def end_of_unknown_period(workspace: Workspace) -> datetime | None:
    """Return until when nobody remembers what was sent, because a copy was restored; None where all is remembered."""
    engine = connect_archive(workspace.settings.archive, workspace.state)
    try:
        with engine.connect() as connection:
            unknown_period = unknown_send_period(connection)
    finally:
        engine.dispose()
    return unknown_period.until if unknown_period and unknown_period.since < unknown_period.until else None


def may_have_been_sent(issue: FrozenIssue, until: datetime, settings: Settings) -> bool:
    """Return whether an issue may have been sent before a moment: its days were over, or it did not wait for that."""
    first = datetime.combine(issue.first, time(), settings.timezone)
    end = datetime.combine(issue.last + timedelta(days=1), time(), settings.timezone)
    return first <= until and (end <= until or issue.due_at < end)
