"""Places and settings -> letters frozen and sent: who opens the post, in which order, and closes it again."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.adapters.system.secrets import mail_password
from feedpub.newsletter.transport.maildir import MaildirTransport
from feedpub.newsletter.transport.postfix_log import PostfixLog
from feedpub.newsletter.transport.smtp import SmtpServer, SmtpTransport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.newsletter.session import NewsletterSession
    from feedpub.newsletter.transport.protocol import DeliveryLookup, Transport
    from feedpub.settings import Settings


def open_transports(settings: Settings, output: Path) -> Sequence[Transport]:
    """Return who carries the letters: connections to the mail server, or one to the outbox."""
    if not settings.mail.server:
        return [MaildirTransport(output / "outbox" / "maildir")]
    server = smtp_server(settings)
    return [SmtpTransport(server) for _ in range(settings.mail.max_connections)]


def open_delivery_lookup(session: NewsletterSession) -> DeliveryLookup | None:
    """Return what knows which mails were accepted: the maildir, or the log of a Postfix; None where nothing does."""
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


SUBMISSION_PORT, TLS_PORT = 587, 465

SUBMISSION_PORT, TLS_PORT = 587, 465
