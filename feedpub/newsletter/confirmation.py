"""Sign-ups that were decided -> mails that ask for confirmation, each sent once at most."""

from __future__ import annotations

from collections import Counter
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.adapters.database.advisory_lock import hold_advisory_lock
from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.system.locks import CONFIRM_LOCK, hold_lock
from feedpub.adapters.templates import open_templates
from feedpub.errors import AnotherIsRunning, MailError
from feedpub.model import DeliveryStatus, OutgoingMail
from feedpub.newsletter.message import bounce_token
from feedpub.newsletter.session import open_newsletter
from feedpub.newsletter.store.confirmations import ConfirmationStore
from feedpub.newsletter.store.signups import SignupStore
from feedpub.newsletter.transport.dkim_key import load_dkim_signer
from feedpub.newsletter.transport.factory import open_transports
from feedpub.newsletter.transport.maildir import MaildirTransport
from feedpub.newsletter.transport.postfix_log import LOG_DELAY, PostfixLog
from feedpub.newsletter.transport.protocol import SendStatus, ServerRefused, ServerUnreachable
from feedpub.stages.letter.confirmation import MailEnvelope, confirmation_letter
from feedpub.stages.letter.headers import message_id, sender
from feedpub.stages.letter.personalise import RecipientFields, make_template, personalise
from feedpub.text.email_address import parse_mailbox

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Engine

    from feedpub.adapters.system.tokens import TokenSigner
    from feedpub.newsletter.store.confirmations import ConfirmationMail
    from feedpub.newsletter.transport.protocol import Transport
    from feedpub.ports import Clock, Templates
    from feedpub.settings.workspace import Workspace

BATCH = 50

CONFIRM_PATH = "mail/confirm/"

_STATUS_OF_REPLY = {
    SendStatus.ACCEPTED: DeliveryStatus.SENT,
    SendStatus.TEMPORARY_FAILURE: DeliveryStatus.RETRY,
    SendStatus.PERMANENT_FAILURE: DeliveryStatus.FAILED,
    SendStatus.NO_SUCH_MAILBOX: DeliveryStatus.FAILED,
    SendStatus.UNKNOWN: DeliveryStatus.UNCERTAIN,
}


