"""How many letters may go out: in a second altogether, in a minute to one domain. Counted by the monotonic clock."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTE = 60.0


class RateLimiter:
    """Spreads letters evenly: each takes its share of a second, and of its domain's minute. 0 is no limit."""

    def __init__(
        self, per_second: float = 0.0, per_domain_minute: float = 0.0, clock: Callable[[], float] = monotonic
    ) -> None:
        self._interval = 1 / per_second if per_second else 0.0
        self._domain_interval = MINUTE / per_domain_minute if per_domain_minute else 0.0
        self._clock = clock
        self._free_at = 0.0
        self._domain_free_at: dict[str, float] = {}

    def can_send(self) -> bool:
        """Whether any letter at all may go out now."""
        return self._clock() >= self._free_at

    def acquire(self, domain: str) -> bool:
        """Count a letter to a domain where it may go out now, or return False."""
        now = self._clock()
        if now < self._free_at or now < self._domain_free_at.get(domain, 0.0):
            return False
        self._free_at = max(self._free_at + self._interval, now) if self._interval else 0.0
        if self._domain_interval:
            self._domain_free_at[domain] = now + self._domain_interval
        return True

    def limited_domains(self) -> list[str]:
        """Return the domains that get nothing now."""
        now = self._clock()
        return [domain for domain, free_at in self._domain_free_at.items() if free_at > now]
