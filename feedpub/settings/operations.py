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


# What the owner may choose of the server: where it listens, for whom, and what it tells.


Port = Annotated[int, msgspec.Meta(ge=0, le=65535)]


class Serve(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How `feedpub serve` answers."""

    host: str = "127.0.0.1"
    port: Port = 8000
    """0 is any that is free."""
    socket: str = ""
    """A path; where it is set, the server listens at that UNIX socket and at no port."""
    hosts: tuple[str, ...] = ()
    """Names besides that of `base_url` under which it may be asked; they hold only where `base_url` is set."""
    compress: Literal["all", "feeds", "none"] = "all"
    """Which documents are written compressed as well: all texts, all but the stories' own pages, or none."""
    metrics_port: Port = 8001
    """On loopback; 0 is none at all."""
    max_connections: Annotated[int, msgspec.Meta(ge=10)] = 1000
    """At once; beyond them, the one that has kept us waiting longest is given up."""
    access_log: bool = True
    """Whether each answer is a line of the log."""
    log_client_addresses: bool = False
    """Whether that line names the reader's address."""


# What the owner may choose about copies of the archive and about what it forgets: each with a default that works.


NonNegative = Annotated[int, msgspec.Meta(ge=0)]


class Backup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where copies go, and which of them stay; a copy with a name that its owner chose is never removed."""

    folder: str = ""
    """Without one, `backups` in the state folder: against a lost file, not against a lost disk."""
    daily: Annotated[int, msgspec.Meta(ge=1)] = 7
    """The newest copy of each of so many days with one."""
    weekly: NonNegative = 4
    """And the newest of each of so many weeks."""


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """After how many days the archive forgets what no reader sees; 0 is never. Guids and what is published stay."""

    revisions: NonNegative = 0
    """The words that a story had before it was edited."""
    adverts: NonNegative = 0
    """The adverts of a page."""
    withdrawn: NonNegative = 0
    """The text of a story that was withdrawn."""
