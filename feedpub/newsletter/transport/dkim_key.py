"""Settings -> the key that signs our mails, or none where the relay signs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from feedpub.adapters.system.secrets import read_private
from feedpub.errors import SettingsError
from feedpub.stages.letter.dkim import DkimSigner
from feedpub.text.email_address import parse_mailbox

if TYPE_CHECKING:
    from feedpub.settings import Settings

MIN_KEY_BITS = 1024
"""Bits; a receiver may take a shorter key for none (RFC 8301 3.2)."""


def load_dkim_signer(settings: Settings) -> DkimSigner | None:
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
    if not isinstance(key, RSAPrivateKey) or key.key_size < MIN_KEY_BITS:
        raise SettingsError(
            f"mail.dkim_key: {mail.dkim_key}: not an RSA key of {MIN_KEY_BITS} bits or more; make one of 2048"
        )
    return DkimSigner(mail.dkim_domain or parse_mailbox(settings.digest.sender).domain, mail.dkim_selector, key)
