"""What every answer says, whoever made it, and the words of those that are no document."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.types import Send

Header = tuple[bytes, bytes]
"""A name in lower case, and a value."""

SECURITY_HEADERS: dict[bytes, bytes] = {
    b"content-security-policy": (
        b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        b"frame-ancestors 'none'; base-uri 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-cache",
}
"""Sent with every answer that says nothing else; `no-cache` means: keep it, but ask each time if it still holds."""

PLAIN_TEXT_TYPE = b"text/plain; charset=utf-8"
HTML_TYPE = b"text/html; charset=utf-8"


def with_security_headers(headers: Iterable[Header]) -> list[Header]:
    """Return the headers with those of `SAFE` that are not among them."""
    present = list(headers)
    names = {name for name, _ in present}
    return present + [pair for pair in SECURITY_HEADERS.items() if pair[0] not in names]


def status_body(status: int) -> bytes:
    """Return a body for an answer that is no document: its number and its name, and nothing of the request."""
    return f"{status} {HTTPStatus(status).phrase}\n".encode()


async def send_status(send: Send, status: int, headers: Sequence[Header] = ()) -> None:
    """Send such an answer."""
    content = status_body(status)
    await send_response(send, status, [(b"content-type", PLAIN_TEXT_TYPE), *headers], content)


async def send_response(send: Send, status: int, headers: Sequence[Header], content: bytes) -> None:
    """Send a whole answer at once; the server itself leaves the body away where HEAD was asked."""
    length = [(b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": content})
