"""The preview: the same server, on loopback alone."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from feedpub.errors import SettingsError
from feedpub.web.listening import at_port
from feedpub.web.preview import preview
from feedpub.web.service import Stop
from tests.web.serving import TIMEOUT, Visitor

if TYPE_CHECKING:
    from pathlib import Path


def test_it_says_where_it_answers_to_this_machine_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("首页")
    told: list[str] = []
    is_told = threading.Event()

    def ready(address: str) -> None:
        told.append(address)
        is_told.set()

    stop = Stop()
    thread = threading.Thread(target=preview, args=(tmp_path, 0, ready, stop))
    thread.start()
    try:
        assert is_told.wait(TIMEOUT)
        answer, content = Visitor(int(told[0].rstrip("/").rpartition(":")[2])).get("/")
    finally:
        stop.ask()
        thread.join(TIMEOUT)

    assert (answer.status, content.decode()) == (200, "首页")
    assert told[0].startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_named_and_no_other_is_chosen(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(SettingsError, match=f"port {port}: another program uses it"):
            preview(tmp_path, port)


def test_a_port_that_cannot_be_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="port 70000: there is none above 65535"):
        preview(tmp_path, 70000)


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(SettingsError, match=r"host 'no such host': no such address here"):
        at_port("no such host", 0)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="site: there is no such folder; run `feedpub publish` first"):
        preview(tmp_path / "site", 0)
