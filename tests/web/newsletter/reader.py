"""Somebody at the pages below /mail/: the real server, the real post, a clerk who decides at once."""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.system.tokens import open_token_signer
from feedpub.adapters.templates import load_templates
from feedpub.newsletter.store.confirmations import ConfirmationStore
from feedpub.settings import Serve, Settings
from feedpub.web.app import app
from feedpub.web.newsletter.context import NewsletterContext
from feedpub.web.newsletter.routes import newsletter_routes
from tests.web.serving import TIMEOUT, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SETTINGS = Settings(serve=Serve(access_log=False))
FORM = [("address", "li@mail.example"), ("r", "320412"), ("every", "week"), ("language", "zh"), ("homepage", "")]


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class FormClient:
    """A browser without scripts and cookies."""

    port: int
    context: NewsletterContext
    state: Path

    def ask(self, method: str, path: str, body: str | bytes | None = None, **headers: str) -> Answer:
        """Ask once; a header for each keyword."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            if body is not None:
                given.setdefault("content-type", "application/x-www-form-urlencoded")
            line.request(method, path, body, given)
            answer = line.getresponse()
            text = answer.read().decode()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)
        finally:
            line.close()

    def time(self, seconds: int = 60) -> str:
        """Return the time of a form that was given out some seconds ago."""
        given = int((datetime.now(UTC) - timedelta(seconds=seconds)).timestamp())
        return open_token_signer(self.state).timed_token("form", str(given))

    def sign_up(self, *changes: tuple[str, str], **headers: str) -> Answer:
        """Send the form, with some fields changed."""
        changed = {name for name, _ in changes}
        fields = [(name, value) for name, value in [*FORM, ("time", self.time())] if name not in changed]
        return self.ask("POST", "/mail/", urlencode([*fields, *changes]), **headers)

    def process_requests(self) -> dict[str, int]:
        """Do what the clerk does."""
        return dict(self.context.store.signups.process_requests(SystemClock().now()))

    def link(self) -> str:
        """Return the path of the newest confirmation."""
        self.process_requests()
        mail = ConfirmationStore(self.context.store.engine).due(SystemClock().now(), 100)[-1]
        return "/mail/confirm/" + self.context.store.signups.confirmation_token(mail.subscriber, mail.key)

    def subscribed(self) -> tuple[str, str]:
        """Sign up and confirm; return the paths to change and to leave."""
        self.sign_up()
        page = self.ask("POST", self.link())
        assert page.status == 200
        change, leave = (re.findall(rf'href="[./]*/(mail/{name}/[^"]*)"', page.body)[0] for name in ("change", "leave"))
        return f"/{change}", f"/{leave}"

    def rows(self) -> str:
        """Return all that the post holds."""
        with sqlite3.connect(self.state / "newsletter.db") as base:
            dump = "\n".join(base.iterdump())
        base.close()
        return dump


@contextmanager
def serving_forms(folder: Path, settings: Settings = SETTINGS) -> Iterator[FormClient]:
    """Serve the pages below /mail/ until the block ends."""
    site, state = folder / "site", folder / "state"
    site.mkdir()
    context = NewsletterContext(state, settings, load_templates(), SystemClock().now)
    try:
        with running(app(site, settings, routes=newsletter_routes(context))) as visitor:
            yield FormClient(visitor.port, context, state)
    finally:
        context.close()
