"""The state folder's key -> hashes of addresses, and tokens that mean one thing each (S13)."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from itsdangerous import BadData, Signer, TimestampSigner

from feedpub.adapters.system.filesystem import make_private_folder, sync, write_temp
from feedpub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta
    from pathlib import Path

KEY_FILE = "key"

KEY_BYTES = 32
"""Random bytes of a key, written as hexadecimal digits, one key a line; the first is in use, the others still open."""

ID_LENGTH = 16
"""Characters of what a token speaks of: a subscriber's id."""

TOKEN_LENGTH = ID_LENGTH + 1 + 43
"""Characters of a token without a time: the id, a dot, and 256 bits as URL-safe base64."""


def open_token_signer(state: Path) -> TokenSigner:
    """Return the keys of the state folder, made if there are none.

    Raises `SettingsError` where others may read them, and where they are damaged.
    """
    path = state / KEY_FILE
    try:
        if not path.exists():
            _create_key_file(path)
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SettingsError(f"{path}: others may read the key; say: chmod 600 {path}")
            lines = file.read().decode("ascii", "replace").split()
    except OSError as error:
        raise SettingsError(f"{path}: cannot be used ({error.strerror}); mend that, or give another --state") from error
    try:
        keys = [bytes.fromhex(line) for line in lines]
    except ValueError as error:
        raise SettingsError(f"{path}: no key of ours; restore it, or links in letters sent before are dead") from error
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        raise SettingsError(f"{path}: cut short; restore it, or links in letters sent before are dead")
    return TokenSigner(keys)


def _create_key_file(path: Path) -> None:
    """Put a new key at `path`, unless another process was quicker: then its key is the one."""
    make_private_folder(path.parent)
    temporary = write_temp(path, f"{secrets.token_hex(KEY_BYTES)}\n".encode(), 0o600, os.getpid())
    try:
        sync([temporary])
        with suppress(FileExistsError):
            os.link(temporary, path)
        sync([path.parent])
    finally:
        temporary.unlink(missing_ok=True)


class TokenSigner:
    """Hashes and tokens by the first of `keys`; tokens by the others are still understood."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._hash_key = keys[-1]  # the oldest: an address must have the same hash for ever
        self._keys = list(reversed(keys))  # itsdangerous signs with the last of a list

    def __repr__(self) -> str:
        return "Keys(…)"

    def hash(self, text: str) -> str:
        """Return what stands for an address or a network where it may not be read: 32 hexadecimal digits."""
        return hmac.new(self._hash_key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def token(self, purpose: str, id_: str) -> str:
        """Return the token, `WIDTH` characters for an id, that is good for `purpose` as long as the key is kept."""
        return self._signer(purpose).sign(id_).decode("ascii")

    def read(self, purpose: str, token: str) -> str | None:
        """Return what the token speaks of, or None where it is none of ours or for another purpose."""
        try:
            return self._signer(purpose).unsign(token).decode("ascii")
        except (BadData, UnicodeError):
            return None

    def timed_token(self, purpose: str, text: str) -> str:
        """Return a token that bears the present time."""
        return self._timed_signer(purpose).sign(text).decode("ascii")

    def read_timed(self, purpose: str, token: str, max_age: timedelta) -> str | None:
        """Return what the token says, or None where it is none of ours, for another purpose, or older than `life`."""
        try:
            return self._timed_signer(purpose).unsign(token, max_age=int(max_age.total_seconds())).decode("ascii")
        except (BadData, UnicodeError):
            return None

    def _signer(self, purpose: str) -> Signer:
        return Signer(self._keys, salt=f"feedpub {purpose}", key_derivation="hmac", digest_method=hashlib.sha256)

    def _timed_signer(self, purpose: str) -> TimestampSigner:
        salt = f"feedpub passing {purpose}"
        return TimestampSigner(self._keys, salt=salt, key_derivation="hmac", digest_method=hashlib.sha256)
