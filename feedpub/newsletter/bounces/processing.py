"""Mail that came back -> scored with its readers: who reads the maildir or the IMAP folder, and what is said of it."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.system.secrets import bounce_password
from feedpub.newsletter.bounces.mailbox import parse_imap_address, read_imap, read_maildir
from feedpub.newsletter.bounces.parser import BounceKind, parse_bounce
from feedpub.newsletter.message import UNSUBSCRIBE_PURPOSE, subscriber_of
from feedpub.newsletter.session import NewsletterSession, open_newsletter
from feedpub.newsletter.store.signups import SignupStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feedpub.settings import Settings
    from feedpub.settings.workspace import Workspace

IGNORED = "of no use to us"


def process_bounces(workspace: Workspace) -> Counter[str]:
    """Score what came back since the last time; return how many mails of which kind."""
    counts_by_kind: Counter[str] = Counter()
    if not bounces_are_configured(workspace.settings):
        return counts_by_kind
    with open_newsletter(workspace) as session:
        for mail in _read_mails(workspace.settings):
            counts_by_kind[_process_mail(session, mail, SystemClock().now())] += 1
    return counts_by_kind


def bounces_are_configured(settings: Settings) -> bool:
    """Return whether the settings say where mail that comes back lies."""
    return bool(settings.mail.bounce_maildir or settings.mail.bounce_imap)


def _read_mails(settings: Settings) -> Iterator[bytes]:
    mail = settings.mail
    if mail.bounce_maildir:
        yield from read_maildir(Path(mail.bounce_maildir))
    if mail.bounce_imap:
        yield from read_imap(
            parse_imap_address(mail.bounce_imap), bounce_password(mail.bounce_password_file, os.environ), mail.timeout
        )


def _process_mail(session: NewsletterSession, mail: bytes, now: datetime) -> str:
    keys = session.keys
    try:
        bounce = parse_bounce(
            mail, lambda token: subscriber_of(token, keys), lambda token: keys.read(UNSUBSCRIBE_PURPOSE, token)
        )
    except (ValueError, LookupError, RecursionError):  # what somebody made so that the `email` package fails on it
        bounce = None
    if bounce is None:
        return IGNORED
    if bounce.kind is BounceKind.UNSUBSCRIBE:
        SignupStore(session.engine, keys, session.settings.signup).unsubscribe(bounce.subscriber_id, now)
    elif bounce.kind is BounceKind.COMPLAINT:
        session.subscribers.record_complaint(bounce.subscriber_id, now, bounce.reason)
    else:
        session.subscribers.record_bounce(
            bounce.subscriber_id, hard=bounce.kind is BounceKind.HARD, now=now, reason=bounce.reason
        )
    return bounce.kind.value
