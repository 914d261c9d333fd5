"""What cannot be done at present -> why, until when it rests, and who was told."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.cli.tell import Teller

FIRST_REST = 1.0
LONGEST_REST = 30.0
"""Seconds until the next try: 1, 2, 4, 8, 16, and then this. A disk that has room again is found out soon."""

REMIND = 3600.0
"""Seconds after which the same ailment is told again."""


@dataclass(slots=True)
class _Ailment:
    words: str
    tries: int
    until: float
    told: float


class Ailments:
    """Keeps account of failures by the monotonic clock; each is told once, and again after an hour."""

    def __init__(self, tell: Teller, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._monotonic = monotonic
        self._by_name: dict[str, _Ailment] = {}

    @property
    def words(self) -> dict[str, str]:
        """Why, by what cannot be done."""
        return {what: ailment.words for what, ailment in self._by_name.items()}

    def rests(self, what: str) -> bool:
        """Whether it is too early for another try."""
        ailment = self._by_name.get(what)
        return ailment is not None and 0 < ailment.until - self._monotonic() <= LONGEST_REST

    def note(self, what: str, error: Exception) -> None:
        """Note that something failed, and tell it where it is news."""
        now = self._monotonic()
        before = self._by_name.get(what)
        tries = before.tries + 1 if before else 1
        rest = min(FIRST_REST * 2 ** (tries - 1), LONGEST_REST)
        words = str(error) or type(error).__name__
        is_news = before is None or before.words != words or now - before.told >= REMIND
        self._by_name[what] = _Ailment(words, tries, now + rest, now if is_news or not before else before.told)
        if is_news:
            self._tell.failed(what, error, rest)

    def cure(self, what: str) -> None:
        """Note that something was done, and tell it where it had failed before."""
        if self._by_name.pop(what, None):
            self._tell.recovered(what)
