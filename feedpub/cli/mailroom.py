"""Places and settings -> letters frozen and sent: who opens the post, in which order, and closes it again."""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.edge.database import connect_archive
from feedpub.edge.keys import open_token_signer
from feedpub.edge.lock import SEND_LOCK, hold_advisory_lock, hold_lock
from feedpub.edge.post.asking import PostfixLog
from feedpub.edge.post.database import open_newsletter_database
from feedpub.edge.post.ledger import HELD_SINCE_RESTORE, DeliveryStore, DeliveryResult
from feedpub.edge.post.outbox import MaildirTransport
from feedpub.edge.post.rates import RateLimiter
from feedpub.edge.post.seal import load_dkim_signer
from feedpub.edge.post.secret import mail_password
from feedpub.edge.post.sending import send_issue
from feedpub.edge.post.smtp import SmtpTransport, SmtpServer
from feedpub.edge.post.subscribers import SubscriberStore
from feedpub.edge.restored import unknown_send_period
from feedpub.errors import NotFound, SettingsError
from feedpub.language.mailbox import parse_mailbox
from feedpub.model import ALL_REGIONS, Delivery, Frequency, FrozenIssue, DeliveryStatus, Subscriber, Preferences
from feedpub.posting import MessageBuilder, letter_message_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Engine

    from feedpub.cli.places import Workspace
    from feedpub.edge.keys import TokenSigner
    from feedpub.edge.post.asking import DeliveryLookup
    from feedpub.edge.post.sending import Transport, SendResult
    from feedpub.model import DeliveryTotals, OutgoingMail
    from feedpub.ports import Clock, ArchiveReader, Templates
    from feedpub.settings import Settings
    from feedpub.stages.weeks import Period

LOG_DELAY = timedelta(minutes=2)
"""For so long the log of the next hop may lag behind; before, its silence says nothing."""

LOG_REACH = timedelta(days=1)
"""So far back the log and the one before it reach for certain; beyond, its silence says nothing either."""

SUBMISSION_PORT, TLS_PORT = 587, 465


@dataclass(frozen=True, slots=True)
class NewsletterSession:
    """The post, opened: who may send may use `ledger`, `readers` and `keys`."""

    workspace: Workspace
    engine: Engine
    deliveries: DeliveryStore
    subscribers: SubscriberStore
    keys: TokenSigner

    @property
    def settings(self) -> Settings:
        """What the owner chose."""
        return self.workspace.settings


@dataclass(slots=True)
class RoundReport:
    """What a round of sending did, issue by issue."""

    results: dict[str, SendResult] = field(default_factory=dict)
    totals: dict[str, DeliveryTotals] = field(default_factory=dict)
    expired: dict[str, int] = field(default_factory=dict)
    """Letters of an issue that had become too late."""
    uncertain: int = 0
    """Letters, of all issues, that wait for the operator's word."""


@contextmanager
def open_newsletter(workspace: Workspace) -> Iterator[NewsletterSession]:
    """Open the post's tables and keys."""
    engine = open_newsletter_database(workspace.state, workspace.settings)
    try:
        keys = open_token_signer(workspace.state)
        subscribers = SubscriberStore(engine, keys, workspace.settings.mail.suspend_after)
        yield NewsletterSession(workspace, engine, DeliveryStore(engine), subscribers, keys)
    finally:
        engine.dispose()


def send_due(workspace: Workspace, stop: Callable[[], bool] = lambda: False) -> RoundReport:
    """Open all that sending needs and send what is owed now."""
    from feedpub.cli.world import open_archive_for_reading, open_templates
    from feedpub.edge.clock import SystemClock

    with open_newsletter(workspace) as session:
        if not session.deliveries.all_frozen_issues(unfinished=True) and not session.deliveries.with_status(DeliveryStatus.UNCERTAIN):
            return RoundReport()
        with open_archive_for_reading(workspace) as archive:
            return run_send_round(session, archive, open_templates(workspace.settings), SystemClock(), stop)


