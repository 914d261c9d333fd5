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

from feedpub.edge.database import connect
from feedpub.edge.keys import open_keys
from feedpub.edge.lock import SENDING, alone, lock
from feedpub.edge.post.asking import PostfixLog
from feedpub.edge.post.database import open_post
from feedpub.edge.post.ledger import RESTORED, Ledger, Settled
from feedpub.edge.post.outbox import Outbox
from feedpub.edge.post.rates import Rates
from feedpub.edge.post.seal import open_seal
from feedpub.edge.post.secret import secret
from feedpub.edge.post.sending import send
from feedpub.edge.post.smtp import Connection, Server
from feedpub.edge.post.subscribers import Subscribers
from feedpub.edge.restored import gap
from feedpub.errors import NotFound, SettingsError
from feedpub.language.mailbox import mailbox
from feedpub.model import EVERYWHERE, Delivery, Every, Frozen, Sending, Subscriber, Wish
from feedpub.posting import Press, name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Engine

    from feedpub.cli.places import Places
    from feedpub.edge.keys import Keys
    from feedpub.edge.post.asking import Asker
    from feedpub.edge.post.sending import Carrier, Outcome
    from feedpub.model import Accounts, Parcel
    from feedpub.ports import Clock, Library, Templates
    from feedpub.settings import Settings
    from feedpub.stages.weeks import Span

LATE_LOG = timedelta(minutes=2)
"""For so long the log of the next hop may lag behind; before, its silence says nothing."""

LOG_REACH = timedelta(days=1)
"""So far back the log and the one before it reach for certain; beyond, its silence says nothing either."""

SUBMISSION, TLS = 587, 465


@dataclass(frozen=True, slots=True)
class Mailroom:
    """The post, opened: who may send may use `ledger`, `readers` and `keys`."""

    places: Places
    engine: Engine
    ledger: Ledger
    readers: Subscribers
    keys: Keys

    @property
    def settings(self) -> Settings:
        """What the owner chose."""
        return self.places.settings


@dataclass(slots=True)
class Report:
    """What a round of sending did, issue by issue."""

    sent: dict[str, Outcome] = field(default_factory=dict)
    accounts: dict[str, Accounts] = field(default_factory=dict)
    given_up: dict[str, int] = field(default_factory=dict)
    """Letters of an issue that had become too late."""
    uncertain: int = 0
    """Letters, of all issues, that wait for the operator's word."""


@contextmanager
def mailroom(places: Places) -> Iterator[Mailroom]:
    """Open the post's tables and keys."""
    engine = open_post(places.state, places.settings)
    try:
        keys = open_keys(places.state)
        readers = Subscribers(engine, keys, places.settings.mail.suspend_after)
        yield Mailroom(places, engine, Ledger(engine), readers, keys)
    finally:
        engine.dispose()


def round_of_sending(places: Places, stop: Callable[[], bool] = lambda: False) -> Report:
    """Open all that sending needs and send what is owed now."""
    from feedpub.cli.world import library, open_templates
    from feedpub.edge.clock import SystemClock

    with mailroom(places) as room:
        if not room.ledger.issues(unfinished=True) and not room.ledger.in_state(Sending.UNCERTAIN):
            return Report()
        with library(places) as stories:
            return deliver(room, stories, open_templates(places.settings), SystemClock(), stop)


def freeze_span(
    places: Places, archive: Library, span: Span, due: datetime, now: datetime, every: Every = Every.WEEK
) -> bool:
    """Fix the issue of a week or a day with all stories of its days; return whether it was not fixed before.

    Without stories there is no issue, so that nobody gets an empty letter.
    """
    settings = places.settings if every is Every.WEEK else places.settings.of_a_day
    guids = tuple(story.guid for story in archive.stories(first=span.first, last=span.last))
    if not guids:
        return False
    issue = Frozen(span.key, every, settings.letter_title, span.first, span.last, due, guids)
    with mailroom(places) as room:
        return freeze(room, issue, now)


