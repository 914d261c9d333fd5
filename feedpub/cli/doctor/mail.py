"""doctor --mail: whether other people's servers will take our letters, and what to do where they will not."""

from __future__ import annotations

import shutil
import subprocess
from base64 import b64decode, b64encode
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from feedpub.adapters.archive.read_access import open_archive_for_reading
from feedpub.adapters.system.clock import SystemClock
from feedpub.cli.doctor.findings import Finding, Level
from feedpub.errors import FeedpubError, MailError, NotFound, SettingsError
from feedpub.newsletter.dns_records import DnsLookup
from feedpub.newsletter.sample import sample_mail
from feedpub.newsletter.transport.dkim_key import load_dkim_signer
from feedpub.newsletter.transport.factory import smtp_server
from feedpub.newsletter.transport.smtp import SmtpTransport
from feedpub.pipeline.digest import resolve_week
from feedpub.stages.letter.headers import sender
from feedpub.text.email_address import parse_mailbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feedpub.settings import Settings
    from feedpub.settings.workspace import Workspace

GMAIL_CLIP_BYTES = 102_000
"""Bytes of HTML beyond which Gmail hides the rest of a letter."""

SPAM_OK_POINTS, SPAM_FAIL_POINTS = 1.0, 5.0
"""SpamAssassin's points: up to the first nobody minds, from the second on it is spam."""

SPAM_CHECK_TIMEOUT = 120
"""Seconds that SpamAssassin may take."""


class MailIdentity(NamedTuple):
    """Who writes, and whose records are looked at."""

    address: str
    domain: str
    settings: Settings
    dns: DnsLookup


def run_mail_checks(workspace: Workspace) -> Iterator[Finding]:
    """Yield what stands between the letters and the inbox."""
    settings = workspace.settings
    try:
        sender_address = parse_mailbox(sender(settings))
        identity = MailIdentity(
            sender_address.address, sender_address.domain, settings, DnsLookup(settings.mail.resolver)
        )
    except SettingsError as error:
        yield Finding("sender", Level.FAIL, str(error))
        return
    yield _sender(identity)
    yield _attempt("server", partial(_server, settings))
    if "." in identity.domain:
        for subject, inspect in (("spf", _spf), ("dkim", _dkim), ("dmarc", _dmarc), ("ptr", _ptr), ("answers", _mx)):
            yield _attempt(subject, partial(inspect, identity))
    yield _bounces(settings)
    yield _one_click(settings)
    yield from _letter(workspace)


def _sender(identity: MailIdentity) -> Finding:
    if "." not in identity.domain:
        message = f"{identity.address}: no domain of yours; set digest.sender to an address that you own"
        return Finding("sender", Level.WARN, message)
    return Finding("sender", Level.OK, identity.address)


def _server(settings: Settings) -> Finding:

    if not settings.mail.server:
        return Finding("server", Level.WARN, "mail.server is not set: letters go into output/outbox/ and no further")
    connection = SmtpTransport(smtp_server(settings))
    try:
        description = connection.check_connection()
    finally:
        connection.close()
    if settings.mail.security == "none" and not _is_loopback(settings.mail.server.partition(":")[0]):
        return Finding("server", Level.WARN, f"{description}: what is sent can be read on its way; set mail.security")
    if not settings.mail.verify and settings.mail.security != "none":
        return Finding("server", Level.WARN, f"{description}: its certificate is not looked at; set mail.verify = true")
    return Finding("server", Level.OK, description)