def freeze_period(
    workspace: Workspace, archive: ArchiveReader, span: Period, due_at: datetime, now: datetime, frequency: Frequency = Frequency.WEEK
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


def is_wanted(workspace: Workspace, frequency: Frequency) -> bool:
    """Return whether anybody gets such letters."""
    with open_newsletter(workspace) as session:
        return next(iter(session.subscribers.active_subscribers(frequency)), None) is not None


def send_sample(workspace: Workspace, period: Period, address: str) -> str:
    """Send the whole letter of a week to one address, past the ledger; return what the server said."""
    outgoing = sample_mail(workspace, period, address)
    transport = open_transports(workspace.settings, workspace.output)[0]
    try:
        return "; ".join(transport.send(outgoing.content, outgoing.sender, outgoing.recipient))
    finally:
        transport.close()


def sample_mail(workspace: Workspace, period: Period, address: str) -> OutgoingMail:
    """Return the mail with the whole letter of a week; raises `NotFound` where it has no story."""
    from feedpub.cli.world import open_archive_for_reading, open_templates
    from feedpub.edge.clock import SystemClock

    settings, now = workspace.settings, SystemClock().now()
    try:
        recipient_address = parse_mailbox(address).address
    except ValueError as error:
        raise SettingsError(str(error)) from error
    subscriber = Subscriber(0, "0" * 16, recipient_address, Preferences((ALL_REGIONS,), Frequency.WEEK, settings.site.language))
    with open_newsletter(workspace) as session, open_archive_for_reading(workspace) as archive:
        guids = tuple(story.guid for story in archive.stories(first=period.first, last=period.last))
        issue = FrozenIssue(period.key, Frequency.WEEK, settings.letter_title, period.first, period.last, now, guids)
        builder = MessageBuilder(
            issue, archive, _EveryoneMayReceive(), settings, open_templates(settings), session.keys, load_dkim_signer(settings), now
        )
        sample_id = f"<sample.{secrets.token_hex(12)}@{parse_mailbox(settings.digest.sender).domain}>"
        outgoing = builder.build(Delivery(period.key, subscriber, DeliveryStatus.SENDING, sample_id))
    if isinstance(outgoing, str):
        raise NotFound(f"{period.key}: {outgoing}")
    return outgoing


class _EveryoneMayReceive:
    """Readers of whom each may get a letter: for samples."""

    def active_subscribers(self, frequency: Frequency) -> Iterator[Subscriber]:  # noqa: ARG002 - the form of the port
        return iter(())

    def exclusion_reason(self, subscriber: Subscriber) -> str:  # noqa: ARG002 - the form of the port
        return ""

    def record_bounce(self, id_: str, *, hard: bool, now: datetime, reason: str) -> None:
        pass


def freeze_issue(session: NewsletterSession, issue: FrozenIssue, now: datetime) -> bool:
    """Fix an issue and who is to get it, once; return whether it was not fixed before."""
    recipients = list(session.subscribers.active_subscribers(issue.frequency))
    return session.deliveries.freeze(issue, recipients, lambda each: letter_message_id(each, issue.key, session.settings), now)


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


def reconcile(session: NewsletterSession, now: datetime) -> None:
    """Find out of the letters in the dark which were taken; what stays unknown is treated as the settings say."""
    uncertain = session.deliveries.mark_interrupted(now)
    lookup = open_delivery_lookup(session)
    was_accepted = lookup.accepted([delivery.message_id for delivery in uncertain]) if lookup and uncertain else {}
    results = [result for each in uncertain if (result := _result_of_uncertain(session, each, lookup, was_accepted, now))]
    if results:
        session.deliveries.resolve(results, now)


def _result_of_uncertain(
    session: NewsletterSession, delivery: Delivery, lookup: DeliveryLookup | None, was_accepted: Mapping[str, bool], now: datetime
) -> DeliveryResult | None:
    """Return what an uncertain letter is taken for, or None where it stays one."""
    age = now - delivery.changed_at if delivery.changed_at else timedelta()
    policy, is_held_since_restore = session.settings.mail.on_uncertain, delivery.reply == HELD_SINCE_RESTORE
    if was_accepted.get(delivery.message_id):
        return DeliveryResult(delivery, DeliveryStatus.SENT, "the next hop has it")
    if delivery.message_id in was_accepted and age <= LOG_DELAY and not isinstance(lookup, MaildirTransport):
        return None  # its log may have it in a moment
    if delivery.message_id in was_accepted and not is_held_since_restore and (age < LOG_REACH or isinstance(lookup, MaildirTransport)):
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


def open_transports(settings: Settings, output: Path) -> Sequence[Transport]:
    """Return who carries the letters: connections to the mail server, or one to the outbox."""
    if not settings.mail.server:
        return [MaildirTransport(output / "outbox" / "maildir")]
    server = smtp_server(settings)
    return [SmtpTransport(server) for _ in range(settings.mail.max_connections)]


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


def open_delivery_lookup(session: NewsletterSession) -> DeliveryLookup | None:
    if not session.settings.mail.server:
        return MaildirTransport(session.workspace.output / "outbox" / "maildir")
    return PostfixLog(Path(session.settings.mail.postfix_log)) if session.settings.mail.postfix_log else None


def smtp_server(settings: Settings) -> SmtpServer:
    """Return where and how letters leave; raises `SettingsError` where there is no password to be had."""
    mail = settings.mail
    host, _, port = mail.server.partition(":")
    return SmtpServer(
        host=host,
        port=int(port) if port else (TLS_PORT if mail.security == "tls" else SUBMISSION_PORT),
        security=mail.security,
        verify=mail.verify,
        user=mail.user,
        password=mail_password(mail.password_file, os.environ) if mail.user else "",
        timeout=mail.timeout,
        data_timeout=mail.data_timeout,
        ehlo_name=socket.getfqdn() or "localhost",
    )
