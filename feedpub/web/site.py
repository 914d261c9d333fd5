"""GET and HEAD for a path -> the published document that it means, as it is at this moment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from feedpub.web.catalogue import CHUNK, Catalogue
from feedpub.web.coding import CODINGS, accepted
from feedpub.web.conditions import FAILED, OUTSIDE, PART, UNCHANGED, Verdict, judge
from feedpub.web.headers import HTML, answer, say
from feedpub.web.types import VIEW, is_seen, is_text, route

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from starlette.types import Receive, Scope, Send

    from feedpub.web.catalogue import Facts
    from feedpub.web.headers import Header

INDEX = "index.html"
GONE = "gone.html"
"""Stands in the folder of a story that was withdrawn, and is answered with 410 (RFC 9110, 15.5.11)."""
MISSING = "404.html"
PLAIN = ("", "")
ROUTE = "feedpub.route"
"""Where in the scope of a request its class is kept, for metrics and log."""

_ASKED = frozenset(
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


class Site:
    """The ASGI application that hands out the files of a folder, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self._catalogue = Catalogue(folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; nothing of it is taken but its path and the headers of HTTP's conditions."""
        del receive
        if scope["method"] not in {"GET", "HEAD"}:
            return await say(send, 405, [(b"allow", b"GET, HEAD")])
        name = name_of(scope["path"])
        facts = None if name is None else self._catalogue.find(name)
        if name is None or facts is None:
            return await self._elsewhere(scope, send, scope["path"])
        scope[ROUTE] = route(name)
        if name.endswith(f"/{GONE}"):
            return await self._page(send, 410, name)
        return await self._document(scope, send, name, facts)

    async def _document(self, scope: Scope, send: Send, name: str, facts: Facts) -> None:
        asked = _asked(scope["headers"])
        found, coding = self._in_best_form(name, facts, asked.get(b"accept-encoding", ""))
        is_browser = is_seen(name) and "text/html" in asked.get(b"accept", "")
        facts = _for_browsers(found) if is_browser else found
        verdict = judge(asked, facts, scope["method"])
        if scope["method"] == "HEAD" or verdict.status not in {200, PART}:
            return await _answer(send, verdict, facts, None)
        opened = self._catalogue.open(name, coding, found)
        if opened is None:  # removed since it was found
            return await self._elsewhere(scope, send, scope["path"])
        descriptor, now = opened
        try:
            if now is not found:
                facts = _for_browsers(now) if is_browser else now
                verdict = judge(asked, facts, scope["method"])
            await _answer(send, verdict, facts, descriptor)
        finally:
            os.close(descriptor)

    def _in_best_form(self, name: str, facts: Facts, encodings: str) -> tuple[Facts, tuple[str, str]]:
        """Return the facts of what to send, and its coding. A form that is older than its document is not it."""
        if encodings and is_text(name):
            for coding in accepted(encodings):
                form = self._catalogue.find(name, (coding, CODINGS[coding]))
                if form is not None and form.key[2] >= facts.key[2]:
                    return form, (coding, CODINGS[coding])
        return facts, PLAIN

    async def _elsewhere(self, scope: Scope, send: Send, path: str) -> None:
        """Answer for what is no document: a folder without its slash, a story withdrawn, or nothing at all."""
        name = name_of(path)
        if name is not None:
            folder = name.removesuffix(INDEX).rstrip("/") if name.endswith(INDEX) else name.removesuffix(".html")
            if folder and self._catalogue.find(f"{folder}/{GONE}"):
                scope[ROUTE] = "page"
                return await self._page(send, 410, f"{folder}/{GONE}")
            if self._catalogue.is_folder(name) and self._catalogue.find(f"{name}/{INDEX}"):
                # Relative to what was asked for: an absolute one could be made to lead to another host.
                target = f"./{quote(name.rpartition('/')[2])}/"
                return await say(send, 301, [(b"location", target.encode())])
        scope[ROUTE] = "missing"
        return await self._page(send, 404, MISSING)

    async def _page(self, send: Send, status: int, name: str) -> None:
        """Send a page of ours with a status of its own; without the page, its words."""
        facts = self._catalogue.find(name)
        opened = self._catalogue.open(name, PLAIN, facts) if facts else None
        if opened is None:
            return await say(send, status)
        descriptor, now = opened
        try:
            content = os.pread(descriptor, now.size, 0)
        finally:
            os.close(descriptor)
        return await answer(send, status, [(b"content-type", HTML)], content)


def _for_browsers(facts: Facts) -> Facts:
    """Return a feed as XML that a browser shows by its stylesheet: another representation, so another tag."""
    tag = f'{facts.tag[:-1]}-view"'
    changed = {b"etag": tag.encode(), b"content-type": VIEW}

    def of(headers: Iterable[Header]) -> list[Header]:
        return [(name, changed.get(name, value)) for name, value in headers]

    return facts._replace(tag=tag, short=of(facts.short), full=of(facts.full))


def name_of(path: str) -> str | None:
    """Return the file below the folder that a decoded path means; None for what is never served.

    Hidden names are not: what is half-written has one, and so have the steps that lead upwards.
    """
    if not path.startswith("/") or "/." in path or "\0" in path:
        return None
    steps = [step for step in path.split("/") if step]
    return "/".join([*steps, INDEX] if path.endswith("/") else steps)


def _asked(headers: list[Header]) -> dict[bytes, str]:
    """Return the conditions of a request; what stands on several lines is one list (RFC 9110, 5.2)."""
    found: dict[bytes, str] = {}
    for key, value in headers:
        if key in _ASKED:
            text = value.decode("latin-1")
            found[key] = f"{found[key]}, {text}" if key in found else text
    return found


async def _answer(send: Send, verdict: Verdict, facts: Facts, descriptor: int | None) -> None:
    """Send what the verdict says; without a descriptor, the head alone."""
    if verdict.status == UNCHANGED:
        await send({"type": "http.response.start", "status": UNCHANGED, "headers": facts.short})
        await send({"type": "http.response.body"})
        return
    if verdict.status == OUTSIDE:
        await say(send, OUTSIDE, [(b"content-range", f"bytes */{facts.size}".encode())])
        return
    if verdict.status == FAILED:
        await say(send, FAILED)
        return
    headers = [*facts.full, (b"content-length", str(verdict.length).encode())]
    if verdict.status == PART:
        last = verdict.first + verdict.length - 1
        headers.append((b"content-range", f"bytes {verdict.first}-{last}/{facts.size}".encode()))
    await send({"type": "http.response.start", "status": verdict.status, "headers": headers})
    if descriptor is None:
        await send({"type": "http.response.body"})
        return
    offset, end = verdict.first, verdict.first + verdict.length
    while True:
        chunk = os.pread(descriptor, min(CHUNK, end - offset), offset)
        offset += len(chunk)
        more = offset < end and bool(chunk)  # a file that shrank ends early, and the server breaks the answer off
        await send({"type": "http.response.body", "body": chunk, "more_body": more})
        if not more:
            return
