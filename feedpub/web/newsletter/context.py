"""State folder and settings -> what the pages below /mail/ need, opened at the first reader who comes."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from feedpub.adapters.archive.database import archive_path
from feedpub.adapters.system.tokens import open_token_signer
from feedpub.newsletter.store.database import DATABASE_FILE, open_newsletter_database
from feedpub.newsletter.store.signups import SignupStore
from feedpub.stages.render.site.signup import SignupPages
from feedpub.web.newsletter.request_checks import parse_proxies

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from markupsafe import Markup
    from sqlalchemy import Engine

    from feedpub.adapters.system.tokens import TokenSigner
    from feedpub.ports import Templates
    from feedpub.settings import Settings

MAX_CACHED_TREES = 32
"""Trees of regions that are kept, one for each choice that links lead to; each is 270 KB."""


class NewsletterStore(NamedTuple):
    """The post, opened for readers."""

    engine: Engine
    keys: TokenSigner
    signups: SignupStore


class NewsletterContext:
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
        self.proxies = parse_proxies(settings.signup.proxies)
        self._state = state
        self._templates = templates
        self._lock = threading.Lock()
        self._store: NewsletterStore | None = None
        self._opened_file: tuple[int, int] | None = None
        self._pages: dict[str, SignupPages] = {}
        self.branches = lru_cache(MAX_CACHED_TREES)(self._branches)

    @property
    def store(self) -> NewsletterStore:
        """The post; raises `FeedpubError` as long as it cannot be opened."""
        with self._lock:
            file_identity = self._file_identity()
            if self._store is not None and file_identity != self._opened_file:  # restored, or begun anew, meanwhile
                self._store.engine.dispose()
                self._store = None
            if self._store is None:
                keys = open_token_signer(self._state)
                engine = open_newsletter_database(self._state, self.settings)
                self._store = NewsletterStore(engine, keys, SignupStore(engine, keys, self.settings.signup))
                self._opened_file = self._file_identity()
            return self._store

    def pages(self, language: str) -> SignupPages:
        """Return the pages in a language."""
        if language not in self._pages:
            site = msgspec.structs.replace(self.settings.site, language=language)
            settings = msgspec.structs.replace(self.settings, site=site)
            self._pages[language] = SignupPages(settings, self._templates, language)
        return self._pages[language]

    def close(self) -> None:
        """Let go of the database."""
        with self._lock:
            if self._store is not None:
                self._store.engine.dispose()
                self._store = None

    @property
    def store_exists(self) -> bool:
        """Whether there is a post at all; nothing is made where nobody ever came."""
        return archive_path(self.settings.archive, self._state) is None or self._file_identity() is not None

    def _file_identity(self) -> tuple[int, int] | None:
        """Return which file it is that holds the post."""
        try:
            found = (self._state / DATABASE_FILE).stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _branches(self, language: str, codes: tuple[str, ...]) -> Markup:
        return self.pages(language).region_checkboxes(codes)