class ConfirmationSender:
    """Decides on sign-ups and sends what is to be confirmed; who calls it need not know whether another one does."""

    def __init__(
        self, workspace: Workspace, engine: Engine, keys: TokenSigner, templates: Templates, clock: Clock
    ) -> None:
        self._workspace, self._engine, self._keys = workspace, engine, keys
        self._templates, self._clock = templates, clock
        self._mails = ConfirmationStore(engine)
        self._signups = SignupStore(engine, keys, workspace.settings.signup)

    def process_requests(self) -> Counter[str]:
        """Work off what the forms brought, and say how."""
        return self._signups.process_requests(self._clock.now())

    def send(self, stop: Callable[[], bool] = lambda: False) -> Counter[str]:
        """Send what is owed now; raises `MailError` where the mail server is in trouble.

        Where somebody else is sending them just now, nothing is done.
        """
        counts_by_status: Counter[str] = Counter()
        now = self._clock.now()
        if not self._mails.due(now, 1) and not self._mails.interrupted():
            return counts_by_status
        try:
            with hold_lock(self._workspace.state, CONFIRM_LOCK), hold_advisory_lock(self._engine, CONFIRM_LOCK):
                self._send_due(counts_by_status, stop)
        except AnotherIsRunning:
            pass
        return counts_by_status

    def _send_due(self, counts_by_status: Counter[str], stop: Callable[[], bool]) -> None:
        self._resolve_interrupted()
        transport, *others = open_transports(self._workspace.settings, self._workspace.output)
        del others
        try:
            while not stop() and (due := self._mails.due(self._clock.now(), BATCH)):
                for mail in due:
                    if stop():
                        break
                    counts_by_status[self._send_one(mail, transport).value] += 1
        finally:
            transport.close()

    def _send_one(self, mail: ConfirmationMail, transport: Transport) -> DeliveryStatus:
        now = self._clock.now()
        outgoing = self.build_mail(mail, now)
        if not self._mails.mark_sending(mail, now):
            return DeliveryStatus.EXCLUDED
        try:
            reply = transport.send(outgoing.content, outgoing.sender, outgoing.recipient)
        except MailError as error:
            # Of these nothing can have arrived, and the outbox takes no mail twice.
            did_not_arrive = isinstance(error, ServerUnreachable | ServerRefused) or isinstance(
                transport, MaildirTransport
            )
            status = DeliveryStatus.RETRY if did_not_arrive else DeliveryStatus.UNCERTAIN
            self._mails.record_status([mail], status, self._clock.now(), str(error))
            raise
        self._mails.record_status([mail], _STATUS_OF_REPLY[reply.status], self._clock.now(), reply.text)
        return _STATUS_OF_REPLY[reply.status]

    def _resolve_interrupted(self) -> None:
        """Find out what became of mails whose sender was stopped; one that may have arrived is not sent again."""
        settings, now = self._workspace.settings, self._clock.now()
        interrupted = self._mails.interrupted()
        if not interrupted:
            return
        ids = {mail.key: message_id("confirm", f"{mail.subscriber.id}.{mail.key}", settings) for mail in interrupted}
        lookup: MaildirTransport | PostfixLog | None = None
        if not settings.mail.server:
            lookup = MaildirTransport(self._workspace.output / "outbox" / "maildir")
        elif settings.mail.postfix_log:
            lookup = PostfixLog(Path(settings.mail.postfix_log))
        was_accepted = lookup.accepted(ids.values()) if lookup else {}
        for mail in interrupted:
            is_accepted = was_accepted.get(ids[mail.key])
            if is_accepted is False and not isinstance(lookup, MaildirTransport) and now - mail.changed_at < LOG_DELAY:
                continue  # the log may lag behind
            status = (
                DeliveryStatus.SENT
                if is_accepted
                else DeliveryStatus.UNCERTAIN
                if is_accepted is None
                else DeliveryStatus.RETRY
            )
            reason = "the sender was stopped while it was under way"
            self._mails.record_status([mail], status, now, reason, immediately=True)

    def build_mail(self, mail: ConfirmationMail, now: datetime) -> OutgoingMail:
        """Return the mail, ready for SMTP, signed where we sign."""
        settings, subscriber = self._workspace.settings, mail.subscriber
        token = self._signups.confirmation_token(subscriber, mail.key)
        link = f"{settings.root_url}{CONFIRM_PATH}{token}"
        confirmation_id = message_id("confirm", f"{subscriber.id}.{mail.key}", settings)
        envelope = MailEnvelope(sender(settings), subscriber.address, confirmation_id)
        letter = confirmation_letter(
            subscriber.preferences,
            envelope,
            link,
            settings,
            self._templates,
            now,
            is_subscribed=mail.is_confirmed_subscriber,
        )
        template = make_template(letter, ())
        headers = (
            ("To", subscriber.address),
            ("Message-ID", confirmation_id),
            ("Date", format_datetime(now.astimezone(settings.timezone))),
        )
        signer = load_dkim_signer(settings)
        return OutgoingMail(
            personalise(template, RecipientFields(headers, {}), signer), self._return_path(mail), subscriber.address
        )

    def _return_path(self, mail: ConfirmationMail) -> str:
        settings = self._workspace.settings
        if not settings.mail.bounces:
            return parse_mailbox(sender(settings)).address
        bounce_address = parse_mailbox(settings.mail.bounces)
        local_part = bounce_address.address.rpartition("@")[0]
        return f"{local_part}+{bounce_token(mail.subscriber.id, 'confirm', self._keys)}@{bounce_address.domain}"


def send_confirmations(workspace: Workspace, stop: Callable[[], bool] = lambda: False) -> int:
    """Open the post, decide on sign-ups and send what is to be confirmed; return how many mails went out."""
    with open_newsletter(workspace) as session:
        confirmation_sender = ConfirmationSender(
            workspace, session.engine, session.keys, open_templates(workspace.settings), SystemClock()
        )
        confirmation_sender.process_requests()
        return confirmation_sender.send(stop)[DeliveryStatus.SENT.value]


def purge_unconfirmed(workspace: Workspace, now: datetime) -> int:
    """Forget who did not confirm for seven days; return how many these were."""
    with open_newsletter(workspace) as session:
        return SignupStore(session.engine, session.keys, workspace.settings.signup).purge_expired(now).unconfirmed