def is_wanted(places: Places, every: Every) -> bool:
    """Return whether anybody gets such letters."""
    with mailroom(places) as room:
        return next(iter(room.readers.active(every)), None) is not None


def send_sample(places: Places, week: Span, address: str) -> str:
    """Send the whole letter of a week to one address, past the ledger; return what the server said."""
    parcel = sample_parcel(places, week, address)
    carrier = carriers(places.settings, places.output)[0]
    try:
        return "; ".join(carrier.carry(parcel.mail, parcel.sender, parcel.recipient))
    finally:
        carrier.close()


def sample_parcel(places: Places, week: Span, address: str) -> Parcel:
    """Return the mail with the whole letter of a week; raises `NotFound` where it has no story."""
    from feedpub.cli.world import library, open_templates
    from feedpub.edge.clock import SystemClock

    settings, now = places.settings, SystemClock().now()
    try:
        to = mailbox(address).address
    except ValueError as error:
        raise SettingsError(str(error)) from error
    reader = Subscriber(0, "0" * 16, to, Wish((EVERYWHERE,), Every.WEEK, settings.site.language))
    with mailroom(places) as room, library(places) as stories:
        guids = tuple(story.guid for story in stories.stories(first=week.first, last=week.last))
        issue = Frozen(week.key, Every.WEEK, settings.letter_title, week.first, week.last, now, guids)
        press = Press(
            issue, stories, _Anybody(), settings, open_templates(settings), room.keys, open_seal(settings), now
        )
        sample = f"<sample.{secrets.token_hex(12)}@{mailbox(settings.digest.sender).domain}>"
        parcel = press.mail(Delivery(week.key, reader, Sending.SENDING, sample))
    if isinstance(parcel, str):
        raise NotFound(f"{week.key}: {parcel}")
    return parcel


class _Anybody:
    """Readers of whom each may get a letter: for samples."""

    def active(self, every: Every) -> Iterator[Subscriber]:  # noqa: ARG002 - the form of the port
        return iter(())

    def may_get(self, subscriber: Subscriber) -> str:  # noqa: ARG002 - the form of the port
        return ""

    def note_bounce(self, id_: str, *, hard: bool, now: datetime, words: str) -> None:
        pass


def freeze(room: Mailroom, issue: Frozen, now: datetime) -> bool:
    """Fix an issue and who is to get it, once; return whether it was not fixed before."""
    readers = list(room.readers.active(issue.every))
    return room.ledger.freeze(issue, readers, lambda each: name(each, issue.key, room.settings), now)


def deliver(
    room: Mailroom,
    library: Library,
    templates: Templates,
    clock: Clock,
    stop: Callable[[], bool] = lambda: False,
) -> Report:
    """Send what all frozen issues owe now, as the only sender; raises `AnotherIsRunning` where there is one.

    First, what the last sender left in the dark is cleared up, as far as the next hop can be asked.
    """
    report = Report()
    with lock(room.places.state, SENDING), alone(room.engine, SENDING):
        reconcile(room, clock.now())
        restored = _restored(room.places)
        for issue in reversed(room.ledger.issues(unfinished=True)):
            if stop():
                break
            if restored and _may_have_gone(issue, restored, room.settings):
                room.ledger.hold(issue.key, restored, clock.now())
            _deliver_one(room, issue, library, templates, clock, stop, report)
        report.uncertain = len(room.ledger.in_state(Sending.UNCERTAIN))
    return report


def reconcile(room: Mailroom, now: datetime) -> None:
    """Find out of the letters in the dark which were taken; what stays unknown is treated as the settings say."""
    uncertain = room.ledger.recover(now)
    asker = _asker(room)
    known = asker.known([each.message_id for each in uncertain]) if asker and uncertain else {}
    found = [settled for each in uncertain if (settled := _settled(room, each, asker, known, now))]
    if found:
        room.ledger.decide(found, now)


