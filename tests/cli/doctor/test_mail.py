"""`feedpub doctor --mail` says what stands between the letters and the inbox, and what to do."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from feedpub.cli.doctor.findings import Finding, Level
from feedpub.cli.doctor.mail import parse_spam_report, run_mail_checks
from feedpub.settings import Digest, Mail, Settings
from feedpub.settings.workspace import Workspace
from tests.newsletter.dns_server import dns_server, txt_record
from tests.newsletter.smtp_server import smtp_server

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DOMAIN = "paper.example"
KEY = rsa.generate_private_key(65537, 1024)
PUBLIC = b64encode(KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
GOOD = {
    (DOMAIN, "TXT"): ['"v=spf1 mx -all"', '"another"'],
    (DOMAIN, "MX"): ["10 mx.paper.example."],
    (f"s1._domainkey.{DOMAIN}", "TXT"): [txt_record(f"v=DKIM1; k=rsa; p={PUBLIC}")],
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=none"'],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    path.touch(0o600)
    path.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return tmp_path


def findings_for(folder: Path, records: Mapping[tuple[str, str], list[str]], **mail: object) -> dict[str, Finding]:
    with smtp_server() as server, dns_server(records) as port:
        chosen = {
            "server": f"127.0.0.1:{server.port}",
            "security": "none",
            "bounces": f"bounce@{DOMAIN}",
            "bounce_maildir": str(folder),
            "dkim_key": str(folder / "key.pem"),
            "dkim_selector": "s1",
            "resolver": f"127.0.0.1:{port}",
        }
        settings = Settings(
            base_url=f"https://{DOMAIN}",
            digest=Digest(sender=f"digest@{DOMAIN}"),
            mail=Mail(**(chosen | mail)),  # type: ignore[arg-type] # the tests choose well
        )
        workspace = Workspace(folder / "seeds", folder / "output", folder / "state", None)
        object.__setattr__(workspace, "settings", settings)
        return {finding.subject: finding for finding in run_mail_checks(workspace)}


def test_where_all_is_well_nothing_is_to_be_done(folder: Path) -> None:
    findings = findings_for(folder, GOOD)

    assert {what: finding.message for what, finding in findings.items() if finding.level is not Level.OK} == {}
    assert set(findings) >= {"server", "spf", "dkim", "dmarc", "ptr", "answers", "bounces", "one click"}


SITUATIONS = {
    "no_spf": ((DOMAIN, "TXT"), [], "spf", Level.FAIL, "add a TXT record like"),
    "two_spf": ((DOMAIN, "TXT"), ['"v=spf1 mx -all"', '"v=spf1 -all"'], "spf", Level.FAIL, "leave one"),
    "spf_for_everybody": ((DOMAIN, "TXT"), ['"v=spf1 +all"'], "spf", Level.FAIL, "lets everybody"),
    "spf_without_end": ((DOMAIN, "TXT"), ['"v=spf1 mx"'], "spf", Level.WARN, "-all"),
    "no_dkim": ((f"s1._domainkey.{DOMAIN}", "TXT"), [], "dkim", Level.FAIL, f"p={PUBLIC}"),
    "another_key": ((f"s1._domainkey.{DOMAIN}", "TXT"), ['"v=DKIM1; p=AAAA"'], "dkim", Level.FAIL, "another key"),
    "a_key_that_is_none": ((f"s1._domainkey.{DOMAIN}", "TXT"), ['"p=x"'], "dkim", Level.FAIL, "another key"),
    "no_dmarc": ((f"_dmarc.{DOMAIN}", "TXT"), [], "dmarc", Level.FAIL, "v=DMARC1; p=none"),
    "dmarc_without_policy": ((f"_dmarc.{DOMAIN}", "TXT"), ['"v=DMARC1"'], "dmarc", Level.FAIL, "no policy"),
    "no_mail_taken": ((DOMAIN, "MX"), [], "answers", Level.WARN, "MX"),
}


@pytest.mark.parametrize(("record", "value", "what", "level", "words"), SITUATIONS.values(), ids=SITUATIONS.keys())
def test_a_missing_or_wrong_record_is_reported_with_what_to_do(
    folder: Path, record: tuple[str, str], value: list[str], what: str, level: Level, words: str
) -> None:
    finding = findings_for(folder, GOOD | {record: value})[what]

    assert finding.level is level
    assert words in finding.message


def test_the_name_of_a_public_address_must_lead_back(folder: Path) -> None:
    server = "relay.example:1"
    forth = {("relay.example", "A"): ["8.8.4.4"], ("4.4.8.8.in-addr.arpa", "PTR"): ["mail.relay.example."]}
    back = {("mail.relay.example", "A"): ["8.8.4.4"]}

    assert findings_for(folder, GOOD | forth | back, server=server)["ptr"].level is Level.OK
    assert "does not lead back" in findings_for(folder, GOOD | forth, server=server)["ptr"].message
    assert "no name" in findings_for(folder, GOOD | {("relay.example", "A"): ["8.8.4.4"]}, server=server)["ptr"].message


def test_a_server_that_is_down_or_offers_no_protection_is_reported(folder: Path) -> None:
    assert "cannot be reached" in findings_for(folder, GOOD, server="127.0.0.1:1")["server"].message
    assert "STARTTLS" in findings_for(folder, GOOD, security="starttls")["server"].message


def test_a_dns_server_that_does_not_answer_is_no_fault_of_the_domain(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedpub.newsletter.dns_records.DNS_TIMEOUT", 0.2)

    finding = findings_for(folder, GOOD, resolver="127.0.0.1:1")["spf"]

    assert (finding.level, "did not answer" in finding.message) == (Level.WARN, True)


POINTS = {"0.1": Level.OK, "1.0": Level.OK, "2.4": Level.WARN, "6.0": Level.FAIL}


@pytest.mark.parametrize(("points", "level"), POINTS.items())
def test_the_points_of_spamassassin_decide_the_level(points: str, level: Level) -> None:
    report = f"X-Spam-Status: No, score={points} required=5.0 tests=HTML_MESSAGE,\n\tNO_RELAYS autolearn=no\n\nbody\n"

    finding = parse_spam_report(report)

    assert finding.level is level
    assert "HTML_MESSAGE" in finding.message
