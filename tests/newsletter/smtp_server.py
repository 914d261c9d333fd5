"""A mail server of our own that behaves as badly as it is told to, and keeps what it took."""

from __future__ import annotations

import re
import socket
import socketserver
import threading
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Answer = str | None
"""What the server says; None ends the connection without a word."""


@dataclass
class SmtpBehaviour:
    """How the server answers; each function gets the address or the number of the mail, and may hang or hang up."""

    banner: Callable[[], Answer] = lambda: "220 sink"
    mail: Callable[[str], Answer] = lambda sender: "250 ok"
    rcpt: Callable[[str], Answer] = lambda recipient: "250 ok"
    data: Callable[[], Answer] = lambda: "354 go on"
    cut_within_mail: Callable[[str], bool] = lambda recipient: False
    """Whether to hang up in the middle of the mail."""
    after_mail: Callable[[str], bool] = lambda recipient: True
    """Whether a mail that came whole is kept."""
    end: Callable[[str], Answer] = lambda recipient: "250 queued"
    offers: tuple[str, ...] = ()
    max_mails_per_connection: int = 0
    """After so many mails on one connection the server says 421; 0 is never."""


@dataclass
class SmtpSink:
    """What a server took, by recipient and by Message-ID, and where it listens."""

    port: int = 0
    received: list[tuple[str, bytes]] = field(default_factory=list)
    return_paths: dict[str, str] = field(default_factory=dict)
    """The return path of the last mail to each recipient."""
    connections: int = 0
    release: threading.Event = field(default_factory=threading.Event)
    """Set at the end, so that what hangs lets go."""

    @property
    def recipients(self) -> Counter[str]:
        """How many mails each recipient got."""
        return Counter(recipient for recipient, _ in self.received)

    @property
    def ids(self) -> Counter[str]:
        """How many mails came of each Message-ID."""
        return Counter(message_id_of(mail) for _, mail in self.received)


@contextmanager
def smtp_server(behaviour: SmtpBehaviour | None = None) -> Iterator[SmtpSink]:
    """Run a server on a free port of loopback."""
    smtp_sink = SmtpSink()
    how = behaviour or SmtpBehaviour()

    class Handler(socketserver.StreamRequestHandler):
        timeout = 20

        def handle(self) -> None:
            smtp_sink.connections += 1
            with suppress(OSError):
                _converse(self, how, smtp_sink)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        smtp_sink.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield smtp_sink
        finally:
            smtp_sink.release.set()
            server.shutdown()
            thread.join()


def _converse(line: socketserver.StreamRequestHandler, behaviour: SmtpBehaviour, smtp_sink: SmtpSink) -> None:
    talk = _Conversation(line, behaviour, smtp_sink)
    going = talk.say(behaviour.banner())
    while going and (words := line.rfile.readline().decode("latin-1").strip()):
        going = talk.answer(words)


class _Conversation:
    def __init__(self, line: socketserver.StreamRequestHandler, behaviour: SmtpBehaviour, smtp_sink: SmtpSink) -> None:
        self._line, self._behaviour, self._sink = line, behaviour, smtp_sink
        self._recipient = self._sender = ""
        self._mails = 0

    def answer(self, words: str) -> bool:
        """Answer a command; return whether the talk goes on."""
        verb = words.split(" ", 1)[0].upper()
        known = getattr(self, f"_{verb.lower()}", None)
        return known(words) if known else self.say("502 no such command")

    def say(self, answer: Answer) -> bool:
        if answer is None:
            self._line.connection.shutdown(socket.SHUT_RDWR)
            return False
        self._line.wfile.write(answer.replace("\n", "\r\n").encode() + b"\r\n")
        return True

    def _ehlo(self, _: str) -> bool:
        lines = ["sink", *self._behaviour.offers]
        return self.say("\n".join(f"250{'-' if more else ' '}{each}" for each, more in _with_more(lines)))

    def _helo(self, _: str) -> bool:
        return self.say("250 sink")

    def _rset(self, _: str) -> bool:
        return self.say("250 ok")

    def _quit(self, _: str) -> bool:
        self.say("221 bye")
        return False

    def _mail(self, words: str) -> bool:
        if self._behaviour.max_mails_per_connection and self._mails >= self._behaviour.max_mails_per_connection:
            self.say("421 4.7.0 too many mails on this connection")
            return False
        self._sender = _address(words)
        return self.say(self._behaviour.mail(self._sender))

    def _rcpt(self, words: str) -> bool:
        self._recipient = _address(words)
        return self.say(self._behaviour.rcpt(self._recipient))

    def _data(self, _: str) -> bool:
        answer = self._behaviour.data()
        if not self.say(answer) or not answer or not answer.startswith("354"):
            return answer is not None
        mail = _mail(self._line, self._behaviour.cut_within_mail(self._recipient))
        if mail is None:
            return self.say(None)
        if self._behaviour.after_mail(self._recipient):
            self._sink.return_paths[self._recipient] = self._sender
            self._sink.received.append((self._recipient, mail))
        self._mails += 1
        return self.say(self._behaviour.end(self._recipient))


def _mail(line: socketserver.StreamRequestHandler, within: bool) -> bytes | None:
    lines = []
    while (words := line.rfile.readline()) != b".\r\n":
        if not words:
            return None
        lines.append(words[1:] if words.startswith(b".") else words)
        if within and len(lines) == 5:
            return None
    return b"".join(lines)


def _with_more(lines: list[str]) -> Iterator[tuple[str, bool]]:
    for number, each in enumerate(lines, 1):
        yield each, number < len(lines)


def _address(words: str) -> str:
    found = re.search(r"<([^>]*)>", words)
    return found[1] if found else ""


def message_id_of(mail: bytes) -> str:
    """Return the Message-ID of a mail."""
    found = re.search(rb"(?mi)^Message-ID: (\S+)", mail)
    return found[1].decode() if found else ""
