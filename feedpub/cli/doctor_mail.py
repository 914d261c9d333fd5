"""doctor --mail: whether other people's servers will take our letters, and what to do where they will not."""

from __future__ import annotations

import shutil
import subprocess
from base64 import b64decode, b64encode
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from feedpub.cli.doctor import Finding, Level
from feedpub.errors import FeedpubError, MailError, NotFound, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feedpub.cli.places import Places
    from feedpub.edge.post.records import Records
    from feedpub.settings import Settings

CLIPPED = 102_000
"""Bytes of HTML beyond which Gmail hides the rest of a letter."""

GOOD, BAD = 1.0, 5.0
"""SpamAssassin's points: up to the first nobody minds, from the second on it is spam."""

PATIENCE = 120
"""Seconds that SpamAssassin may take."""


class Sender(NamedTuple):
    """Who writes, and whose records are looked at."""

    address: str
    domain: str
    settings: Settings
    records: Records


def examine_mail(places: Places) -> Iterator[Finding]:
    """Yield what stands between the letters and the inbox."""
    from feedpub.edge.post.records import Records
    from feedpub.language.mailbox import mailbox
    from feedpub.stages.address.envelope import sender

    settings = places.settings
    try:
        box = mailbox(sender(settings))
        who = Sender(box.address, box.domain, settings, Records(settings.mail.resolver))
    except SettingsError as error:
        yield Finding("sender", Level.FAIL, str(error))
        return
    yield _sender(who)
    yield _attempt("server", partial(_server, settings))
    if "." in who.domain:
        for what, look in (("spf", _spf), ("dkim", _dkim), ("dmarc", _dmarc), ("ptr", _ptr), ("answers", _answers)):
            yield _attempt(what, partial(look, who))
    yield _bounces(settings)
    yield _one_click(settings)
    yield from _letter(places)


def _sender(who: Sender) -> Finding:
    if "." not in who.domain:
        words = f"{who.address}: no domain of yours; set digest.sender to an address that you own"
        return Finding("sender", Level.WARN, words)
    return Finding("sender", Level.OK, who.address)


def _server(settings: Settings) -> Finding:
    from feedpub.cli.mailroom import server_of
    from feedpub.edge.post.smtp import Connection

    if not settings.mail.server:
        return Finding("server", Level.WARN, "mail.server is not set: letters go into output/outbox/ and no further")
    connection = Connection(server_of(settings))
    try:
        told = connection.greet()
    finally:
        connection.close()
    if settings.mail.security == "none" and not _is_near(settings.mail.server.partition(":")[0]):
        return Finding("server", Level.WARN, f"{told}: what is sent can be read on its way; set mail.security")
    if not settings.mail.verify and settings.mail.security != "none":
        return Finding("server", Level.WARN, f"{told}: its certificate is not looked at; set mail.verify = true")
    return Finding("server", Level.OK, told)


