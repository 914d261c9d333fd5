"""Issue, recipient and settings -> what stands on the envelope: from whom, to whom, its id and its list's headers."""

from __future__ import annotations

import re
from hashlib import sha256
from ipaddress import ip_address
from typing import TYPE_CHECKING

from feedpub.errors import SettingsError
from feedpub.text.email_address import parse_mailbox
from feedpub.text.one_line import one_line

if TYPE_CHECKING:
    from feedpub.settings import Settings
    from feedpub.text.email_address import Mailbox


def sender(settings: Settings) -> str:
    """Return who writes, with a name; raises `SettingsError` where the setting is no address."""
    try:
        box = parse_mailbox(settings.digest.sender)
    except ValueError as error:
        raise SettingsError(f"digest.sender: {error}") from error
    return _format_mailbox(box.name or settings.site.owner or settings.site.title, box)


def recipient(text: str) -> str:
    """Return to whom the letter goes, "" for nobody in particular; raises `SettingsError` for what is no address."""
    if not text:
        return ""
    try:
        box = parse_mailbox(text)
    except ValueError as error:
        raise SettingsError(str(error)) from error
    return _format_mailbox(box.name, box)


def contact(settings: Settings) -> str:
    """Return the address to which a reader writes: the owner's, or else the sender's."""
    if not settings.site.email:
        return parse_mailbox(sender(settings)).address
    try:
        return parse_mailbox(settings.site.email).address
    except ValueError as error:
        raise SettingsError(f"site.email: {error}") from error


def message_id(key: str, to: str, settings: Settings) -> str:
    """Return the same id for the same issue, reader and sender, always, so that what was sent can be known again."""
    domain = parse_mailbox(sender(settings)).domain
    digest = sha256("\0".join((key, to, settings.root_url, settings.digest.sender)).encode()).hexdigest()
    return f"<{key}.{digest[:32]}@{domain}>"


def headers(settings: Settings, language: str) -> tuple[tuple[str, str], ...]:
    """Return the headers of a list (RFC 2919, RFC 2369) and the language."""
    return (
        ("List-Id", f"<digest.{_site_host(settings.root_url)}>"),
        ("List-Archive", f"<{settings.root_url}digests/>"),
        ("List-Unsubscribe", f"<mailto:{_percent_encode(contact(settings))}?subject=unsubscribe>"),
        ("Content-Language", language),
    )


def _format_mailbox(name: str, box: Mailbox) -> str:
    shown_name = one_line(name, 60).translate(dict.fromkeys(map(ord, '<>"\\')))
    return f"{shown_name} <{box.address}>" if shown_name else box.address


def _percent_encode(mail: str) -> str:
    """Write an address as RFC 6068 2 wants it: whatever means something in a URL as its number."""
    return re.sub(r"[^A-Za-z0-9@._~-]", lambda found: f"%{ord(found[0]):02X}", mail)


def _site_host(url: str) -> str:
    """Return the site's name; RFC 2919 gives lists without a domain of their own the name `localhost`."""
    found = re.match(r"https?://(?:[^/@]*@)?([A-Za-z0-9.-]+)", url)
    host = found[1].lower() if found else "localhost"
    try:
        ip_address(host)
    except ValueError:
        return host
    return "localhost"
