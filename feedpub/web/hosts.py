"""Settings -> the names under which the server may be asked (S15: a Host header is never believed)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.settings import Settings
    from feedpub.web.headers import Header

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Always ours: whoever looks after the server asks it under these."""

_HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{0,5})?")


def allowed_hosts(settings: Settings) -> frozenset[str] | None:
    """Return the names, in lower case; None for any, where there is no `base_url` that could tell."""
    if not settings.base_url:
        return None
    own_host = urlsplit(settings.base_url).hostname or ""
    own_host = f"[{own_host}]" if ":" in own_host else own_host
    return LOOPBACK_NAMES | {own_host.lower(), *(name.lower() for name in settings.serve.hosts)}


def host_error(headers: Sequence[Header], version: str, allowed: frozenset[str] | None) -> int:
    """Return the status with which a request is refused for its Host, or 0.

    400 where it has none, several, or no name at all (RFC 9112, 3.2); 421 where it means another server (RFC 9110,
    15.5.20).
    """
    host_headers = [value for name, value in headers if name == b"host"]
    if not host_headers and version == "1.0":
        return 0
    found = _HOST.fullmatch(host_headers[0]) if len(host_headers) == 1 else None
    if found is None:
        return 400
    host = found[1].decode().lower().rstrip(".")
    return 0 if allowed is None or host in allowed else 421
