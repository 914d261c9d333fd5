"""Mails -> the next mail server, over a connection that is kept; of each, what is known of its fate.

smtplib raises the same exception whether the line breaks in the middle of a mail or after its last byte. Only in the
second case may the mail have arrived. So the last line, the dot, is sent by itself: whatever fails before is known not
to have arrived (RFC 5321 4.1.1.4: a server must take nothing without it), and only then is the fate unknown.
"""

from __future__ import annotations

import re
import select
import smtplib
import socket
import ssl
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from feedpub.newsletter.transport.protocol import SendReply, SendStatus, ServerRefused, ServerUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable


MIN_PROBE_SECONDS, MAX_PROBE_SECONDS = 0.002, 0.05
"""Seconds for which, before the dot, we look whether the line is still there; in between, twice the way to the server.

A line that was cut while the mail was on its way shows itself within that time, or else leaves the mail uncertain.
"""


class SmtpServer(NamedTuple):
    """Where and how to connect; `timeout` and `patience` in seconds."""

    host: str
    port: int
    security: str
    verify: bool
    user: str
    password: str
    timeout: float
    data_timeout: float
    ehlo_name: str
    """What we call ourselves in EHLO."""


class SmtpTransport:
    """Carries mails one after the other, each over the connection of the last where that still stands."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        self._has_sent = False

    def send(self, content: bytes, sender: str, recipient: str) -> SendReply:
        """Offer a mail (CRLF line ends) and return what became of it; raises `Unreachable` or `Refused`.

        A connection that the server has ended meanwhile (421, a time-out) is made anew, once.
        """
        while True:
            is_new_connection = self._smtp is None
            smtp = self._smtp or self._connect()
            try:
                send_reply = self._send_mail(smtp, content, sender, recipient)
            except _ConnectionLost as lost:
                self.close()
                if is_new_connection or not self._has_sent:
                    raise ServerUnreachable(f"{self._server_label}: {lost}; trying again later") from lost
                self._has_sent = False
                continue
            except BaseException:
                self.close()
                raise
            if send_reply.status is SendStatus.UNKNOWN:
                self.close()
            self._has_sent = True
            return send_reply

    def check_connection(self) -> str:
        """Connect as for a mail, and return where to and how protected; raises `Unreachable` or `Refused`."""
        smtp = self._smtp or self._connect()
        sock = smtp.sock
        protection = sock.version() if isinstance(sock, ssl.SSLSocket) else None
        return f"{self._server_label}, {protection or 'unprotected'}{', signed in' if self._server.user else ''}"

    def close(self) -> None:
        """End the connection politely where it still stands."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException, ValueError):
                if smtp.sock is not None:
                    smtp.sock.settimeout(2)
                smtp.quit()
            with suppress(OSError):
                smtp.close()

    def abort(self) -> None:
        """Break the connection from another thread, so that whoever waits in it wakes up."""
        smtp = self._smtp
        if smtp is not None and smtp.sock is not None:
            with suppress(OSError):
                smtp.sock.shutdown(socket.SHUT_RDWR)

    @property
    def _server_label(self) -> str:
        return f"mail server {self._server.host}:{self._server.port}"

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        try:
            smtp = self._open_socket()
        except smtplib.SMTPConnectError as error:
            raise ServerUnreachable(
                f"{self._server_label}: does not take us now ({_describe_response(error)}); trying again later"
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise ServerUnreachable(
                f"{self._server_label}: cannot be reached ({_describe_error(error)}); trying again later"
            ) from error
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                self._start_tls(smtp)
            if server.user:
                smtp.login(server.user, server.password)
        except smtplib.SMTPNotSupportedError as error:
            smtp.close()
            raise ServerRefused(f"{self._server_label}: {error}; set mail.security or mail.user") from error
        except smtplib.SMTPAuthenticationError as error:
            smtp.close()
            raise ServerRefused(
                f"{self._server_label}: wrong mail.user or password ({_describe_response(error)}); mend them"
            ) from error
        except ssl.SSLCertVerificationError as error:
            smtp.close()
            what = f"its certificate is not good ({error.verify_message})"
            raise ServerRefused(f"{self._server_label}: {what}; mend it, or set mail.verify = false") from error
        except (OSError, smtplib.SMTPException) as error:
            smtp.close()
            raise ServerUnreachable(
                f"{self._server_label}: greets us and fails ({_describe_error(error)}); trying again later"
            ) from error
        self._smtp = smtp
        self._has_sent = False
        return smtp

    def _open_socket(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                timeout=server.timeout, context=self._context(), local_hostname=server.ehlo_name
            )
        else:
            smtp = smtplib.SMTP(timeout=server.timeout, local_hostname=server.ehlo_name)
        smtp._host = server.host  # type: ignore[attr-defined]
        code, greeting = smtp.connect(server.host, server.port)
        if code != 220:
            smtp.close()
            raise smtplib.SMTPConnectError(code, greeting)
        if smtp.sock is not None:  # 22 letters a second over STARTTLS without it, 362 with it
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp

    def _start_tls(self, smtp: smtplib.SMTP) -> None:
        if not smtp.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError("offers no STARTTLS, and mail is not sent unprotected")
        code, answer = smtp.starttls(context=self._context())
        if code != 220:
            raise smtplib.SMTPResponseException(code, answer)
        smtp.ehlo()

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self._server.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _send_mail(self, smtp: smtplib.SMTP, content: bytes, sender: str, recipient: str) -> SendReply:
        """Go through one transaction; raises `_Gone` where the line broke before the mail could have arrived."""
        reply = _run_command(smtp.mail, sender)
        if reply.code >= 500:
            raise ServerRefused(
                f"{self._server_label}: does not take mail from {sender} ({reply.text}); set digest.sender"
            )
        if reply.code >= 400:
            _reset(smtp)
            return SendReply(SendStatus.TEMPORARY_FAILURE, reply.text)
        reply = _run_command(smtp.rcpt, recipient)
        if not reply.is_good:
            _reset(smtp)
            return SendReply(_status_of(reply, of_recipient=True), reply.text)
        asked_at = monotonic()
        reply = _run_command(smtp.docmd, "DATA")
        if reply.code != 354:
            _reset(smtp)
            return SendReply(_status_of(reply), reply.text)
        return self._send_content(
            smtp, content, min(max(2 * (monotonic() - asked_at), MIN_PROBE_SECONDS), MAX_PROBE_SECONDS)
        )

    def _send_content(self, smtp: smtplib.SMTP, content: bytes, probe_seconds: float) -> SendReply:
        body = re.sub(rb"(?m)^\.", b"..", content)  # RFC 5321 4.5.2
        if not body.endswith(b"\r\n"):
            body += b"\r\n"
        try:
            smtp.send(body)
            if _has_input(smtp, probe_seconds):  # nobody speaks before the dot, unless to say good-bye
                raise _ConnectionLost("it broke off in the middle of a mail")
        except (OSError, smtplib.SMTPException) as error:
            raise _ConnectionLost(_describe_error(error)) from error
        if smtp.sock is not None:
            smtp.sock.settimeout(self._server.data_timeout)
        try:
            smtp.send(b".\r\n")
            code, answer = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return SendReply(SendStatus.UNKNOWN, f"no answer to the whole mail ({_describe_error(error)})")
        finally:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._server.timeout)
        reply = _Reply(code, _one_line(answer))
        if reply.code == 421:
            self.close()
        return SendReply(SendStatus.ACCEPTED if reply.is_good else _status_of(reply), reply.text)


