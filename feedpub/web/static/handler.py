"""GET and HEAD for a path -> the published document that it means, as it is at this moment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from feedpub.web.headers import HTML_TYPE, send_response, send_status
from feedpub.web.static.conditional import (
    NOT_MODIFIED,
    PARTIAL_CONTENT,
    PRECONDITION_FAILED,
    RANGE_NOT_SATISFIABLE,
    ConditionalResult,
    evaluate,
)
from feedpub.web.static.file_index import CHUNK, FileIndex
from feedpub.web.static.media_types import (
    CODINGS,
    STYLED_FEED_TYPE,
    is_styled_feed,
    is_text,
    negotiate_codings,
    route_label,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

    from feedpub.web.headers import Header
    from feedpub.web.static.file_index import FileInfo

INDEX_FILE = "index.html"
WITHDRAWN_FILE = "gone.html"
"""Stands in the folder of a story that was withdrawn, and is answered with 410 (RFC 9110, 15.5.11)."""
NOT_FOUND_FILE = "404.html"
NO_CODING = ("", "")
ROUTE_KEY = "feedpub.route"
"""Where in the scope of a request its class is kept, for metrics and log."""

_CONDITIONAL_HEADERS = frozenset(
    {
        b"accept",
        b"accept-encoding",
        b"if-match",
        b"if-modified-since",
        b"if-none-match",
        b"if-range",
        b"if-unmodified-since",
        b"range",
    }
)


class StaticFiles:
    """The ASGI application that hands out the files of a folder, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._index = FileIndex(folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; nothing of it is taken but its path and the headers of HTTP's conditions."""
        del receive
        if scope["method"] not in {"GET", "HEAD"}:
            return await send_status(send, 405, [(b"allow", b"GET, HEAD")])
        name = file_name_of(scope["path"])
        info = None if name is None else self._index.find(name)
        if name is None or info is None:
            return await self._answer_missing(scope, send, scope["path"])
        scope[ROUTE_KEY] = route_label(name)
        if name.endswith(f"/{WITHDRAWN_FILE}"):
            return await self._send_page(send, 410, name)
        return await self._document(scope, send, name, info)

    async def _document(self, scope: Scope, send: Send, name: str, info: FileInfo) -> None:
        request_headers = _conditional_headers(scope["headers"])
        best, coding = self._best_encoding(name, info, request_headers.get(b"accept-encoding", ""))
        is_browser = is_styled_feed(name) and "text/html" in request_headers.get(b"accept", "")
        info = _as_browser_xml(best) if is_browser else best
        result = evaluate(request_headers, info, scope["method"])
        if scope["method"] == "HEAD" or result.status not in {200, PARTIAL_CONTENT}:
            return await _send_result(send, result, info, None)
        opened = self._index.open(name, coding, best)
        if opened is None:  # removed since it was found
            return await self._answer_missing(scope, send, scope["path"])
        descriptor, opened_info = opened
        try:
            if opened_info is not best:
                info = _as_browser_xml(opened_info) if is_browser else opened_info
                result = evaluate(request_headers, info, scope["method"])
            await _send_result(send, result, info, descriptor)
        finally:
            os.close(descriptor)

    def _best_encoding(self, name: str, info: FileInfo, encodings: str) -> tuple[FileInfo, tuple[str, str]]:
        """Return the facts of what to send, and its coding. A form that is older than its document is not it."""
        if encodings and is_text(name):
            for coding in negotiate_codings(encodings):
                encoded = self._index.find(name, (coding, CODINGS[coding]))
                if encoded is not None and encoded.version[2] >= info.version[2]:
                    return encoded, (coding, CODINGS[coding])
        return info, NO_CODING

    async def _answer_missing(self, scope: Scope, send: Send, path: str) -> None:
        """Answer for what is no document: a folder without its slash, a story withdrawn, or nothing at all."""
        name = file_name_of(path)
        if name is not None:
            folder = (
                name.removesuffix(INDEX_FILE).rstrip("/") if name.endswith(INDEX_FILE) else name.removesuffix(".html")
            )
            if folder and self._index.find(f"{folder}/{WITHDRAWN_FILE}"):
                scope[ROUTE_KEY] = "page"
                return await self._send_page(send, 410, f"{folder}/{WITHDRAWN_FILE}")
            if self._index.is_folder(name) and self._index.find(f"{name}/{INDEX_FILE}"):
                # Relative to what was asked for: an absolute one could be made to lead to another host.
                target = f"./{quote(name.rpartition('/')[2])}/"
                return await send_status(send, 301, [(b"location", target.encode())])
        scope[ROUTE_KEY] = "missing"
        return await self._send_page(send, 404, NOT_FOUND_FILE)

    async def _send_page(self, send: Send, status: int, name: str) -> None:
        """Send a page of ours with a status of its own; without the page, its words."""
        info = self._index.find(name)
        opened = self._index.open(name, NO_CODING, info) if info else None
        if opened is None:
            return await send_status(send, status)
        descriptor, opened_info = opened
        try:
            content = os.pread(descriptor, opened_info.size, 0)
        finally:
            os.close(descriptor)
        return await send_response(send, status, [(b"content-type", HTML_TYPE)], content)


def _as_browser_xml(info: FileInfo) -> FileInfo:
    """Return a feed as XML that a browser shows by its stylesheet: another representation, so another tag."""
    tag = f'{info.etag[:-1]}-view"'
    changed = {b"etag": tag.encode(), b"content-type": STYLED_FEED_TYPE}

    def replaced(headers: Iterable[Header]) -> list[Header]:
        return [(name, changed.get(name, value)) for name, value in headers]

    return info._replace(
        etag=tag, not_modified_headers=replaced(info.not_modified_headers), headers=replaced(info.headers)
    )


def file_name_of(path: str) -> str | None:
    """Return the file below the folder that a decoded path means; None for what is never served.

    Hidden names are not: what is half-written has one, and so have the steps that lead upwards.
    """
    if not path.startswith("/") or "/." in path or "\0" in path:
        return None
    steps = [step for step in path.split("/") if step]
    return "/".join([*steps, INDEX_FILE] if path.endswith("/") else steps)


def _conditional_headers(headers: list[Header]) -> dict[bytes, str]:
    """Return the conditions of a request; what stands on several lines is one list (RFC 9110, 5.2)."""
    found: dict[bytes, str] = {}
    for key, value in headers:
        if key in _CONDITIONAL_HEADERS:
            text = value.decode("latin-1")
            found[key] = f"{found[key]}, {text}" if key in found else text
    return found


async def _send_result(send: Send, result: ConditionalResult, info: FileInfo, descriptor: int | None) -> None:
    """Send what the verdict says; without a descriptor, the head alone."""
    if result.status == NOT_MODIFIED:
        await send({"type": "http.response.start", "status": NOT_MODIFIED, "headers": info.not_modified_headers})
        await send({"type": "http.response.body"})
        return
    if result.status == RANGE_NOT_SATISFIABLE:
        await send_status(send, RANGE_NOT_SATISFIABLE, [(b"content-range", f"bytes */{info.size}".encode())])
        return
    if result.status == PRECONDITION_FAILED:
        await send_status(send, PRECONDITION_FAILED)
        return
    headers = [*info.headers, (b"content-length", str(result.length).encode())]
    if result.status == PARTIAL_CONTENT:
        last = result.first + result.length - 1
        headers.append((b"content-range", f"bytes {result.first}-{last}/{info.size}".encode()))
    await send({"type": "http.response.start", "status": result.status, "headers": headers})
    if descriptor is None:
        await send({"type": "http.response.body"})
        return
    offset, end = result.first, result.first + result.length
    while True:
        chunk = os.pread(descriptor, min(CHUNK, end - offset), offset)
        offset += len(chunk)
        more = offset < end and bool(chunk)  # a file that shrank ends early, and the server breaks the answer off
        await send({"type": "http.response.body", "body": chunk, "more_body": more})
        if not more:
            return