def _spf(who: Sender) -> Finding:
    found = [text for text in who.records.texts(who.domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        wanted = f'"v=spf1 mx a:{who.settings.mail.server.partition(":")[0] or "HOST"} -all"'
        return Finding("spf", Level.FAIL, f"{who.domain} has none; add a TXT record like {wanted}")
    if len(found) > 1:
        words = f"{who.domain} has {len(found)} of them, which counts as an error (RFC 7208 4.5); leave one"
        return Finding("spf", Level.FAIL, words)
    last = found[0].lower().split()[-1]
    if last in ("+all", "all"):
        return Finding("spf", Level.FAIL, f"{found[0]!r} lets everybody send in your name; end it with -all")
    if last not in ("-all", "~all") and not last.startswith("redirect="):
        return Finding("spf", Level.WARN, f"{found[0]!r} says nothing of others; end it with -all or ~all")
    return Finding("spf", Level.OK, found[0])


def _dkim(who: Sender) -> Finding:
    from feedpub.edge.post.seal import open_seal

    seal = open_seal(who.settings)
    if seal is None:
        words = "no key is set, so the relay must sign; if it does not, set mail.dkim_key and mail.dkim_selector"
        return Finding("dkim", Level.WARN, words)
    name, ours = seal.name, b64encode(seal.public).decode()
    wanted = f'add a TXT record {name} "v=DKIM1; k=rsa; p={ours}"'
    found = [_tags(text) for text in who.records.texts(name)]
    keys = [tags["p"] for tags in found if "p" in tags]
    if not keys:
        return Finding("dkim", Level.FAIL, f"{name} has no key; {wanted}")
    if not any(_decoded(key) == seal.public for key in keys):
        return Finding("dkim", Level.FAIL, f"{name} has another key than mail.dkim_key; {wanted}")
    if any("y" in tags.get("t", "").split(":") for tags in found):
        return Finding("dkim", Level.WARN, f"{name} says t=y, only for trial; take that away")
    domain = seal.name.partition("._domainkey.")[2]
    if not (who.domain == domain or who.domain.endswith(f".{domain}")):
        words = f"{domain} signs for {who.domain}, which DMARC does not accept; set mail.dkim_domain"
        return Finding("dkim", Level.WARN, words)
    return Finding("dkim", Level.OK, f"{name} has our key")


def _dmarc(who: Sender) -> Finding:
    labels = who.domain.split(".")
    for start in range(len(labels) - 1):  # the domain, then those above it (RFC 7489 6.6.3, without the public list)
        name = "_dmarc." + ".".join(labels[start:])
        found = [text for text in who.records.texts(name) if text.replace(" ", "").lower().startswith("v=dmarc1")]
        if len(found) > 1:
            return Finding("dmarc", Level.FAIL, f"{name} has {len(found)} of them; leave one")
        if found:
            policy = _tags(found[0]).get("p", "").lower()
            if policy not in ("none", "quarantine", "reject"):
                return Finding("dmarc", Level.FAIL, f"{name}: {found[0]!r} has no policy; write p=none or more")
            return Finding("dmarc", Level.OK, found[0])
    wanted = f'add a TXT record _dmarc.{who.domain} "v=DMARC1; p=none; rua=mailto:postmaster@{who.domain}"'
    return Finding("dmarc", Level.FAIL, f"{who.domain} has none, which Gmail and Yahoo ask of lists; {wanted}")


def _ptr(who: Sender) -> Finding:
    host = who.settings.mail.server.partition(":")[0]
    if not host:
        return Finding("ptr", Level.OK, "not looked at: no mail server is set")
    addresses = [host] if _is_address(host) else who.records.addresses(host)
    public = [each for each in addresses if ip_address(each).is_global]
    if not public:
        words = f"{host} is in your own net; see that the address by which it goes out has a name (PTR) that leads back"
        return Finding("ptr", Level.OK, words)
    for address in public:
        names = who.records.names(address)
        if not names:
            return Finding("ptr", Level.FAIL, f"{address} of {host} has no name; ask its provider for a PTR record")
        if not any(address in who.records.addresses(name) for name in names):
            words = f"{address} of {host} is named {names[0]}, which does not lead back to it; mend one of the two"
            return Finding("ptr", Level.WARN, words)
    return Finding("ptr", Level.OK, f"{host} is named, and its name leads back")


def _answers(who: Sender) -> Finding:
    if who.records.exchanges(who.domain) or who.records.addresses(who.domain):
        return Finding("answers", Level.OK, f"{who.domain} takes mail")
    words = f"{who.domain} takes no mail, so readers cannot answer and bounces are lost; add an MX record"
    return Finding("answers", Level.WARN, words)


def _bounces(settings: Settings) -> Finding:
    mail = settings.mail
    if not mail.bounces:
        words = "mail.bounces is not set: dead addresses are only known where the next server says so at once"
        return Finding("bounces", Level.WARN, words)
    if not (mail.bounce_maildir or mail.bounce_imap):
        words = f"{mail.bounces} is set, and nobody reads it; set mail.bounce_maildir or mail.bounce_imap"
        return Finding("bounces", Level.WARN, words)
    return Finding("bounces", Level.OK, f"{mail.bounces}, read from {mail.bounce_maildir or mail.bounce_imap}")


def _one_click(settings: Settings) -> Finding:
    if settings.base_url.startswith("https://"):
        return Finding("one click", Level.OK, f"{settings.root_url}mail/")
    words = "base_url is no https:// address, so there is no one-click way to leave (RFC 8058), which Gmail asks for"
    return Finding("one click", Level.WARN, words)


def _letter(places: Places) -> Iterator[Finding]:
    """Look at the letter of the newest week as it would leave now."""
    from feedpub.cli.mailroom import sample_parcel
    from feedpub.cli.world import library
    from feedpub.edge.clock import SystemClock
    from feedpub.issuing import week_meant

    try:
        with library(places) as archive:
            week = week_meant(archive, places.settings, SystemClock().now(), None)
        parcel = sample_parcel(places, week, "reader@mail.example")
    except NotFound as error:
        yield Finding("letter", Level.OK, f"not looked at: {error}")
        return
    except FeedpubError as error:
        yield Finding("letter", Level.FAIL, str(error))
        return
    size = _html_size(parcel.mail)
    words = f"{week.key}: {size:,} bytes of HTML, {len(parcel.mail):,} in all"
    is_large = size > CLIPPED
    yield Finding("letter", Level.WARN if is_large else Level.OK, words + ("; Gmail hides the end" if is_large else ""))
    yield _spam(parcel.mail)


def _spam(mail: bytes) -> Finding:
    program = shutil.which("spamassassin")
    if program is None:
        return Finding("spam", Level.OK, "not looked at: SpamAssassin is not installed")
    try:
        done = subprocess.run([program, "--local", "--test-mode"], input=mail, capture_output=True, timeout=PATIENCE)  # noqa: S603 - a program by its full path, and no shell
    except (OSError, subprocess.SubprocessError) as error:
        return Finding("spam", Level.WARN, f"SpamAssassin cannot be run ({type(error).__name__}); is it set up?")
    return judged(done.stdout.decode("utf-8", "replace"))


def judged(report: str) -> Finding:
    """Return what SpamAssassin's header says: its points, and which rules gave them."""
    from email.parser import HeaderParser

    status = " ".join(str(HeaderParser().parsestr(report).get("X-Spam-Status", "")).split())
    fields = dict(part.split("=", 1) for part in status.replace(", ", " ").split(" ") if "=" in part)
    try:
        points = float(fields["score"])
    except (KeyError, ValueError):
        return Finding("spam", Level.WARN, "SpamAssassin gave no points; run `spamassassin --lint`")
    rules = status.partition("tests=")[2].partition(" autolearn")[0]
    words = f"SpamAssassin gives {points} points ({rules})"
    if points >= BAD:
        return Finding("spam", Level.FAIL, f"{words}: that is spam; look up the rules that it names")
    return Finding("spam", Level.OK if points <= GOOD else Level.WARN, words)


def _html_size(mail: bytes) -> int:
    from email import message_from_bytes
    from email.policy import SMTP

    part = message_from_bytes(mail, policy=SMTP).get_body(("html",))
    return len(part.get_content().encode()) if part else 0


def _tags(record: str) -> dict[str, str]:
    """Return the tags of a DKIM or DMARC record."""
    pairs = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs}


def _decoded(key: str) -> bytes:
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


def _is_near(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


def _attempt(what: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except MailError as error:
        return Finding(what, Level.WARN if what != "server" else Level.FAIL, str(error))
    except FeedpubError as error:
        return Finding(what, Level.FAIL, str(error))
