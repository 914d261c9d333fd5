"""What the owner may choose of the service: which jobs run when, what is logged, and where it may be looked at."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

import msgspec

Duration = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,5}[smhd]$")]
"""A length of time: "90s", "30m", "36h", "3d"."""
TimeOfDay = Annotated[str, msgspec.Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")]
"""A time of day, "03:30"; "" is never."""

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which jobs `feedpub run` does, and when; the weekly letter has its hour under [digest]."""

    digest: bool = True
    ping: bool = True
    backup: TimeOfDay = "03:30"
    housekeeping: TimeOfDay = "04:30"
    max_lateness: Duration = "1d"
    """A job whose time is longer ago is skipped, and waits for its next time."""


class Log(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What `feedpub run` writes to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Monitor(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where `feedpub run` may be asked how it is, on loopback alone: /metrics, /readyz, /healthz."""

    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 0
    """0 is none at all."""


def parse_duration(text: str) -> timedelta:
    """Return a length of time as the settings write it."""
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})
