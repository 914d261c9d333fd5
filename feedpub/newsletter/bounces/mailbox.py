"""A maildir, or a folder of an IMAP server -> the mails that came back, each handed over once.

A mail is marked before it is worked on: a kill in between costs one bounce, which the next letter brings again. The
other way round it would count twice, and reckon a reader away who is there.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from feedpub.errors import MailError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_PER_ROUND = 500
"""Mails of one round: whoever floods the mailbox does not keep the letters waiting."""

MAX_BYTES = 1_000_000
"""Bytes that are read of each."""


def read_maildir(folder: Path) -> Iterator[bytes]:
    """Yield the new mails of a maildir, each moved to `cur/` and marked as seen; raises `MailError`."""
    try:
        names = sorted(path.name for path in (folder / "new").iterdir() if not path.name.startswith("."))
        (folder / "cur").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise MailError(f"{folder}: no maildir that can be used ({error.strerror}); set mail.bounce_maildir") from error
    for name in names[:MAX_PER_ROUND]:
        marked = folder / "cur" / f"{name.partition(':')[0]}:2,S"
        try:
            (folder / "new" / name).rename(marked)
            with marked.open("rb") as mail:
                yield mail.read(MAX_BYTES)
        except FileNotFoundError:
            continue  # somebody else took it
        except OSError as error:
            raise MailError(f"{marked}: cannot be read ({error.strerror}); mend its permissions") from error


class ImapAddress(NamedTuple):
    """Where mails that come back are fetched."""

    host: str
    port: int
    user: str
    folder: str
    is_tls: bool


def parse_imap_address(address: str) -> ImapAddress:
    """Return what imaps://user@host/INBOX names; raises `SettingsError`."""
    found = urlsplit(address)
    try:
        port = found.port
    except ValueError:
        port = -1
    if (
        found.scheme not in ("imap", "imaps")
        or not found.hostname
        or not found.username
        or found.password
        or port == -1
    ):
        raise SettingsError(
            f"mail.bounce_imap: write {address!r} like imaps://name@mail.example.org/INBOX, without a password"
        )
    is_tls = found.scheme == "imaps"
    folder = unquote(found.path.strip("/")) or "INBOX"
    return ImapAddress(found.hostname, port or (993 if is_tls else 143), unquote(found.username), folder, is_tls)


def read_imap(imap_address: ImapAddress, password: str, timeout: float) -> Iterator[bytes]:
    """Yield the unseen mails of a folder, each flagged as seen; raises `MailError`."""
    location = f"mail.bounce_imap: {imap_address.host}:{imap_address.port}"
    try:
        server = _connect(imap_address, timeout)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailError(f"{location}: cannot be reached ({error}); trying again later") from error
    try:
        server.login(imap_address.user, password)
        status, _ = server.select(f'"{imap_address.folder}"')
        if status != "OK":
            raise MailError(f"{location}: has no folder {imap_address.folder!r}; name another one")
        for number in server.uid("SEARCH", "UNSEEN")[1][0].split()[:MAX_PER_ROUND]:
            if mail := _fetch(server, number.decode("ascii")):
                yield mail
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailError(f"{location}: {re.sub(r'(?i)login .*', 'LOGIN', str(error))}; mend that") from error
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _fetch(server: imaplib.IMAP4, number: str) -> bytes:
    server.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)")
    _, answer = server.uid("FETCH", number, f"(BODY.PEEK[]<0.{MAX_BYTES}>)")
    return next((part[1] for part in answer if isinstance(part, tuple)), b"")


def _connect(imap_address: ImapAddress, timeout: float) -> imaplib.IMAP4:
    if imap_address.is_tls:
        return imaplib.IMAP4_SSL(
            imap_address.host, imap_address.port, ssl_context=ssl.create_default_context(), timeout=timeout
        )
    return imaplib.IMAP4(imap_address.host, imap_address.port, timeout=timeout)
