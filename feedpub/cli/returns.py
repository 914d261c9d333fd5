"""Mail that came back -> scored with its readers: who reads the maildir or the IMAP folder, and what is said of it."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.cli.mailroom import Mailroom, mailroom
from feedpub.edge.clock import SystemClock
from feedpub.edge.post.returned import Kind, returned
from feedpub.edge.post.returns import box, from_imap, from_maildir
from feedpub.edge.post.secret import imap_secret
from feedpub.edge.post.signups import Signups
from feedpub.posting import LEAVE, whose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feedpub.cli.places import Places
    from feedpub.settings import Settings

NOTHING = "of no use to us"


def read_returns(places: Places) -> Counter[str]:
    """Score what came back since the last time; return how many mails of which kind."""
    found: Counter[str] = Counter()
    if not is_set(places.settings):
        return found
    with mailroom(places) as room:
        for mail in _mails(places.settings):
            found[_score(room, mail, SystemClock().now())] += 1
    return found


def is_set(settings: Settings) -> bool:
    """Return whether the settings say where mail that comes back lies."""
    return bool(settings.mail.bounce_maildir or settings.mail.bounce_imap)


def _mails(settings: Settings) -> Iterator[bytes]:
    mail = settings.mail
    if mail.bounce_maildir:
        yield from from_maildir(Path(mail.bounce_maildir))
    if mail.bounce_imap:
        yield from from_imap(box(mail.bounce_imap), imap_secret(mail.bounce_password_file, os.environ), mail.timeout)


def _score(room: Mailroom, mail: bytes, now: datetime) -> str:
    keys = room.keys
    try:
        came = returned(mail, lambda token: whose(token, keys), lambda token: keys.read(LEAVE, token))
    except (ValueError, LookupError, RecursionError):  # what somebody made so that the `email` package fails on it
        came = None
    if came is None:
        return NOTHING
    if came.kind is Kind.LEAVING:
        Signups(room.engine, keys, room.settings.signup).leave(came.subscriber, now)
    elif came.kind is Kind.COMPLAINT:
        room.readers.note_complaint(came.subscriber, now, came.words)
    else:
        room.readers.note_bounce(came.subscriber, hard=came.kind is Kind.HARD, now=now, words=came.words)
    return came.kind.value