def _settled(
    room: Mailroom, letter: Delivery, asker: Asker | None, known: Mapping[str, bool], now: datetime
) -> Settled | None:
    """Return what an uncertain letter is taken for, or None where it stays one."""
    age = now - letter.moment if letter.moment else timedelta()
    wish, is_restored = room.settings.mail.uncertain, letter.reply == RESTORED
    if known.get(letter.message_id):
        return Settled(letter, Sending.SENT, "the next hop has it")
    if letter.message_id in known and age <= LATE_LOG and not isinstance(asker, Outbox):
        return None  # its log may have it in a moment
    if letter.message_id in known and not is_restored and (age < LOG_REACH or isinstance(asker, Outbox)):
        return Settled(letter, Sending.RETRY, "the next hop does not have it", now)
    if wish == "resend" and not is_restored:
        return Settled(letter, Sending.RETRY, "sent again, as mail.uncertain says", now)
    if wish == "skip":
        return Settled(letter, Sending.FAILED, "given up, as mail.uncertain says")
    return None


def _restored(places: Places) -> datetime | None:
    """Return until when nobody remembers what was sent, because a copy was restored; None where all is remembered."""
    engine = connect(places.settings.archive, places.state)
    try:
        with engine.connect() as connection:
            found = gap(connection)
    finally:
        engine.dispose()
    return found.until if found and found.since < found.until else None


def _may_have_gone(issue: Frozen, until: datetime, settings: Settings) -> bool:
    """Return whether an issue may have been sent before a moment: its days were over, or it did not wait for that."""
    first = datetime.combine(issue.first, time(), settings.timezone)
    end = datetime.combine(issue.last + timedelta(days=1), time(), settings.timezone)
    return first <= until and (end <= until or issue.due < end)


def carriers(settings: Settings, output: Path) -> Sequence[Carrier]:
    """Return who carries the letters: connections to the mail server, or one to the outbox."""
    if not settings.mail.server:
        return [Outbox(output / "outbox" / "maildir")]
    server = server_of(settings)
    return [Connection(server) for _ in range(settings.mail.connections)]


def _deliver_one(
    room: Mailroom,
    issue: Frozen,
    library: Library,
    templates: Templates,
    clock: Clock,
    stop: Callable[[], bool],
    report: Report,
) -> None:
    settings, now = room.settings, clock.now()
    if now - issue.due > timedelta(hours=settings.mail.max_lateness):
        why = f"too late: it was due over {settings.mail.max_lateness} hours ago"
        report.given_up[issue.key] = room.ledger.give_up(issue.key, Sending.FAILED, why, now)
    else:
        seal = open_seal(settings)
        press = Press(issue, library, room.readers, settings, templates, room.keys, seal, now)
        outcome = send(
            issue.key,
            room.ledger,
            press.mail,
            carriers(settings, room.places.output),
            Rates(settings.mail.rate, settings.mail.domain_rate),
            clock.now,
            patience=settings.mail.patience + 4 * settings.mail.timeout,
            stop=stop,
        )
        _note_bounces(room, outcome.bounced, clock.now())
        report.sent[issue.key] = outcome
    report.accounts[issue.key] = room.ledger.accounts(issue.key)


def _note_bounces(room: Mailroom, bounced: Sequence[Delivery], now: datetime) -> None:
    for delivery in bounced:
        room.readers.note_bounce(delivery.subscriber.id, hard=True, now=now, words="refused at sending")


def _asker(room: Mailroom) -> Asker | None:
    if not room.settings.mail.server:
        return Outbox(room.places.output / "outbox" / "maildir")
    return PostfixLog(Path(room.settings.mail.log)) if room.settings.mail.log else None


def server_of(settings: Settings) -> Server:
    """Return where and how letters leave; raises `SettingsError` where there is no password to be had."""
    mail = settings.mail
    host, _, port = mail.server.partition(":")
    return Server(
        host=host,
        port=int(port) if port else (TLS if mail.security == "tls" else SUBMISSION),
        security=mail.security,
        verify=mail.verify,
        user=mail.user,
        password=secret(mail.password_file, os.environ) if mail.user else "",
        timeout=mail.timeout,
        patience=mail.patience,
        name=socket.getfqdn() or "localhost",
    )
