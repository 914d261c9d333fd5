"""What the owner may choose of the server: where it listens, for whom, and what it tells."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

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
