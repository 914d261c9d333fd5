"""Settings -> the key that signs our mails, or none where the relay signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from feedpub.edge.post.secret import read_private
from feedpub.errors import SettingsError
from feedpub.language.mailbox import mailbox
from feedpub.stages.render.dkim import Seal

if TYPE_CHECKING:
    from feedpub.settings import Settings

SHORTEST = 1024
"""Bits; a receiver may take a shorter key for none (RFC 8301 3.2)."""


def open_seal(settings: Settings) -> Seal | None:
    """Return the seal of [mail]; raises `SettingsError` for a key that cannot sign."""
    mail = settings.mail
    if not mail.dkim_key:
        return None
    if not mail.dkim_selector:
        raise SettingsError("mail.dkim_key is set without mail.dkim_selector; name the selector of its DNS record")
    content = read_private(Path(mail.dkim_key), "mail.dkim_key")
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError) as error:
        raise SettingsError(f"mail.dkim_key: {mail.dkim_key}: no private key in PEM without a password") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < SHORTEST:
        raise SettingsError(
            f"mail.dkim_key: {mail.dkim_key}: not an RSA key of {SHORTEST} bits or more; make one of 2048"
        )
    return Seal(mail.dkim_domain or mailbox(settings.digest.sender).domain, mail.dkim_selector, key)
