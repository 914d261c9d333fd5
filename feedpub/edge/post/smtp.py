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
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from feedpub.errors import MailError

if TYPE_CHECKING:
    from collections.abc import Callable


SHORTEST_LOOK, LONGEST_LOOK = 0.002, 0.05
"""Seconds for which, before the dot, we look whether the line is still there; in between, twice the way to the server.

A line that was cut while the mail was on its way shows itself within that time, or else leaves the mail uncertain.
"""


class Fate(StrEnum):
    """What became of a mail that was offered to the server."""

    TAKEN = "taken"
    LATER = "later"
    """Refused for now; nothing of it arrived."""
    NEVER = "never"
    """Refused for good: this recipient, or this mail."""
    NOBODY = "nobody"
    """Refused for good, because there is no such mailbox: a hard bounce."""
    UNKNOWN = "unknown"
    """Its last byte was sent, and no answer came."""


class Verdict(NamedTuple):
    """A fate, and the server's words or ours."""

    fate: Fate
    words: str


class Server(NamedTuple):
    """Where and how to connect; `timeout` and `patience` in seconds."""

    host: str
    port: int
    security: str
    verify: bool
    user: str
    password: str
    timeout: float
    patience: float
    name: str
    """What we call ourselves in EHLO."""


class Unreachable(MailError):
    """The server cannot be used at the moment; what waits for it waits on."""


class Refused(MailError):
    """The server does not want us, whatever the mail: wrong password, no TLS, not our sender."""


