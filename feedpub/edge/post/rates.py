"""How many letters may go out: in a second altogether, in a minute to one domain. Counted by the monotonic clock."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTE = 60.0


class Rates:
    """Spreads letters evenly: each takes its share of a second, and of its domain's minute. 0 is no limit."""

    def __init__(self, in_second: float = 0.0, of_domain: float = 0.0, clock: Callable[[], float] = monotonic) -> None:
        self._gap = 1 / in_second if in_second else 0.0
        self._domain_gap = MINUTE / of_domain if of_domain else 0.0
        self._clock = clock
        self._free = 0.0
        self._domain_free: dict[str, float] = {}

    def ready(self) -> bool:
        """Whether any letter at all may go out now."""
        return self._clock() >= self._free

    def take(self, domain: str) -> bool:
        """Count a letter to a domain where it may go out now, or return False."""
        now = self._clock()
        if now < self._free or now < self._domain_free.get(domain, 0.0):
            return False
        self._free = max(self._free + self._gap, now) if self._gap else 0.0
        if self._domain_gap:
            self._domain_free[domain] = now + self._domain_gap
        return True

    def resting_domains(self) -> list[str]:
        """Return the domains that get nothing now."""
        now = self._clock()
        return [domain for domain, free in self._domain_free.items() if free > now]
