"""Ready, still alive, stopping -> the service manager, by a datagram to its socket (sd_notify(3))."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def notify_systemd(message: str, environment: Mapping[str, str]) -> bool:
    """Notify the service manager, where there is one ("READY=1"); return whether it was notified. It never raises.

    A name that begins with "@" is one of the abstract name space.
    """
    address = environment.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager:
        manager.settimeout(1)
        manager.connect("\0" + address[1:] if address.startswith("@") else address)
        manager.sendall(message.encode())
        return True
    return False


def watchdog_interval(environment: Mapping[str, str]) -> float | None:
    """Return the seconds between two signs of life that the service manager wants: half of its patience; or None."""
    microseconds = environment.get("WATCHDOG_USEC", "")
    is_ours = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    return int(microseconds) / 2_000_000 if microseconds.isdigit() and int(microseconds) and is_ours else None