class Connection:
    """Carries mails one after the other, each over the connection of the last where that still stands."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None
        self._used = False

    def carry(self, mail: bytes, sender: str, recipient: str) -> Verdict:
        """Offer a mail (CRLF line ends) and return what became of it; raises `Unreachable` or `Refused`.

        A connection that the server has ended meanwhile (421, a time-out) is made anew, once.
        """
        while True:
            fresh = self._smtp is None
            smtp = self._smtp or self._connect()
            try:
                verdict = self._offer(smtp, mail, sender, recipient)
            except _Gone as gone:
                self.close()
                if fresh or not self._used:
                    raise Unreachable(f"{self._where}: {gone}; trying again later") from gone
                self._used = False
                continue
            except BaseException:
                self.close()
                raise
            if verdict.fate is Fate.UNKNOWN:
                self.close()
            self._used = True
            return verdict

    def greet(self) -> str:
        """Connect as for a mail, and return where to and how protected; raises `Unreachable` or `Refused`."""
        smtp = self._smtp or self._connect()
        sock = smtp.sock
        protection = sock.version() if isinstance(sock, ssl.SSLSocket) else None
        return f"{self._where}, {protection or 'unprotected'}{', signed in' if self._server.user else ''}"

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
    def _where(self) -> str:
        return f"mail server {self._server.host}:{self._server.port}"

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        try:
            smtp = self._dial()
        except smtplib.SMTPConnectError as error:
            raise Unreachable(f"{self._where}: does not take us now ({_said(error)}); trying again later") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(f"{self._where}: cannot be reached ({_named(error)}); trying again later") from error
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                self._start_tls(smtp)
            if server.user:
                smtp.login(server.user, server.password)
        except smtplib.SMTPNotSupportedError as error:
            smtp.close()
            raise Refused(f"{self._where}: {error}; set mail.security or mail.user") from error
        except smtplib.SMTPAuthenticationError as error:
            smtp.close()
            raise Refused(f"{self._where}: wrong mail.user or password ({_said(error)}); mend them") from error
        except ssl.SSLCertVerificationError as error:
            smtp.close()
            what = f"its certificate is not good ({error.verify_message})"
            raise Refused(f"{self._where}: {what}; mend it, or set mail.verify = false") from error
        except (OSError, smtplib.SMTPException) as error:
            smtp.close()
            raise Unreachable(f"{self._where}: greets us and fails ({_named(error)}); trying again later") from error
        self._smtp = smtp
        self._used = False
        return smtp

    def _dial(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                timeout=server.timeout, context=self._context(), local_hostname=server.name
            )
        else:
            smtp = smtplib.SMTP(timeout=server.timeout, local_hostname=server.name)
        smtp._host = server.host  # type: ignore[attr-defined]
        code, words = smtp.connect(server.host, server.port)
        if code != 220:
            smtp.close()
            raise smtplib.SMTPConnectError(code, words)
        if smtp.sock is not None:  # 22 letters a second over STARTTLS without it, 362 with it
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp

    def _start_tls(self, smtp: smtplib.SMTP) -> None:
        if not smtp.has_extn("starttls"):
            raise smtplib.SMTPNotSupportedError("offers no STARTTLS, and mail is not sent unprotected")
        code, words = smtp.starttls(context=self._context())
        if code != 220:
            raise smtplib.SMTPResponseException(code, words)
        smtp.ehlo()

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self._server.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _offer(self, smtp: smtplib.SMTP, mail: bytes, sender: str, recipient: str) -> Verdict:
        """Go through one transaction; raises `_Gone` where the line broke before the mail could have arrived."""
        reply = _ask(smtp.mail, sender)
        if reply.code >= 500:
            raise Refused(f"{self._where}: does not take mail from {sender} ({reply.words}); set digest.sender")
        if reply.code >= 400:
            _reset(smtp)
            return Verdict(Fate.LATER, reply.words)
        reply = _ask(smtp.rcpt, recipient)
        if not reply.is_good:
            _reset(smtp)
            return Verdict(_fate_of(reply, of_recipient=True), reply.words)
        asked = monotonic()
        reply = _ask(smtp.docmd, "DATA")
        if reply.code != 354:
            _reset(smtp)
            return Verdict(_fate_of(reply), reply.words)
        return self._hand_over(smtp, mail, min(max(2 * (monotonic() - asked), SHORTEST_LOOK), LONGEST_LOOK))

    def _hand_over(self, smtp: smtplib.SMTP, mail: bytes, look: float) -> Verdict:
        body = re.sub(rb"(?m)^\.", b"..", mail)  # RFC 5321 4.5.2
        if not body.endswith(b"\r\n"):
            body += b"\r\n"
        try:
            smtp.send(body)
            if _speaks(smtp, look):  # nobody speaks before the dot, unless to say good-bye
                raise _Gone("it broke off in the middle of a mail")
        except (OSError, smtplib.SMTPException) as error:
            raise _Gone(_named(error)) from error
        if smtp.sock is not None:
            smtp.sock.settimeout(self._server.patience)
        try:
            smtp.send(b".\r\n")
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            return Verdict(Fate.UNKNOWN, f"no answer to the whole mail ({_named(error)})")
        finally:
            if smtp.sock is not None:
                smtp.sock.settimeout(self._server.timeout)
        reply = _Reply(code, _text(words))
        if reply.code == 421:
            self.close()
        return Verdict(Fate.TAKEN if reply.is_good else _fate_of(reply), reply.words)


class _Gone(Exception):
    """The line broke while nothing could have arrived."""


class _Reply(NamedTuple):
    code: int
    words: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 300


def _ask(command: Callable[[str], tuple[int, bytes]], words: str) -> _Reply:
    try:
        code, answer = command(words)
    except (OSError, smtplib.SMTPException) as error:
        raise _Gone(_named(error)) from error
    if code == 421:
        raise _Gone(f"421 {_text(answer)}")
    if not 200 <= code < 600:
        raise _Gone(f"an answer that is none: {code} {_text(answer)}")
    return _Reply(code, f"{code} {_text(answer)}")


def _reset(smtp: smtplib.SMTP) -> None:
    """Leave the transaction; a line that breaks here shows itself at the next mail."""
    with suppress(OSError, smtplib.SMTPException):
        smtp.rset()


def _speaks(smtp: smtplib.SMTP, seconds: float) -> bool:
    return smtp.sock is not None and bool(select.select([smtp.sock], [], [], seconds)[0])


_SOFT = re.compile(
    r"frequency|too many|rate limit|try again|temporar|greylist|quota|mailbox (?:is )?full|5\.2\.2|5\.7\.28",
    re.IGNORECASE,
)
"""A 5xx that means "not now": QQ Mail says so of its limits, and 5.2.2 is a full mailbox (RFC 3463 3.3)."""

_NO_MAILBOX = re.compile(
    r"5\.1\.[0-36]|no such|unknown|does not exist|not exist|user not found|invalid (?:mailbox|recipient|user)",
    re.IGNORECASE,
)


def _fate_of(reply: _Reply, *, of_recipient: bool = False) -> Fate:
    if reply.code < 500 or _SOFT.search(reply.words):
        return Fate.LATER
    return Fate.NOBODY if of_recipient and _NO_MAILBOX.search(reply.words) else Fate.NEVER


def _text(words: bytes | str) -> str:
    plain = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(plain.split())[:400]


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _named(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error)
    return str(error).strip() or type(error).__name__
