"""Mails that came back are fetched once each, from a maildir and by IMAP."""

from __future__ import annotations

import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from feedpub.errors import MailError, SettingsError
from feedpub.newsletter.bounces.mailbox import ImapAddress, parse_imap_address, read_imap, read_maildir

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_each_new_mail_of_a_maildir_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.a.host").write_bytes(b"one")
    (tmp_path / "new" / "2.b.host:2,").write_bytes(b"two")

    first, second = list(read_maildir(tmp_path)), list(read_maildir(tmp_path))

    assert (first, second) == ([b"one", b"two"], [])
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1.a.host:2,S", "2.b.host:2,S"]


def test_a_mail_that_is_under_work_when_the_power_fails_does_not_count_twice(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.a.host").write_bytes(b"one")

    killed = next(iter(read_maildir(tmp_path)))

    assert killed == b"one"
    assert list(read_maildir(tmp_path)) == []


def test_a_folder_that_is_no_maildir_is_reported(tmp_path: Path) -> None:
    with pytest.raises(MailError, match="bounce_maildir"):
        list(read_maildir(tmp_path))


def test_an_address_says_where_the_mails_are() -> None:
    assert parse_imap_address("imaps://bounce%40paper.example@mail.example/Bounces") == ImapAddress(
        "mail.example", 993, "bounce@paper.example", "Bounces", True
    )
    assert parse_imap_address("imap://b@127.0.0.1:1143") == ImapAddress("127.0.0.1", 1143, "b", "INBOX", False)


@pytest.mark.parametrize("address", ["pop3://b@mail.example", "imaps://mail.example", "imaps://b:pw@mail.example", "x"])
def test_another_address_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="bounce_imap"):
        parse_imap_address(address)


@contextmanager
def imap(mails: dict[bytes, bytes], password: bytes = b"secret") -> Iterator[int]:
    """Run a small IMAP server (RFC 3501) whose INBOX has `mails` by their UIDs; those seen leave it."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            for line in self.rfile:
                tag, _, words = line.strip().partition(b" ")
                verb = words.upper()
                if verb.startswith(b"LOGIN"):
                    good = password in words
                    self.wfile.write(tag + (b" OK in\r\n" if good else b" NO [AUTHENTICATIONFAILED] no\r\n"))
                    continue
                if verb.startswith(b"CAPABILITY"):
                    self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
                elif verb.startswith(b"SELECT"):
                    self.wfile.write(b"* %d EXISTS\r\n" % len(mails))
                elif verb.startswith(b"UID SEARCH"):
                    self.wfile.write(b"* SEARCH " + b" ".join(mails) + b"\r\n")
                elif verb.startswith(b"UID STORE"):
                    taken.append(words.split()[2])
                elif verb.startswith(b"UID FETCH"):
                    mail = mails.pop(words.split()[2])
                    self.wfile.write(b"* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n%s)\r\n" % (len(mail), mail))
                elif verb.startswith(b"LOGOUT"):
                    self.wfile.write(b"* BYE\r\n" + tag + b" OK bye\r\n")
                    return
                self.wfile.write(tag + b" OK done\r\n")

    taken: list[bytes] = []
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_each_unseen_mail_of_an_imap_folder_is_read_once() -> None:
    with imap({b"7": b"one\r\n", b"9": b"two\r\n"}) as port:
        imap_address = ImapAddress("127.0.0.1", port, "b", "INBOX", False)
        first, second = list(read_imap(imap_address, "secret", 5)), list(read_imap(imap_address, "secret", 5))

    assert (first, second) == ([b"one\r\n", b"two\r\n"], [])


def test_a_wrong_password_is_reported_and_not_shown() -> None:
    with imap({}) as port, pytest.raises(MailError, match="AUTHENTICATIONFAILED") as error:
        list(read_imap(ImapAddress("127.0.0.1", port, "b", "INBOX", False), "another", 5))

    assert "another" not in str(error.value)


def test_a_server_that_is_down_is_reported() -> None:
    with imap({}) as port:
        pass

    with pytest.raises(MailError, match="cannot be reached"):
        list(read_imap(ImapAddress("127.0.0.1", port, "b", "INBOX", False), "secret", 5))
