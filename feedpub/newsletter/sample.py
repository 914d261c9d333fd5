"""Places and settings -> letters frozen and sent: who opens the post, in which order, and closes it again."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from feedpub.adapters.archive.read_access import open_archive_for_reading
from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.templates import open_templates
from feedpub.errors import NotFound, SettingsError
from feedpub.model import ALL_REGIONS, Delivery, DeliveryStatus, Frequency, FrozenIssue, Preferences, Subscriber
from feedpub.newsletter.message import MessageBuilder
from feedpub.newsletter.session import open_newsletter
from feedpub.newsletter.transport.dkim_key import load_dkim_signer
from feedpub.newsletter.transport.factory import open_transports
from feedpub.text.email_address import parse_mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feedpub.model import OutgoingMail
    from feedpub.settings.workspace import Workspace
    from feedpub.stages.calendar.weeks import Period


def send_sample(workspace: Workspace, period: Period, address: str) -> str:
    """Send the whole letter of a week to one address, past the deliveries; return what the server said."""
    outgoing = sample_mail(workspace, period, address)
    transport = open_transports(workspace.settings, workspace.output)[0]
    try:
        return "; ".join(transport.send(outgoing.content, outgoing.sender, outgoing.recipient))
    finally:
        transport.close()


def sample_mail(workspace: Workspace, period: Period, address: str) -> OutgoingMail:
    """Return the mail with the whole letter of a week; raises `NotFound` where it has no story."""
    settings, now = workspace.settings, SystemClock().now()
    try:
        recipient_address = parse_mailbox(address).address
    except ValueError as error:
        raise SettingsError(str(error)) from error
    subscriber = Subscriber(
        0, "0" * 16, recipient_address, Preferences((ALL_REGIONS,), Frequency.WEEK, settings.site.language)
    )
    with open_newsletter(workspace) as session, open_archive_for_reading(workspace) as archive:
        guids = tuple(story.guid for story in archive.stories(first=period.first, last=period.last))
        issue = FrozenIssue(period.key, Frequency.WEEK, settings.letter_title, period.first, period.last, now, guids)
        builder = MessageBuilder(
            issue,
            archive,
            _EveryoneMayReceive(),
            settings,
            open_templates(settings),
            session.keys,
            load_dkim_signer(settings),
            now,
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
