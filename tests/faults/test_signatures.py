"""A letter as it left, signed, is verified by a program that shares no line with ours or with dkimpy."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_doctor_mail import DOMAIN, GOOD, folder
from tests.cli.test_letters import sign_up
from tests.conftest import lacking
from tests.edge.post.names import names
from tests.edge.post.sink import sink

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.desk import Desk

__all__ = ["folder"]

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


@pytest.mark.usefixtures("folder")
def test_mail_dkim_of_perl_verifies_a_letter_that_left(desk: Desk, tmp_path: Path, need: Callable[[str], str]) -> None:
    perl = need("perl")
    if subprocess.run([perl, "-MMail::DKIM", "-e", "1"], capture_output=True).returncode:
        lacking("Perl's Mail::DKIM")
    desk.put("2026-11-18_A1.txt", "老桥修好通车\n\n昨日,城东的老桥修好通车。过桥的时间比从前短了一半。\n")
    with sink() as server, names(GOOD) as port:
        key = tmp_path / "key.pem"
        (desk.folder / "feedpub.toml").write_text(SETTINGS.format(domain=DOMAIN, port=server.port, key=key))
        desk.run("publish")
        sign_up(desk, reader="week")
        desk.run("digest", "--send")
        (_, mail) = server.mails[0]
        words = [perl, "-e", VERIFY, str(port)]
        said = subprocess.run(words, input=mail, capture_output=True, timeout=60).stdout.decode()
        changed = subprocess.run(
            words, input=mail.replace(b"\r\n\r\n--", b"\r\n\r\nmore\r\n--", 1), capture_output=True
        )

    result, _, signed = said.partition(" ")
    assert result == "pass"
    assert {"list-unsubscribe", "list-unsubscribe-post", "from"} <= set(signed.lower().split(":"))
    assert changed.stdout.startswith(b"fail")
