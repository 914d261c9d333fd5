"""Sign-ups that were decided -> mails that ask for confirmation, each sent once at most."""

from __future__ import annotations

from collections import Counter
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.cli.mailroom import LATE_LOG, carriers, mailroom
from feedpub.cli.world import open_templates
from feedpub.edge.clock import SystemClock
from feedpub.edge.lock import CONFIRMING, alone, lock
from feedpub.edge.post.asking import PostfixLog
from feedpub.edge.post.confirmations import Confirmations
from feedpub.edge.post.outbox import Outbox
from feedpub.edge.post.seal import open_seal
from feedpub.edge.post.signups import Signups
from feedpub.edge.post.smtp import Fate, Refused, Unreachable
from feedpub.errors import AnotherIsRunning, MailError
from feedpub.language.mailbox import mailbox
from feedpub.model import Parcel, Sending
from feedpub.posting import verp
from feedpub.stages.address.envelope import message_id, sender
from feedpub.stages.render.mail_pages import Envelope, confirmation
from feedpub.stages.render.mould import Fill, fill, mould

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Engine

    from feedpub.cli.places import Places
    from feedpub.edge.keys import Keys
    from feedpub.edge.post.confirmations import Confirmation
    from feedpub.edge.post.sending import Carrier
    from feedpub.ports import Clock, Templates

BATCH = 50

PAGE = "mail/confirm/"

_STATES = {
    Fate.TAKEN: Sending.SENT,
    Fate.LATER: Sending.RETRY,
    Fate.NEVER: Sending.FAILED,
    Fate.NOBODY: Sending.FAILED,
    Fate.UNKNOWN: Sending.UNCERTAIN,
}


class Clerk:
    """Decides on sign-ups and sends what is to be confirmed; who calls it need not know whether another one does."""

    def __init__(self, places: Places, engine: Engine, keys: Keys, templates: Templates, clock: Clock) -> None:
        self._places, self._engine, self._keys = places, engine, keys
        self._templates, self._clock = templates, clock
        self._mails = Confirmations(engine)
        self._signups = Signups(engine, keys, places.settings.signup)

    def decide(self) -> Counter[str]:
        """Work off what the forms brought, and say how."""
        return self._signups.decide(self._clock.now())

    def send(self, stop: Callable[[], bool] = lambda: False) -> Counter[str]:
        """Send what is owed now; raises `MailError` where the mail server is in trouble.

        Where somebody else is sending them just now, nothing is done.
        """
        sent: Counter[str] = Counter()
        now = self._clock.now()
        if not self._mails.owed(now, 1) and not self._mails.in_the_dark():
            return sent
        try:
            with lock(self._places.state, CONFIRMING), alone(self._engine, CONFIRMING):
                self._send(sent, stop)
        except AnotherIsRunning:
            pass
        return sent

    def _send(self, sent: Counter[str], stop: Callable[[], bool]) -> None:
        self._clear_up()
        carrier, *others = carriers(self._places.settings, self._places.output)
        del others
        try:
            while not stop() and (owed := self._mails.owed(self._clock.now(), BATCH)):
                for mail in owed:
                    if stop():
                        break
                    sent[self._send_one(mail, carrier).value] += 1
        finally:
            carrier.close()

    def _send_one(self, mail: Confirmation, carrier: Carrier) -> Sending:
        now = self._clock.now()
        parcel = self.parcel(mail, now)
        if not self._mails.intend(mail, now):
            return Sending.EXCLUDED
        try:
            verdict = carrier.carry(parcel.mail, parcel.sender, parcel.recipient)
        except MailError as error:
            # Of these nothing can have arrived, and the outbox takes no mail twice.
            known = isinstance(error, Unreachable | Refused) or isinstance(carrier, Outbox)
            state = Sending.RETRY if known else Sending.UNCERTAIN
            self._mails.settle([mail], state, self._clock.now(), str(error))
            raise
        self._mails.settle([mail], _STATES[verdict.fate], self._clock.now(), verdict.words)
        return _STATES[verdict.fate]

    def _clear_up(self) -> None:
        """Find out what became of mails whose sender was stopped; one that may have arrived is not sent again."""
        settings, now = self._places.settings, self._clock.now()
        dark = self._mails.in_the_dark()
        if not dark:
            return
        ids = {mail.key: message_id("confirm", f"{mail.subscriber.id}.{mail.key}", settings) for mail in dark}
        asker: Outbox | PostfixLog | None = None
        if not settings.mail.server:
            asker = Outbox(self._places.output / "outbox" / "maildir")
        elif settings.mail.log:
            asker = PostfixLog(Path(settings.mail.log))
        known = asker.known(ids.values()) if asker else {}
        for mail in dark:
            taken = known.get(ids[mail.key])
            if taken is False and not isinstance(asker, Outbox) and now - mail.moment < LATE_LOG:
                continue  # the log may lag behind
            state = Sending.SENT if taken else Sending.UNCERTAIN if taken is None else Sending.RETRY
            why = "the sender was stopped while it was under way"
            self._mails.settle([mail], state, now, why, soon=True)

    def parcel(self, mail: Confirmation, now: datetime) -> Parcel:
        """Return the mail, ready for SMTP, signed where we sign."""
        settings, reader = self._places.settings, mail.subscriber
        token = self._signups.token(reader, mail.key)
        link = f"{settings.root_url}{PAGE}{token}"
        name = message_id("confirm", f"{reader.id}.{mail.key}", settings)
        envelope = Envelope(sender(settings), reader.address, name)
        letter = confirmation(reader.wish, envelope, link, settings, self._templates, now, known=mail.known)
        shape = mould(letter, ())
        headers = (
            ("To", reader.address),
            ("Message-ID", name),
            ("Date", format_datetime(now.astimezone(settings.timezone))),
        )
        seal = open_seal(settings)
        return Parcel(fill(shape, Fill(headers, {}), seal), self._return_path(mail), reader.address)

    def _return_path(self, mail: Confirmation) -> str:
        settings = self._places.settings
        if not settings.mail.bounces:
            return mailbox(sender(settings)).address
        box = mailbox(settings.mail.bounces)
        local = box.address.rpartition("@")[0]
        return f"{local}+{verp(mail.subscriber.id, 'confirm', self._keys)}@{box.domain}"


def send_confirmations(places: Places, stop: Callable[[], bool] = lambda: False) -> int:
    """Open the post, decide on sign-ups and send what is to be confirmed; return how many mails went out."""
    with mailroom(places) as room:
        clerk = Clerk(places, room.engine, room.keys, open_templates(places.settings), SystemClock())
        clerk.decide()
        return clerk.send(stop)[Sending.SENT.value]


def sweep(places: Places, now: datetime) -> int:
    """Forget who did not confirm for seven days; return how many these were."""
    with mailroom(places) as room:
        return Signups(room.engine, room.keys, places.settings.signup).sweep(now).unconfirmed
