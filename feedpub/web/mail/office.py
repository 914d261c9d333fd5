"""State folder and settings -> what the pages below /mail/ need, opened at the first reader who comes."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from feedpub.edge.database import path_of
from feedpub.edge.keys import open_keys
from feedpub.edge.post.database import FILE, open_post
from feedpub.edge.post.signups import Signups
from feedpub.stages.render.mail_pages import MailPages
from feedpub.web.mail.guards import proxies_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from markupsafe import Markup
    from sqlalchemy import Engine

    from feedpub.edge.keys import Keys
    from feedpub.ports import Templates
    from feedpub.settings import Settings

KEPT = 32
"""Trees of regions that are kept, one for each choice that links lead to; each is 270 KB."""


class Desk(NamedTuple):
    """The post, opened for readers."""

    engine: Engine
    keys: Keys
    signups: Signups


class Office:
    """The readers' side of the post; `wake` is called when there is something to decide."""

    def __init__(
        self,
        state: Path,
        settings: Settings,
        templates: Templates,
        now: Callable[[], datetime],
        wake: Callable[[], object] = lambda: None,
    ) -> None:
        self.settings = settings
        self.now = now
        self.wake = wake
        self.proxies = proxies_of(settings.signup.proxies)
        self._state = state
        self._templates = templates
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._opened: tuple[int, int] | None = None
        self._pages: dict[str, MailPages] = {}
        self.branches = lru_cache(KEPT)(self._branches)

    @property
    def desk(self) -> Desk:
        """The post; raises `FeedpubError` as long as it cannot be opened."""
        with self._lock:
            place = self._place()
            if self._desk is not None and place != self._opened:  # restored, or begun anew, meanwhile
                self._desk.engine.dispose()
                self._desk = None
            if self._desk is None:
                keys = open_keys(self._state)
                engine = open_post(self._state, self.settings)
                self._desk = Desk(engine, keys, Signups(engine, keys, self.settings.signup))
                self._opened = self._place()
            return self._desk

    def pages(self, language: str) -> MailPages:
        """Return the pages in a language."""
        if language not in self._pages:
            site = msgspec.structs.replace(self.settings.site, language=language)
            settings = msgspec.structs.replace(self.settings, site=site)
            self._pages[language] = MailPages(settings, self._templates, language)
        return self._pages[language]

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            if self._desk is not None:
                self._desk.engine.dispose()
                self._desk = None

    @property
    def is_there(self) -> bool:
        """Whether there is a post at all; nothing is made where nobody ever came."""
        return path_of(self.settings.archive, self._state) is None or self._place() is not None

    def _place(self) -> tuple[int, int] | None:
        """Return which file it is that holds the post."""
        try:
            found = (self._state / FILE).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _branches(self, language: str, codes: tuple[str, ...]) -> Markup:
        return self.pages(language).branches(codes)
