"""What every answer says, whoever made it, and the words of those that are no document."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.types import Send

Header = tuple[bytes, bytes]
"""A name in lower case, and a value."""

SAFE: dict[bytes, bytes] = {
    b"content-security-policy": (
        b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        b"frame-ancestors 'none'; base-uri 'none'"
    ),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cache-control": b"no-cache",
}
"""Sent with every answer that says nothing else; `no-cache` means: keep it, but ask each time if it still holds."""

PLAIN = b"text/plain; charset=utf-8"
HTML = b"text/html; charset=utf-8"


def made_safe(headers: Iterable[Header]) -> list[Header]:
    """Return the headers with those of `SAFE` that are not among them."""
    said = list(headers)
    names = {name for name, _ in said}
    return said + [pair for pair in SAFE.items() if pair[0] not in names]


def in_words(status: int) -> bytes:
    """Return a body for an answer that is no document: its number and its name, and nothing of the request."""
    return f"{status} {HTTPStatus(status).phrase}\n".encode()


async def say(send: Send, status: int, headers: Sequence[Header] = ()) -> None:
    """Send such an answer."""
    content = in_words(status)
    await answer(send, status, [(b"content-type", PLAIN), *headers], content)


async def answer(send: Send, status: int, headers: Sequence[Header], content: bytes) -> None:
    """Send a whole answer at once; the server itself leaves the body away where HEAD was asked."""
    length = [(b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": content})