class _ConnectionLost(Exception):
    """The line broke while nothing could have arrived."""


class _Reply(NamedTuple):
    code: int
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 300


def _run_command(command: Callable[[str], tuple[int, bytes]], argument: str) -> _Reply:
    try:
        code, answer = command(argument)
    except (OSError, smtplib.SMTPException) as error:
        raise _ConnectionLost(_describe_error(error)) from error
    if code == 421:
        raise _ConnectionLost(f"421 {_one_line(answer)}")
    if not 200 <= code < 600:
        raise _ConnectionLost(f"an answer that is none: {code} {_one_line(answer)}")
    return _Reply(code, f"{code} {_one_line(answer)}")


def _reset(smtp: smtplib.SMTP) -> None:
    """Leave the transaction; a line that breaks here shows itself at the next mail."""
    with suppress(OSError, smtplib.SMTPException):
        smtp.rset()


def _has_input(smtp: smtplib.SMTP, seconds: float) -> bool:
    return smtp.sock is not None and bool(select.select([smtp.sock], [], [], seconds)[0])


_TEMPORARY_TEXT = re.compile(
    r"frequency|too many|rate limit|try again|temporar|greylist|quota|mailbox (?:is )?full|5\.2\.2|5\.7\.28",
    re.IGNORECASE,
)
"""A 5xx that means "not now": QQ Mail says so of its limits, and 5.2.2 is a full mailbox (RFC 3463 3.3)."""

_NO_MAILBOX_TEXT = re.compile(
    r"5\.1\.[0-36]|no such|unknown|does not exist|not exist|user not found|invalid (?:mailbox|recipient|user)",
    re.IGNORECASE,
)


def _status_of(reply: _Reply, *, of_recipient: bool = False) -> SendStatus:
    if reply.code < 500 or _TEMPORARY_TEXT.search(reply.text):
        return SendStatus.TEMPORARY_FAILURE
    return (
        SendStatus.NO_SUCH_MAILBOX
        if of_recipient and _NO_MAILBOX_TEXT.search(reply.text)
        else SendStatus.PERMANENT_FAILURE
    )


def _one_line(answer: bytes | str) -> str:
    plain = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return " ".join(plain.split())[:400]


def _describe_response(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_one_line(error.smtp_error)}"


def _describe_error(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _describe_response(error)
    return str(error).strip() or type(error).__name__
