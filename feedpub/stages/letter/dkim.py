"""Headers and the digest of a body -> DKIM-Signature (RFC 6376), relaxed for headers, simple for the body."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

SIGNED_HEADERS = (
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
)
"""Both headers of the one click are among them, as RFC 8058 4 demands."""

OVERSIGNED_HEADER = "from"
"""Named once more than it occurs, so that nobody can add a second one (RFC 6376 8.15)."""


class DkimSigner:
    """A domain's key, its public half under `selector._domainkey.domain`; RSA, which every receiver can check."""

    def __init__(self, domain: str, selector: str, key: RSAPrivateKey) -> None:
        self._domain = domain
        self._selector = selector
        self._key = key

    @property
    def record_name(self) -> str:
        """Under which name the DNS has the public half (RFC 6376 3.6.2.1)."""
        return f"{self._selector}._domainkey.{self._domain}"

    @property
    def public_key(self) -> bytes:
        """The public half, as the record's `p=` has it in base64."""
        return self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, headers: Sequence[tuple[str, str]], body_digest: bytes) -> str:
        """Return the value of the header, folded; `body_digest` is the SHA-256 of the body as it is sent.

        It bears no time of its own (`t=` is optional), so that the same mail gives the same bytes.
        """
        found = {name.lower(): value for name, value in headers}
        names = [name for name in SIGNED_HEADERS if name in found]
        unsigned = (
            f"v=1; a=rsa-sha256; c=relaxed/simple;\r\n d={self._domain}; s={self._selector};\r\n"
            f" h={':'.join([*names, OVERSIGNED_HEADER])};\r\n bh={b64encode(body_digest).decode()};\r\n b="
        )
        lines = [f"{name}:{relax_header(found[name])}\r\n" for name in names]
        text = "".join([*lines, f"dkim-signature:{relax_header(unsigned)}"]).encode("ascii")
        return unsigned + _folded(b64encode(self._key.sign(text, PKCS1v15(), SHA256())).decode())


def relax_header(value: str) -> str:
    """Return a header's value unfolded, white space single and none at its ends (RFC 6376 3.4.2)."""
    return re.sub(r"[ \t]+", " ", value.replace("\r\n", "")).strip(" ")


def _folded(code: str) -> str:
    return "\r\n ".join(code[start : start + 72] for start in range(0, len(code), 72))
