"""A letter as it left, for programs that share no line with ours: its signature holds, and it is no spam."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from feedpub.cli.doctor.findings import Level
from feedpub.cli.doctor.mail import parse_spam_report
from tests.cli.doctor.test_mail import DOMAIN, GOOD, KEY
from tests.conftest import skip_or_fail
from tests.desk import Desk
from tests.newsletter.dns_server import dns_server
from tests.newsletter.smtp_server import smtp_server
from tests.newsletter.test_delivery import sign_up

if TYPE_CHECKING:
    from collections.abc import Callable

PAGE = "老桥修好通车\n\n昨日,城东的老桥修好通车。过桥的时间比从前短了一半,学生上学不再绕路。\n"
SETTINGS = """
base_url = "https://{domain}"
[watch]
settle = 0
[digest]
sender = "每日新闻 <digest@{domain}>"
[mail]
server = "127.0.0.1:{port}"
security = "none"
dkim_key = "{key}"
dkim_selector = "s1"
bounces = "bounce@{domain}"
"""
VERIFY = r"""
use Mail::DKIM::Verifier; use Mail::DKIM::DNS; use Net::DNS::Resolver;
Mail::DKIM::DNS::resolver(Net::DNS::Resolver->new(nameservers => ['127.0.0.1'], port => $ARGV[0], recurse => 1));
my $dkim = Mail::DKIM::Verifier->new();
while (<STDIN>) { s/\015?\012$//; $dkim->PRINT("$_\015\012"); }
$dkim->CLOSE; print $dkim->result, " ", join(":", $dkim->signature->headerlist);
"""


@pytest.fixture(scope="module")
def mail(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a letter as it left for its reader."""
    folder = tmp_path_factory.mktemp("signed")
    key = folder / "key.pem"
    key.touch(0o600)
    key.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    desk = Desk(folder)
    desk.put("2026-11-18_A1.txt", PAGE)
    with smtp_server() as server:
        (folder / "feedpub.toml").write_text(SETTINGS.format(domain=DOMAIN, port=server.port, key=key))
        desk.run("publish")
        sign_up(desk, reader="week")
        desk.run("digest", "--send")
        return server.received[0][1]


def test_mail_dkim_of_perl_verifies_a_letter_that_left(mail: bytes, need: Callable[[str], str]) -> None:
    perl = need("perl")
    if subprocess.run([perl, "-MMail::DKIM", "-e", "1"], capture_output=True).returncode:
        skip_or_fail("Perl's Mail::DKIM")
    tampered = mail.replace(b"\r\n\r\n--", b"\r\n\r\nmore\r\n--", 1)
    with dns_server(GOOD) as port:
        words = [perl, "-e", VERIFY, str(port)]
        said = subprocess.run(words, input=mail, capture_output=True, timeout=60).stdout.decode()
        changed = subprocess.run(words, input=tampered, capture_output=True, timeout=60)

    result, _, signed = said.partition(" ")
    assert result == "pass"
    assert {"list-unsubscribe", "list-unsubscribe-post", "from"} <= set(signed.lower().split(":"))
    assert changed.stdout.startswith(b"fail")


def test_spamassassin_has_nothing_against_it(mail: bytes, need: Callable[[str], str]) -> None:
    command = [need("spamassassin"), "--local", "--test-mode"]

    done = subprocess.run(command, input=mail, capture_output=True, timeout=120)

    finding = parse_spam_report(done.stdout.decode("utf-8", "replace"))
    assert finding.level is Level.OK, finding.message
