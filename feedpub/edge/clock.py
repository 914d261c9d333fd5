"""The system's clock -> now."""

from __future__ import annotations

from datetime import UTC, datetime


class SystemClock:
    """Keeps the promise of `feedpub.ports.Clock`."""

    def now(self) -> datetime:
        """Return the present moment in UTC, without microseconds."""
        return datetime.now(UTC).replace(microsecond=0)