def _spf(identity: MailIdentity) -> Finding:
    records = [text for text in identity.dns.txt(identity.domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not records:
        wanted = f'"v=spf1 mx a:{identity.settings.mail.server.partition(":")[0] or "HOST"} -all"'
        return Finding("spf", Level.FAIL, f"{identity.domain} has none; add a TXT record like {wanted}")
    if len(records) > 1:
        message = f"{identity.domain} has {len(records)} of them, which counts as an error (RFC 7208 4.5); leave one"
        return Finding("spf", Level.FAIL, message)
    last = records[0].lower().split()[-1]
    if last in ("+all", "all"):
        return Finding("spf", Level.FAIL, f"{records[0]!r} lets everybody send in your name; end it with -all")
    if last not in ("-all", "~all") and not last.startswith("redirect="):
        return Finding("spf", Level.WARN, f"{records[0]!r} says nothing of others; end it with -all or ~all")
    return Finding("spf", Level.OK, records[0])


def _dkim(identity: MailIdentity) -> Finding:

    signer = load_dkim_signer(identity.settings)
    if signer is None:
        message = "no key is set, so the relay must sign; if it does not, set mail.dkim_key and mail.dkim_selector"
        return Finding("dkim", Level.WARN, message)
    name, our_key = signer.record_name, b64encode(signer.public_key).decode()
    wanted = f'add a TXT record {name} "v=DKIM1; k=rsa; p={our_key}"'
    records = [_tags(text) for text in identity.dns.txt(name)]
    keys = [tags["p"] for tags in records if "p" in tags]
    if not keys:
        return Finding("dkim", Level.FAIL, f"{name} has no key; {wanted}")
    if not any(_decode_key(key) == signer.public_key for key in keys):
        return Finding("dkim", Level.FAIL, f"{name} has another key than mail.dkim_key; {wanted}")
    if any("y" in tags.get("t", "").split(":") for tags in records):
        return Finding("dkim", Level.WARN, f"{name} says t=y, only for trial; take that away")
    domain = signer.record_name.partition("._domainkey.")[2]
    if not (identity.domain == domain or identity.domain.endswith(f".{domain}")):
        message = f"{domain} signs for {identity.domain}, which DMARC does not accept; set mail.dkim_domain"
        return Finding("dkim", Level.WARN, message)
    return Finding("dkim", Level.OK, f"{name} has our key")


def _dmarc(identity: MailIdentity) -> Finding:
    labels = identity.domain.split(".")
    for start in range(len(labels) - 1):  # the domain, then those above it (RFC 7489 6.6.3, without the public list)
        name = "_dmarc." + ".".join(labels[start:])
        records = [text for text in identity.dns.txt(name) if text.replace(" ", "").lower().startswith("v=dmarc1")]
        if len(records) > 1:
            return Finding("dmarc", Level.FAIL, f"{name} has {len(records)} of them; leave one")
        if records:
            policy = _tags(records[0]).get("p", "").lower()
            if policy not in ("none", "quarantine", "reject"):
                return Finding("dmarc", Level.FAIL, f"{name}: {records[0]!r} has no policy; write p=none or more")
            return Finding("dmarc", Level.OK, records[0])
    wanted = f'add a TXT record _dmarc.{identity.domain} "v=DMARC1; p=none; rua=mailto:postmaster@{identity.domain}"'
    return Finding("dmarc", Level.FAIL, f"{identity.domain} has none, which Gmail and Yahoo ask of lists; {wanted}")


def _ptr(identity: MailIdentity) -> Finding:
    host = identity.settings.mail.server.partition(":")[0]
    if not host:
        return Finding("ptr", Level.OK, "not looked at: no mail server is set")
    addresses = [host] if _is_address(host) else identity.dns.addresses(host)
    public = [each for each in addresses if ip_address(each).is_global]
    if not public:
        message = (
            f"{host} is in your own net; see that the address by which it goes out has a name (PTR) that leads back"
        )
        return Finding("ptr", Level.OK, message)
    for address in public:
        names = identity.dns.ptr(address)
        if not names:
            return Finding("ptr", Level.FAIL, f"{address} of {host} has no name; ask its provider for a PTR record")
        if not any(address in identity.dns.addresses(name) for name in names):
            message = f"{address} of {host} is named {names[0]}, which does not lead back to it; mend one of the two"
            return Finding("ptr", Level.WARN, message)
    return Finding("ptr", Level.OK, f"{host} is named, and its name leads back")


def _mx(identity: MailIdentity) -> Finding:
    if identity.dns.mx(identity.domain) or identity.dns.addresses(identity.domain):
        return Finding("answers", Level.OK, f"{identity.domain} takes mail")
    message = f"{identity.domain} takes no mail, so readers cannot answer and bounces are lost; add an MX record"
    return Finding("answers", Level.WARN, message)


def _bounces(settings: Settings) -> Finding:
    mail = settings.mail
    if not mail.bounces:
        message = "mail.bounces is not set: dead addresses are only known where the next server says so at once"
        return Finding("bounces", Level.WARN, message)
    if not (mail.bounce_maildir or mail.bounce_imap):
        message = f"{mail.bounces} is set, and nobody reads it; set mail.bounce_maildir or mail.bounce_imap"
        return Finding("bounces", Level.WARN, message)
    return Finding("bounces", Level.OK, f"{mail.bounces}, read from {mail.bounce_maildir or mail.bounce_imap}")


def _one_click(settings: Settings) -> Finding:
    if settings.base_url.startswith("https://"):
        return Finding("one click", Level.OK, f"{settings.root_url}mail/")
    message = "base_url is no https:// address, so there is no one-click way to leave (RFC 8058), which Gmail asks for"
    return Finding("one click", Level.WARN, message)


def _letter(workspace: Workspace) -> Iterator[Finding]:
    """Look at the letter of the newest week as it would leave now."""
    try:
        with open_archive_for_reading(workspace) as archive:
            week = resolve_week(archive, workspace.settings, SystemClock().now(), None)
        outgoing = sample_mail(workspace, week, "reader@mail.example")
    except NotFound as error:
        yield Finding("letter", Level.OK, f"not looked at: {error}")
        return
    except FeedpubError as error:
        yield Finding("letter", Level.FAIL, str(error))
        return
    size = _html_size(outgoing.content)
    message = f"{week.key}: {size:,} bytes of HTML, {len(outgoing.content):,} in all"
    is_large = size > GMAIL_CLIP_BYTES
    yield Finding(
        "letter", Level.WARN if is_large else Level.OK, message + ("; Gmail hides the end" if is_large else "")
    )
    yield _spam(outgoing.content)


def _spam(mail: bytes) -> Finding:
    program = shutil.which("spamassassin")
    if program is None:
        return Finding("spam", Level.OK, "not looked at: SpamAssassin is not installed")
    try:
        completed = subprocess.run(  # noqa: S603 - a program by its full path, and no shell
            [program, "--local", "--test-mode"], input=mail, capture_output=True, timeout=SPAM_CHECK_TIMEOUT
        )
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("spam", Level.WARN, f"SpamAssassin cannot be run ({type(error).__name__}); is it set up?")
    return parse_spam_report(completed.stdout.decode("utf-8", "replace"))


def parse_spam_report(report: str) -> Finding:
    """Return what SpamAssassin's header says: its points, and which rules gave them."""
    from email.parser import HeaderParser

    status = " ".join(str(HeaderParser().parsestr(report).get("X-Spam-Status", "")).split())
    fields = dict(part.split("=", 1) for part in status.replace(", ", " ").split(" ") if "=" in part)
    try:
        points = float(fields["score"])
    except (KeyError, ValueError):
        return Finding("spam", Level.WARN, "SpamAssassin gave no points; run `spamassassin --lint`")
    rules = status.partition("tests=")[2].partition(" autolearn")[0]
    message = f"SpamAssassin gives {points} points ({rules})"
    if points >= SPAM_FAIL_POINTS:
        return Finding("spam", Level.FAIL, f"{message}: that is spam; look up the rules that it names")
    return Finding("spam", Level.OK if points <= SPAM_OK_POINTS else Level.WARN, message)


def _html_size(mail: bytes) -> int:
    from email import message_from_bytes
    from email.policy import SMTP

    part = message_from_bytes(mail, policy=SMTP).get_body(("html",))
    return len(part.get_content().encode()) if part else 0


def _tags(record: str) -> dict[str, str]:
    """Return the tags of a DKIM or DMARC record."""
    pairs = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs}


def _decode_key(key: str) -> bytes:
    try:
        return b64decode(key)
    except ValueError:
        return b""


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _attempt(subject: str, inspect: Callable[[], Finding]) -> Finding:
    try:
        return inspect()
    except MailError as error:
        return Finding(subject, Level.WARN if subject != "server" else Level.FAIL, str(error))
    except FeedpubError as error:
        return Finding(subject, Level.FAIL, str(error))
