"""The service manager is told over its socket, or nobody is."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

from feedpub.adapters.system.systemd import notify_systemd, watchdog_interval

if TYPE_CHECKING:
    from pathlib import Path


def test_a_socket_of_the_file_system_is_notified(tmp_path: Path) -> None:
    address = str(tmp_path / "manager")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)

        assert notify_systemd("READY=1", {"NOTIFY_SOCKET": address})
        assert manager.recv(100) == b"READY=1"


def test_a_socket_of_the_abstract_name_space_is_notified() -> None:
    name = f"feedpub-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"\0{name}")

        assert notify_systemd("STOPPING=1", {"NOTIFY_SOCKET": f"@{name}"})
        assert manager.recv(100) == b"STOPPING=1"


def test_without_a_manager_or_with_one_that_is_gone_nothing_happens(tmp_path: Path) -> None:
    assert not notify_systemd("READY=1", {})
    assert not notify_systemd("READY=1", {"NOTIFY_SOCKET": str(tmp_path / "nobody")})


def test_the_watchdog_interval_is_half_of_the_managers_timeout_and_only_for_the_process_it_names() -> None:
    assert watchdog_interval({"WATCHDOG_USEC": "10000000"}) == 5
    assert watchdog_interval({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": str(os.getpid())}) == 5
    assert watchdog_interval({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "1"}) is None
    assert watchdog_interval({}) is None
